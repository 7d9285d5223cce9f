#include "projections/state/changed_seats.h"

#include <algorithm>
#include <limits>
#include <set>

namespace projections::state {

const Seat* ChangedSeats::find_below(std::string_view module_name, std::string_view user) const {
  return below_ != nullptr ? below_->find(module_name, user) : seats_->find(module_name, user);
}

const Seat* ChangedSeats::find(std::string_view module_name, std::string_view user) const {
  if (const auto module = changes_.find(module_name); module != changes_.end()) {
    const auto& by_user = module->second.by_user;
    if (const auto changed = by_user.find(user); changed != by_user.end()) {
      return changed->second ? &*changed->second : nullptr;
    }
  }
  return find_below(module_name, user);
}

void ChangedSeats::assign(const ledger::SeatHolder& seat) {
  if (find(seat.module_name, seat.user) != nullptr) return;
  ModuleChanges& changes = changes_[seat.module_name];
  changes.by_user.insert_or_assign(seat.user, Seat{.stamp = {}, .user_type = seat.user_type});
  ++changes.more;
}

void ChangedSeats::remove(std::string_view module_name, std::string_view user) {
  if (find(module_name, user) == nullptr) return;
  ModuleChanges& changes = changes_[std::string{module_name}];
  changes.by_user.insert_or_assign(std::string{user}, std::nullopt);
  --changes.more;
}

std::int64_t ChangedSeats::count(std::string_view module_name) const {
  const std::int64_t below =
      below_ != nullptr ? below_->count(module_name) : seats_->count(module_name);
  const auto changes = changes_.find(module_name);
  return changes == changes_.end() ? below : below + changes->second.more;
}

std::vector<std::string> ChangedSeats::modules_of(std::string_view user) const {
  auto modules = below_ != nullptr ? below_->modules_of(user) : seats_->modules_of(user);
  for (const auto& [module_name, changes] : changes_) {
    const auto changed = changes.by_user.find(user);
    if (changed == changes.by_user.end()) continue;
    const auto place = std::ranges::lower_bound(modules, module_name);
    const bool listed = place != modules.end() && *place == module_name;
    if (changed->second && !listed) modules.insert(place, module_name);
    if (!changed->second && listed) modules.erase(place);
  }
  return modules;
}

std::vector<std::string> ChangedSeats::users_in(std::string_view module_name,
                                                std::size_t most) const {
  const auto changes = changes_.find(module_name);
  const std::size_t changed = changes == changes_.end() ? 0 : changes->second.by_user.size();
  // Even if every change removes one of them.
  const std::size_t enough =
      most + std::min(changed, std::numeric_limits<std::size_t>::max() - most);
  auto users = below_ != nullptr ? below_->users_in(module_name, enough)
                                 : seats_->users_in(module_name, enough);
  if (changed > 0) {
    const auto& by_user = changes->second.by_user;
    std::erase_if(users, [&](const std::string& user) { return by_user.contains(user); });
    for (const auto& [user, seat] : by_user) {
      if (seat) users.push_back(user);
    }
    std::ranges::sort(users);
  }
  users.resize(std::min(users.size(), most));
  return users;
}

std::vector<std::string> ChangedSeats::modules() const {
  std::set<std::string> names;
  if (below_ != nullptr) {
    for (auto& name : below_->modules()) names.insert(std::move(name));
  } else {
    for (const auto& [name, by_user] : seats_->by_module()) names.insert(name);
  }
  for (const auto& [name, changes] : changes_) {
    if (count(name) > 0) {
      names.insert(name);
    } else {
      names.erase(name);
    }
  }
  return {names.begin(), names.end()};
}

bool holds(const ChangedSeats& seats, const Catalog& catalog, std::string_view user,
           std::string_view module_name) {
  if (seats.find(module_name, user) != nullptr) return true;
  return std::ranges::any_of(catalog.plans_including(module_name),
                             [&](const auto& plan) { return seats.find(plan, user) != nullptr; });
}

std::int64_t in_use(const ChangedSeats& seats, const Catalog& catalog,
                    std::string_view module_name) {
  if (!catalog.counted(module_name)) return 0;
  if (catalog.hidden(module_name)) {
    constexpr auto all = std::numeric_limits<std::size_t>::max();
    return static_cast<std::int64_t>(users_of(seats, catalog, module_name, all).size());
  }
  return seats.count(module_name);
}

std::vector<std::string> users_of(const ChangedSeats& seats, const Catalog& catalog,
                                  std::string_view module_name, std::size_t most) {
  auto users = seats.users_in(module_name, most);
  if (catalog.hidden(module_name)) {
    for (const auto& plan : catalog.plans_including(module_name)) {
      const auto more = seats.users_in(plan, most);
      users.insert(users.end(), more.begin(), more.end());
    }
    std::ranges::sort(users);
    users.erase(std::unique(users.begin(), users.end()), users.end());
    users.resize(std::min(users.size(), most));
  }
  return users;
}

std::vector<std::string> held_modules(const ChangedSeats& seats, const Catalog& catalog) {
  std::set<std::string> held;
  for (auto& module_name : seats.modules()) {
    if (catalog.is_plan(module_name)) {
      for (const auto& included : catalog.module(module_name).includes) {
        if (catalog.hidden(included)) held.insert(included);
      }
    }
    held.insert(std::move(module_name));
  }
  return {held.begin(), held.end()};
}

}  // namespace projections::state
