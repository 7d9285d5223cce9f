#include "projections/state/seats.h"

#include <algorithm>

namespace projections::state {
namespace {

const SeatsByUser no_seats;

const SeatsByUser& seats_in(const Seats& seats, std::string_view module_name) {
  const auto found = seats.by_module().find(module_name);
  return found == seats.by_module().end() ? no_seats : found->second;
}

}  // namespace

void Seats::assign(const Stamp& stamp, const ledger::SeatHolder& seat) {
  by_module_[seat.module_name].try_emplace(seat.user, Seat{stamp, seat.user_type});
}

void Seats::remove(std::string_view module_name, std::string_view user) {
  const auto module = by_module_.find(module_name);
  if (module == by_module_.end()) return;
  const auto seat = module->second.find(user);
  if (seat == module->second.end()) return;
  module->second.erase(seat);
  if (module->second.empty()) by_module_.erase(module);
}

const Seat* Seats::find(std::string_view module_name, std::string_view user) const {
  const auto& seats = seats_in(*this, module_name);
  const auto found = seats.find(user);
  return found == seats.end() ? nullptr : &found->second;
}

std::int64_t Seats::count(std::string_view module_name) const {
  return static_cast<std::int64_t>(seats_in(*this, module_name).size());
}

std::vector<std::string> Seats::users_in(std::string_view module_name, std::size_t most) const {
  const auto& by_user = seats_in(*this, module_name);
  std::vector<std::string> users;
  users.reserve(std::min(most, by_user.size()));
  for (auto seat = by_user.begin(); seat != by_user.end() && users.size() < most; ++seat) {
    users.push_back(seat->first);
  }
  return users;
}

std::vector<std::string> Seats::modules_of(std::string_view user) const {
  std::vector<std::string> modules;
  for (const auto& [module_name, seats] : by_module_) {
    if (seats.contains(user)) modules.push_back(module_name);
  }
  return modules;
}

std::vector<ledger::SeatHolder> Seats::all() const {
  std::vector<ledger::SeatHolder> all;
  for (const auto& [module_name, seats] : by_module_) {
    for (const auto& [user, seat] : seats) all.push_back({module_name, user, seat.user_type});
  }
  return all;
}

}  // namespace projections::state
