#include <map>
#include <set>

#include "projections/reasons/blocking_reasons.h"
#include "projections/warnings/warnings.h"
#include "tests/support/describe.h"
#include "tests/support/property.h"
#include "tests/support/random_history.h"

namespace tests {
namespace {

using ledger::Events;
using ledger::Instant;
using projections::reasons::Question;
using projections::reasons::Reasons;
using projections::state::Fold;

/// The whole past of the three licenses by brute force: every instant of an event, and every
/// midnight, is judged on its own.
class PlainPast {
 public:
  PlainPast(const TestLedger& ledger, Instant known_at) {
    for (const auto& event : ledger.all_events()) {
      if (event->recorded_at > known_at) break;
      const bool catalog = ledger::stream_of(*event) == ledger::catalog_stream;
      (catalog ? catalog_ : own_[event->subject]).push_back(event);
      instants_.insert(event->effective_at);
    }
  }

  /// The blocking reasons and the warnings at `as_of`, each with its `since`.
  std::pair<Reasons, Reasons> reasons(const std::string& serial, Instant as_of) {
    std::map<std::string, Fold> folds;
    for (const auto& [number, events] : own_) folds.emplace(number, Fold{events, catalog_});
    std::set<Instant> instants = instants_;
    instants.insert(as_of);
    const auto first = ledger::date_of(*instants.begin());
    for (auto day = first; start_of(day) <= as_of; day = plus_days(day, 1)) {
      instants.insert(start_of(day));
    }
    Reasons blocking;
    Reasons warned;
    for (const Instant instant : instants) {
      if (instant > as_of) break;
      for (auto& [number, fold] : folds) fold.run_to(instant);
      const Fold& fold = folds.at(serial);
      if (!fold.registered()) continue;
      const auto production = production_at(folds, serial);
      Question question{fold.license(), fold.catalog(), instant};
      question.production = production;
      carry_on(blocking, projections::reasons::blocking_reasons(question), instant);
      carry_on(warned, projections::warnings::warnings(question), instant);
    }
    return {blocking, warned};
  }

 private:
  /// The production installations of the other licenses at that instant.
  static std::vector<projections::reasons::ProductionInstallation> production_at(
      const std::map<std::string, Fold>& folds, const std::string& serial) {
    std::vector<projections::reasons::ProductionInstallation> found;
    for (const auto& [number, fold] : folds) {
      const auto installation = projections::state::installation_of(fold.license());
      if (number == serial || !fold.registered() || !installation) continue;
      if (installation->kind != ledger::InstallationKind::production) continue;
      found.push_back({.company_name = std::string{fold.license().company_name()},
                       .cust_id = installation->cust_id,
                       .serial_number = number,
                       .from = ledger::earliest,
                       .to = ledger::latest,
                       .evidence = {}});
    }
    return found;
  }
  static void carry_on(Reasons& before, Reasons now, Instant instant) {
    for (auto& reason : now) {
      reason.since = instant;
      for (const auto& old : before) {
        if (ledger::same_matter(old, reason)) reason.since = old.since;
      }
    }
    before = std::move(now);
  }

  std::map<std::string, Events> own_;
  Events catalog_;
  std::set<Instant> instants_;
};

/// What they are about and since when, without their evidence.
Texts dated(const Reasons& reasons) {
  Texts texts;
  for (const auto& reason : reasons) {
    texts.push_back(std::string{ledger::name_of(reason.code)} + " " + reason.module_name +
                    reason.invoice_id + reason.payment_id + reason.cust_id + reason.serial_number +
                    " since " + ledger::to_text(*reason.since));
  }
  return texts;
}

TEST(Since, is_the_start_of_the_unbroken_period_that_brute_force_finds) {
  holds_in(120, [] {
    const auto steps = *random_steps();
    const auto as_of_days = *rc::gen::container<std::vector<int>>(3, rc::gen::inRange(-40, 90));
    TestLedger ledger;
    perform(ledger, opening_steps());
    perform(ledger, steps);
    const auto known_at = ledger.now();
    PlainPast past{ledger, known_at};
    for (const int day : as_of_days) {
      for (const char* serial : pool_serials) {
        const auto as_of = start_of_day(day);
        const auto view = ledger.view(serial, as_of, known_at);
        const auto [blocking, warned] = past.reasons(serial, as_of);
        RC_ASSERT(dated(view.blocking_reasons) == dated(blocking));
        RC_ASSERT(dated(view.warnings) == dated(warned));
      }
    }
  });
}

TEST(Since, of_a_refusal_is_what_the_view_shows) {
  holds_in(120, [] {
    const auto steps = *random_steps();
    TestLedger ledger;
    perform(ledger, opening_steps());
    for (const auto& step : steps) {
      static_cast<void>(perform(ledger, step));
      if (!std::holds_alternative<MoveClock>(step.what)) continue;
      for (const char* serial : pool_serials) {
        const auto view = ledger.view(serial);
        const auto outcome = ledger.activate(serial);
        if (!commands::is_refusal(outcome.verdict)) continue;
        RC_ASSERT(ledger.dated(outcome) == view.blocking_reasons);
      }
    }
  });
}

}  // namespace
}  // namespace tests
