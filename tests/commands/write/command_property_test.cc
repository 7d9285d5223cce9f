#include <algorithm>
#include <map>
#include <set>

#include "tests/support/describe.h"
#include "tests/support/property.h"
#include "tests/support/random_history.h"

namespace tests {
namespace {

using commands::Verdict;
using ledger::EventPtr;

bool earlier(const EventPtr& a, const EventPtr& b) {
  return std::tie(a->effective_at, a->id, a->source) < std::tie(b->effective_at, b->id, b->source);
}

/// Who holds what, and how much of it there is, counted from the events as simply as possible.
class PlainCount {
 public:
  PlainCount(const TestLedger& ledger, std::string_view serial) {
    auto events = ledger.all_events();
    std::ranges::sort(events, earlier);
    for (const auto& event : events) {
      if (event->effective_at > ledger.now()) continue;
      if (const auto* defined = std::get_if<ledger::ModuleDefined>(&event->data)) {
        defined_[event->subject] = *defined;
      } else if (event->subject == serial) {
        take(event->data);
      }
    }
  }

  std::int64_t holders(const std::string& module) const {
    if (of(module).type == ledger::ModuleType::site) return 0;
    std::set<std::string> users;
    for (const auto& [seat_module, user] : seats_) {
      if (seat_module == module || includes(seat_module, module)) users.insert(user);
    }
    return static_cast<std::int64_t>(users.size());
  }
  std::int64_t total(const std::string& module) const {
    std::int64_t total = 0;
    for (const auto& [bought, quantity] : current_) {
      if (bought == module || includes(bought, module)) total += quantity;
    }
    return total;
  }
  std::set<std::string> modules() const {
    std::set<std::string> modules;
    for (const auto& [module, user] : seats_) modules.insert(module);
    for (const auto& [module, quantity] : current_) modules.insert(module);
    for (const auto& [module, defined] : defined_) modules.insert(module);
    return modules;
  }

 private:
  ledger::ModuleDefined of(const std::string& module) const {
    const auto found = defined_.find(module);
    return found == defined_.end() ? ledger::ModuleDefined{} : found->second;
  }
  /// Whether `plan` is a plan that includes the hidden module.
  bool includes(const std::string& plan, const std::string& module) const {
    const auto& included = of(plan).includes;
    return of(plan).user_plan && !of(plan).hidden && of(module).hidden &&
           std::ranges::find(included, module) != included.end();
  }
  void take(const ledger::EventData& data) {
    if (const auto* given = std::get_if<ledger::SeatAssigned>(&data)) {
      seats_.emplace(given->module_name, given->user);
    } else if (const auto* taken = std::get_if<ledger::SeatRemoved>(&data)) {
      seats_.erase({taken->module_name, taken->user});
    } else if (const auto* bound = std::get_if<ledger::InstallationBound>(&data)) {
      for (const auto& seat : bound->seats) seats_.emplace(seat.module_name, seat.user);
    } else if (const auto* released = std::get_if<ledger::InstallationReleased>(&data)) {
      for (const auto& seat : released->seats) seats_.erase({seat.module_name, seat.user});
    } else if (const auto* activated = std::get_if<ledger::LicenseActivated>(&data)) {
      current_ = activated->modules;
    }
  }

  std::map<std::string, ledger::ModuleDefined> defined_;
  std::set<std::pair<std::string, std::string>> seats_;
  std::map<std::string, std::int64_t> current_;
};

TEST(RandomHistory, agrees_with_a_plain_count_of_totals_and_seats_in_use) {
  holds_in(150, [] {
    const auto steps = *random_steps();
    TestLedger ledger;
    perform(ledger, opening_steps());
    perform(ledger, steps);
    for (const char* serial : pool_serials) {
      const PlainCount count{ledger, serial};
      const auto view = ledger.view(serial);
      for (const auto& module : count.modules()) {
        const auto row = row_of(view, module);
        RC_ASSERT(row.in_use == count.holders(module));
        RC_ASSERT(row.total == count.total(module));
        RC_ASSERT(row.free() == row.total - row.in_use);
      }
    }
  });
}

TEST(RandomHistory, never_assigns_a_seat_that_does_not_exist) {
  holds_in(150, [] {
    const auto steps = *random_steps();
    TestLedger ledger;
    perform(ledger, opening_steps());
    for (const auto& step : steps) {
      const auto outcome = perform(ledger, step);
      const auto* command = std::get_if<commands::Command>(&step.what);
      const auto* assign = command ? std::get_if<commands::AssignSeat>(command) : nullptr;
      if (assign == nullptr || outcome.verdict != Verdict::done) continue;
      const PlainCount count{ledger, assign->serial_number};
      const auto view = ledger.view(assign->serial_number);
      const auto& module = assign->seat.module_name;
      const bool automatic = outcome.last_event->position != outcome.position;
      const bool room = count.holders(module) <= count.total(module) ||
                        row_of(view, module).unrestricted || automatic;
      RC_ASSERT(room);
    }
  });
}

TEST(RandomHistory, is_not_changed_by_a_refused_command_except_for_the_log) {
  holds_in(150, [] {
    const auto steps = *random_steps();
    TestLedger ledger;
    perform(ledger, opening_steps());
    for (const auto& step : steps) {
      if (!std::holds_alternative<commands::Command>(step.what)) {
        static_cast<void>(perform(ledger, step));
        continue;
      }
      std::string before;
      for (const char* serial : pool_serials) before += tests::text_of(ledger.view(serial));
      const auto end_before = ledger.end();
      const auto outcome = perform(ledger, step);
      if (outcome.verdict == Verdict::done) {
        RC_ASSERT(ledger.end() > end_before);
        continue;
      }
      std::string after;
      for (const char* serial : pool_serials) after += tests::text_of(ledger.view(serial));
      RC_ASSERT(before == after);
      if (commands::is_refusal(outcome.verdict)) {
        RC_ASSERT(!outcome.reasons.empty());
        RC_ASSERT(ledger.end() > end_before);
      } else {
        RC_ASSERT(ledger.end() == end_before);
      }
    }
  });
}

TEST(RandomHistory, answers_a_repeated_command_without_a_second_event) {
  holds_in(100, [] {
    const auto steps = *random_steps();
    TestLedger ledger;
    perform(ledger, opening_steps());
    for (const auto& step : steps) {
      const auto outcome = perform(ledger, step);
      const auto* command = std::get_if<commands::Command>(&step.what);
      if (command == nullptr || outcome.verdict != Verdict::done) continue;
      // A file is issued each time, and in a batch one change may undo another, again and again.
      if (std::holds_alternative<commands::IssueLicenseFile>(*command) ||
          std::holds_alternative<commands::ChangeSeats>(*command)) {
        continue;
      }
      const auto end_before = ledger.end();
      const auto again = perform(ledger, step);
      RC_ASSERT(again.verdict == Verdict::already_so || again.verdict == Verdict::nothing_pending);
      RC_ASSERT(ledger.end() == end_before);
    }
  });
}

}  // namespace
}  // namespace tests
