#include "tools/sample/staff.h"

#include <algorithm>
#include <fmt/format.h>

namespace tools::sample {
namespace {

using commands::Verdict;
using commands::write::CommandOutcome;

bool in_effect(const CommandOutcome& outcome) {
  return outcome.verdict == Verdict::done || outcome.verdict == Verdict::already_so;
}

bool has_open_requests(const CommandOutcome& outcome) {
  return std::ranges::any_of(outcome.reasons, [](const auto& reason) {
    return reason.code == ledger::ReasonCode::open_requests;
  });
}

}  // namespace

std::int64_t Staff::quantity(std::string_view module_name) const {
  const auto found = account_.bought.find(module_name);
  return found == account_.bought.end() ? 0 : found->second;
}

std::int64_t Staff::seats(std::string_view module_name) const {
  return static_cast<std::int64_t>(users_of(module_name).size());
}

std::string Staff::new_user_name() {
  std::string user = user_name(account_.dice, account_.company.country);
  for (int number = 2; people_.contains(user); ++number) {
    user = fmt::format("{}{}", user.substr(0, user.find_last_not_of("0123456789") + 1), number);
  }
  return user;
}

std::vector<std::string> Staff::users_of(std::string_view module_name) const {
  std::vector<std::string> users;
  for (const auto& [user, person] : people_) {
    if (person.modules.contains(std::string{module_name})) users.push_back(user);
  }
  return users;
}

std::string Staff::plan_of(const std::string& user) const {
  const auto found = people_.find(user);
  if (found == people_.end()) return {};
  for (const auto& plan : plans()) {
    if (found->second.modules.contains(plan)) return plan;
  }
  return {};
}

std::string Staff::random_user() {
  std::vector<std::string> users;
  for (const auto& [user, person] : people_) {
    if (!plan_of(user).empty()) users.push_back(user);
  }
  return users.empty() ? std::string{} : account_.dice.pick(users);
}

void Staff::fill() {
  for (const auto& plan : plans()) {
    const std::int64_t wanted = (quantity(plan) * usual_percent_ + 50) / 100;
    for (auto have = seats(plan) + hiring_[plan]; have < wanted; ++have) hire(plan);
  }
  distribute("windows", "");
  distribute("pocket-cal", "");
  distribute("travel", "windows");
  for (const std::string module_name : {"visible-for", "satellite"}) {
    const std::int64_t wanted = quantity(module_name) == 0   ? 0
                                : module_name == "satellite" ? quantity(module_name)
                                                             : account_.dice.between(2, 6);
    for (auto have = seats(module_name) + hiring_[module_name]; have < wanted; ++have) {
      hire(module_name);
    }
  }
}

void Staff::set_headcount(const std::string& module_name, std::int64_t count) {
  while (seats(module_name) < count) assign(new_user_name(), module_name);
  const auto users = users_of(module_name);
  for (auto i = count; i < static_cast<std::int64_t>(users.size()); ++i) {
    dismiss(users[static_cast<std::size_t>(i)]);
  }
}

void Staff::hire(const std::string& module_name) {
  ++hiring_[module_name];
  account_.later(1, 12, [this, module_name] {
    --hiring_[module_name];
    const bool for_database = module_name == "satellite";
    const bool for_guest = for_database || module_name == "visible-for";
    assign(for_database ? database_name(account_.dice) : new_user_name(), module_name,
           for_guest ? ledger::UserType::other : ledger::UserType::associate);
  });
}

/// To users with a plan or, if `to_holders_of` is given, with that module.
void Staff::distribute(const std::string& module_name, const std::string& to_holders_of) {
  if (quantity(module_name) == 0) return;
  std::int64_t left = (to_holders_of.empty() ? quantity(module_name) : seats(to_holders_of) / 2) -
                      seats(module_name);
  for (const auto& [user, person] : people_) {
    if (left <= 0) break;
    const bool eligible =
        to_holders_of.empty() ? !plan_of(user).empty() : person.modules.contains(to_holders_of);
    if (!eligible || person.modules.contains(module_name)) continue;
    --left;
    account_.later(1, 20, [this, user = user, module_name] {
      if (people_.contains(user)) assign(user, module_name);
    });
  }
}

void Staff::assign(const std::string& user, const std::string& module_name,
                   ledger::UserType user_type) {
  const bool held = people_.contains(user) && people_[user].modules.contains(module_name);
  Person& person = people_[user];
  if (person.modules.empty()) person.user_type = user_type;
  person.modules.insert(module_name);
  account_.send(commands::AssignSeat{account_.serial, {module_name, user, person.user_type}},
                [this, user, module_name, held](const CommandOutcome& outcome) {
                  if (!in_effect(outcome) && !held) forget_seat(user, module_name);
                });
}

void Staff::forget_seat(const std::string& user, const std::string& module_name) {
  const auto found = people_.find(user);
  if (found == people_.end()) return;
  found->second.modules.erase(module_name);
  if (found->second.modules.empty()) people_.erase(found);
}

void Staff::remove(const std::string& user, const std::string& module_name, bool cascade) {
  account_.send(commands::RemoveSeat{account_.serial, module_name, user, cascade},
                [this, user, module_name, cascade](const CommandOutcome& outcome) {
                  if (in_effect(outcome)) {
                    forget_seat(user, module_name);
                    if (cascade && plan_of(user).empty()) people_.erase(user);
                  } else if (has_open_requests(outcome)) {
                    account_.later(1, 4, [this, user] { close_requests(user); });
                    account_.later(5, 7, [=, this] { remove(user, module_name, cascade); });
                  }
                });
}

void Staff::dismiss(const std::string& user) {
  account_.send(commands::RemoveUser{account_.serial, user},
                [this, user](const CommandOutcome& outcome) {
                  if (in_effect(outcome)) {
                    people_.erase(user);
                  } else if (has_open_requests(outcome)) {
                    account_.later(1, 4, [this, user] { close_requests(user); });
                    account_.later(5, 7, [this, user] { dismiss(user); });
                  }
                });
}

void Staff::reassign(const std::string& user, const std::string& from, const std::string& to) {
  account_.send(commands::ChangeSeats{account_.serial, {commands::Reassign{user, from, to}}, false},
                [=, this](const CommandOutcome& outcome) {
                  if (outcome.verdict == Verdict::done) note_move(user, from, to);
                });
}

void Staff::note_move(const std::string& user, const std::string& from, const std::string& to) {
  if (const auto found = people_.find(user); found != people_.end()) {
    found->second.modules.erase(from);
    found->second.modules.insert(to);
  }
}

std::string Staff::open_lasting_request(const std::string& user) {
  std::string request_id = account_.scene.systems.open_request(account_.serial, user);
  requests_[request_id] = user;
  return request_id;
}

void Staff::open_request(const std::string& user) {
  std::string request_id = open_lasting_request(user);
  const auto still_open = [this, request_id] { return requests_.contains(request_id); };
  Systems& systems = account_.scene.systems;
  if (account_.dice.chance(40)) {
    const auto status =
        account_.dice.chance(60) ? ledger::RequestStatus::postponed : ledger::RequestStatus::active;
    account_.later(1, 3, [=, this, &systems] {
      if (still_open()) systems.update_request(account_.serial, request_id, user, status);
    });
  }
  account_.later(4, 18, [=, this, &systems] {
    if (!still_open()) return;
    systems.close_request(account_.serial, request_id, user);
    requests_.erase(request_id);
  });
}

void Staff::close_requests(const std::string& user) {
  for (auto request = requests_.begin(); request != requests_.end();) {
    if (request->second == user) {
      account_.scene.systems.close_request(account_.serial, request->first, user);
      request = requests_.erase(request);
    } else {
      ++request;
    }
  }
}

void Staff::take_over(Staff& others) {
  for (auto& [user, person] : others.people_) {
    people_[user].modules.merge(person.modules);
  }
  others.people_.clear();
}

void Staff::do_everyday_task() {
  const std::string user = random_user();
  if (user.empty()) return;
  const std::string plan = plan_of(user);
  switch (account_.dice.weighted({40, 34, 10, 10, 6})) {
    case 0:
      open_request(user);
      break;
    case 1:
      dismiss(user);
      account_.later(1, 9, [this, plan] { assign(new_user_name(), plan); });
      break;
    case 2:
      change_plan(user, plan);
      break;
    case 3:
      toggle_extra(user);
      break;
    default:
      try_refused_change();
  }
}

/// To another plan with a free seat, if there is one.
void Staff::change_plan(const std::string& user, const std::string& plan) {
  std::vector<std::string> others;
  for (const auto& other : plans()) {
    if (other != plan && quantity(other) > seats(other)) others.push_back(other);
  }
  if (!others.empty()) reassign(user, plan, account_.dice.pick(others));
}

/// Assigns a module on top of the plan, or removes it.
void Staff::toggle_extra(const std::string& user) {
  const std::string module_name = account_.dice.chance(50) ? "windows" : "pocket-cal";
  if (quantity(module_name) == 0) return;
  if (people_[user].modules.contains(module_name)) {
    remove(user, module_name, true);
  } else {
    assign(user, module_name);
  }
}

/// Something the rules usually refuse.
void Staff::try_refused_change() {
  const std::string user = random_user();
  switch (account_.dice.between(0, 4)) {
    case 0:
      assign(user, account_.dice.chance(50) ? "sale-cal" : "sales-intelligence");
      break;
    case 1:
      assign(new_user_name(), "windows");
      break;
    case 2:
      assign(user, account_.dice.pick(plans()));
      break;
    case 3:
      remove(user, plan_of(user), false);
      break;
    default:
      assign(new_user_name(), plan_of(user));
      break;
  }
}

}  // namespace tools::sample
