#include "projections/state/seats.h"

#include <algorithm>
#include <limits>
#include <set>

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

bool holds(const Seats& seats, const Catalog& catalog, std::string_view user,
           std::string_view module_name) {
  if (seats.find(module_name, user) != nullptr) return true;
  return std::ranges::any_of(catalog.plans_including(module_name),
                             [&](const auto& plan) { return seats.find(plan, user) != nullptr; });
}

std::int64_t in_use(const Seats& seats, const Catalog& catalog, std::string_view module_name) {
  if (!catalog.counted(module_name)) return 0;
  if (catalog.hidden(module_name)) {
    constexpr auto all = std::numeric_limits<std::size_t>::max();
    return static_cast<std::int64_t>(users_of(seats, catalog, module_name, all).size());
  }
  return static_cast<std::int64_t>(seats_in(seats, module_name).size());
}

std::vector<std::string> users_of(const Seats& seats, const Catalog& catalog,
                                  std::string_view module_name, std::size_t most) {
  std::vector<std::string> users;
  const auto add_holders = [&](std::string_view name) {
    const auto& by_user = seats_in(seats, name);
    auto left = std::min(most, by_user.size());
    for (auto seat = by_user.begin(); left > 0; ++seat, --left) users.push_back(seat->first);
  };
  add_holders(module_name);
  if (catalog.hidden(module_name)) {
    for (const auto& plan : catalog.plans_including(module_name)) add_holders(plan);
    std::ranges::sort(users);
    users.erase(std::unique(users.begin(), users.end()), users.end());
    users.resize(std::min(users.size(), most));
  }
  return users;
}

std::vector<std::string> held_modules(const Seats& seats, const Catalog& catalog) {
  std::set<std::string> held;
  for (const auto& [module_name, by_user] : seats.by_module()) {
    held.insert(module_name);
    if (!catalog.is_plan(module_name)) continue;
    for (const auto& included : catalog.module(module_name).includes) {
      if (catalog.hidden(included)) held.insert(included);
    }
  }
  return {held.begin(), held.end()};
}

}  // namespace projections::state
