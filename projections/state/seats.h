#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event.h"
#include "projections/state/order.h"

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
  std::int64_t count(std::string_view module_name) const;
  /// The first `most` users with a seat of the module, by name.
  std::vector<std::string> users_in(std::string_view module_name, std::size_t most) const;
  /// The modules in which the user has a seat, by name.
  std::vector<std::string> modules_of(std::string_view user) const;
  /// All seats, by module and user: what an installation carries to another serial number.
  std::vector<ledger::SeatHolder> all() const;

  static auto fields(auto& self) { return std::tie(self.by_module_); }

 private:
  SeatsByModule by_module_;  // no module without a seat
};

}  // namespace projections::state
