#include "tests/support/describe.h"
#include "tests/support/plain/ledger.h"
#include "tests/support/property.h"
#include "tests/support/random_history.h"

namespace tests {
namespace {

std::string shown(const std::optional<projections::LicenseView>& view) {
  return view ? text_of(*view) : "not registered";
}

/// Asks about every instant from long before the first event to long after the last.
void compare_at_every_instant(TestLedger& ledger, ledger::Instant known_at) {
  const auto log = ledger.all_events();
  for (const char* serial : pool_serials) {
    plain::walk(log, serial, start_of_day(120), known_at,
                [&](ledger::Instant at, const std::optional<projections::LicenseView>& expected) {
                  const auto answer = ledger.answer(serial, {at, known_at});
                  const auto found = answer ? std::optional{answer->view}
                                            : std::optional<projections::LicenseView>{};
                  RC_ASSERT(shown(found) == shown(expected));
                });
  }
}

TEST(PlainRules, give_every_answer_about_random_facts_in_any_order) {
  holds_in(60, [] {
    const auto facts = *random_facts();
    const int known_day = *rc::gen::inRange(0, 40);
    TestLedger ledger;
    ledger.post(opening_events(false));
    for (std::size_t i = 0; i < facts.size(); ++i) {
      ledger.post({facts[i]});
      if (i % 8 == 7) ledger.clock(plus_days(ledger.now(), 1));
    }
    compare_at_every_instant(ledger, start_of_day(known_day));
    compare_at_every_instant(ledger, ledger.now());
  });
}

TEST(PlainRules, give_every_answer_about_random_weeks) {
  holds_in(60, [] {
    const auto steps = *random_steps_with_restarts();
    const int known_day = *rc::gen::inRange(0, 40);
    TestLedger ledger;
    perform(ledger, opening_steps());
    perform(ledger, steps);
    compare_at_every_instant(ledger, start_of_day(known_day));
    compare_at_every_instant(ledger, ledger.now());
  });
}

}  // namespace
}  // namespace tests
