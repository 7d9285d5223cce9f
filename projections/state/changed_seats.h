#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/state/catalog.h"
#include "projections/state/seats.h"

namespace projections::state {

/// Seats with changes on top that are not recorded: what a request would make of them. Costs what
/// is changed, however many seats there are. What it stands on must outlive it.
class ChangedSeats {
 public:
  /// Without a change. Implicit, because unchanged seats are a special case.
  ChangedSeats(const Seats& seats) : seats_(&seats) {}
  static ChangedSeats on_top_of(const ChangedSeats& below) { return ChangedSeats{below, 0}; }

  /// A seat that is held stays as it is.
  void assign(const ledger::SeatHolder& seat);
  void remove(std::string_view module_name, std::string_view user);

  /// A seat assigned here has an empty stamp.
  const Seat* find(std::string_view module_name, std::string_view user) const;
  /// Seats of the module itself.
  std::int64_t count(std::string_view module_name) const;
  /// The modules in which the user has a seat, by name.
  std::vector<std::string> modules_of(std::string_view user) const;
  /// The first `most` users with a seat of the module, by name.
  std::vector<std::string> users_in(std::string_view module_name, std::size_t most) const;
  /// The modules of which a seat is held, by name.
  std::vector<std::string> modules() const;

 private:
  ChangedSeats(const ChangedSeats& below, int) : below_(&below) {}

  using ChangesByUser = std::map<std::string, std::optional<Seat>, std::less<>>;  // absent: removed
  struct ModuleChanges {
    ChangesByUser by_user;
    std::int64_t more = 0;  // seats than below
  };
  const Seat* find_below(std::string_view module_name, std::string_view user) const;

  const Seats* seats_ = nullptr;                               // either this
  const ChangedSeats* below_ = nullptr;                        // or this
  std::map<std::string, ModuleChanges, std::less<>> changes_;  // by module
};

/// Whether the user holds the module in any way: a seat, or a plan that includes it.
bool holds(const ChangedSeats& seats, const Catalog& catalog, std::string_view user,
           std::string_view module_name);

/// The seats of a visible module; for a hidden one the distinct users who hold it in any way; 0 for
/// a site module, which is for everyone.
std::int64_t in_use(const ChangedSeats& seats, const Catalog& catalog,
                    std::string_view module_name);

/// The first `most` of these users by name.
std::vector<std::string> users_of(const ChangedSeats& seats, const Catalog& catalog,
                                  std::string_view module_name, std::size_t most);

/// Every module that a user holds in any way, by name.
std::vector<std::string> held_modules(const ChangedSeats& seats, const Catalog& catalog);

}  // namespace projections::state
