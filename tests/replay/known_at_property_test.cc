#include "tests/support/describe.h"
#include "tests/support/property.h"
#include "tests/support/random_history.h"

namespace tests {
namespace {

/// Imports into `other` what `whole` knew at an instant, and nothing later.
void import_until(const TestLedger& whole, ledger::Instant known_at, TestLedger& other) {
  commands::write::PostEvents history;
  for (const auto& event : whole.all_events()) {
    if (event->recorded_at > known_at) break;
    history.events.push_back(*event);
    history.history.push_back({event->recorded_at, event->actor});
  }
  if (history.events.empty()) return;
  for (const auto& outcome : other.submit(std::move(history)).events) {
    RC_ASSERT(outcome.status == commands::write::EventStatus::appended);
  }
}

std::string shown(const std::optional<replay::LicenseAnswer>& answer) {
  if (!answer) return "not registered";
  return text_of(answer->view) + "position " + std::to_string(answer->position.value) +
         " revision " + std::to_string(answer->revision.value);
}

std::string shown(const replay::Questions& questions, const char* serial, replay::TwoInstants at) {
  std::string text;
  const auto seats = questions.seats(serial, at, {}).value();
  if (!seats) return "not registered";
  for (const auto& row : *seats) {
    text += row.seat.module_name + " " + row.seat.user + " " + ledger::to_text(row.since) + "\n";
  }
  return text;
}

TEST(KnownAt, gives_the_answer_of_a_ledger_that_knows_no_more) {
  holds_in(120, [] {
    const auto steps = *random_steps();
    const auto known_days = *rc::gen::container<std::vector<int>>(3, rc::gen::inRange(0, 60));
    TestLedger whole;
    perform(whole, opening_steps());
    perform(whole, steps);
    for (const int known_day : known_days) {
      const auto known_at = start_of_day(known_day);
      TestLedger prefix;
      import_until(whole, known_at, prefix);
      for (const char* serial : pool_serials) {
        for (const int day : {-90, -20, 0, known_day, 40, 100}) {
          const replay::TwoInstants at{start_of_day(day), known_at};
          RC_ASSERT(shown(prefix.answer(serial, at)) == shown(whole.answer(serial, at)));
          RC_ASSERT(shown(prefix.questions(), serial, at) == shown(whole.questions(), serial, at));
        }
      }
    }
  });
}

TEST(KnownAt, a_simulation_gives_the_answer_as_if_it_had_been_recorded) {
  holds_in(120, [] {
    const auto steps = *random_steps();
    const auto supposed = *random_facts();
    const std::string serial = pool_serials[0];
    TestLedger ledger;
    perform(ledger, opening_steps());
    perform(ledger, steps);
    ledger.clock(plus_days(ledger.now(), 100));
    // A simulation activates nothing, so recording must not activate anything either.
    ledger.given_license(serial, ledger.view(serial).company_name, {.auto_update = false});
    ledger.clock(plus_days(ledger.now(), 1));
    std::vector<ledger::Event> facts;
    for (const auto& event : supposed) {
      if (ledger::traits_of(event.type()).decision) continue;
      if (ledger::stream_of(event) == ledger::catalog_stream || event.subject == serial) {
        facts.push_back(event);
      }
    }
    const auto now = ledger.now();
    const auto simulated = ledger.questions().simulate(serial, facts, {now, now}).value();
    const auto after_all = ledger.questions().simulate(serial, facts, {start_of_day(400), now});
    ledger.post(facts);
    RC_ASSERT(text_of(simulated->view, Positions::hidden) ==
              text_of(ledger.view(serial), Positions::hidden));
    RC_ASSERT(text_of(after_all.value()->view, Positions::hidden) ==
              text_of(ledger.view(serial, start_of_day(400)), Positions::hidden));
  });
}

}  // namespace
}  // namespace tests
