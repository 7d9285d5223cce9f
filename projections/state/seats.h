#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event.h"
#include "projections/state/catalog.h"

namespace projections::state {

/// One assignee occupying one module. `stamp` is that of the event that assigned the seat.
struct Seat {
  Stamp stamp;
  ledger::UserType user_type{};

  static auto fields(auto& self) { return std::tie(self.stamp, self.user_type); }
};

using SeatsByUser = std::map<std::string, Seat, std::less<>>;
using SeatsByModule = std::map<std::string, SeatsByUser, std::less<>>;

/// Who holds what on one license. A seat is unique per module and assignee: assigning twice counts
/// once, and the first counts. A module that a plan includes is held, but is not a seat.
class Seats {
 public:
  void assign(const Stamp& stamp, const ledger::SeatHolder& seat);
  void remove(std::string_view module_name, std::string_view user);

  const Seat* find(std::string_view module_name, std::string_view user) const;
  const SeatsByModule& by_module() const { return by_module_; }
  /// The modules in which the user has a seat, by name.
  std::vector<std::string> modules_of(std::string_view user) const;
  /// All seats, by module and user: what an installation carries to another serial number.
  std::vector<ledger::SeatHolder> all() const;

  static auto fields(auto& self) { return std::tie(self.by_module_); }

 private:
  SeatsByModule by_module_;  // no module without a seat
};

/// Whether the user holds the module in any way: a seat, or a plan that includes it.
bool holds(const Seats& seats, const Catalog& catalog, std::string_view user,
           std::string_view module_name);

/// The seats of a visible module; for a hidden one the distinct users who hold it in any way; 0 for
/// a site module, which is for everyone.
std::int64_t in_use(const Seats& seats, const Catalog& catalog, std::string_view module_name);

/// The first `most` of these users by name.
std::vector<std::string> users_of(const Seats& seats, const Catalog& catalog,
                                  std::string_view module_name, std::size_t most);

/// Every module that a user holds in any way, by name.
std::vector<std::string> held_modules(const Seats& seats, const Catalog& catalog);

}  // namespace projections::state
