#include "commands/live/derived_format.h"
#include "ledger/stream.h"
#include "projections/state/snapshot.h"
#include "tests/support/describe.h"
#include "tests/support/property.h"
#include "tests/support/random_history.h"

namespace tests {
namespace {

/// Every license of the log folded from its first event, as the snapshot of its state.
std::map<std::string, std::string> folded_from_scratch(const std::vector<ledger::EventPtr>& events,
                                                       ledger::Instant until) {
  std::map<std::string, std::string> snapshots;
  for (const char* serial : pool_serials) {
    ledger::Events own;
    ledger::Events catalog;
    for (const auto& event : events) {
      if (event->subject == serial) own.push_back(event);
      if (ledger::stream_of(*event) == ledger::catalog_stream) catalog.push_back(event);
    }
    projections::state::Fold fold{own, catalog};
    fold.run_to(until);
    snapshots[serial] = projections::state::snapshot_of(fold.license());
  }
  return snapshots;
}

/// What a search finds each license by.
std::map<std::string, projections::search::SearchRow> rows_found(TestLedger& ledger) {
  std::map<std::string, projections::search::SearchRow> rows;
  for (auto& hit : ledger.search()) rows.emplace(hit.serial_number, std::move(hit.row));
  return rows;
}

TEST(Snapshots, with_the_tail_of_the_log_equal_a_fold_of_the_whole_log) {
  holds_in(150, [] {
    const auto steps = *random_steps_with_restarts();
    TestLedger ledger{
        {.save_every = 7, .short_tail = 5, .long_history = 1, .test_clock = at(start_of_tests)}};
    perform(ledger, opening_steps());
    perform(ledger, steps);
    const auto until = ledger.now();
    const auto expected = folded_from_scratch(ledger.all_events(), until);
    // A writer just opened is at the end of the log, and moves to now with its first request.
    ledger.clock(until);
    ledger.sequencer().stop();
    auto& state = *ledger.opened().state;
    RC_ASSERT(state.now() == until);
    for (const auto& [serial, snapshot] : expected) {
      RC_ASSERT(projections::state::snapshot_of((*state.find(serial))->state()) == snapshot);
    }
  });
}

TEST(Snapshots, read_back_as_the_state_they_were_made_from) {
  holds_in(100, [] {
    const auto steps = *random_steps();
    TestLedger ledger;
    perform(ledger, opening_steps());
    perform(ledger, steps);
    for (const auto& [serial, snapshot] : folded_from_scratch(ledger.all_events(), ledger.now())) {
      const auto read = projections::state::license_from(snapshot);
      RC_ASSERT(read.has_value());
      RC_ASSERT(projections::state::snapshot_of(*read) == snapshot);
      const auto cut = static_cast<std::size_t>(*rc::gen::inRange<std::size_t>(0, snapshot.size()));
      RC_ASSERT(!projections::state::license_from(std::string_view{snapshot}.substr(0, cut)));
    }
  });
}

/// Everything saved later, but the mark of earlier: what a crash in the middle of a save may leave.
TEST(Snapshots, of_a_save_that_was_not_finished_are_ahead_of_the_mark) {
  holds_in(100, [] {
    const auto before = *random_steps();
    const auto after = *random_steps();
    TestLedger ledger{{.short_tail = 5, .long_history = 1, .test_clock = at(start_of_tests)}};
    perform(ledger, opening_steps());
    perform(ledger, before);
    ledger.restart();
    constexpr auto key = commands::live::derived_format::mark_key;
    std::map<ledger::Derived, std::optional<std::string>> marks;
    for (const auto family : {ledger::Derived::identities, ledger::Derived::licenses}) {
      marks[family] = *ledger.opened().store->derived(family, key);
    }
    perform(ledger, after);
    const auto until = ledger.now();
    const auto expected = folded_from_scratch(ledger.all_events(), until);
    const auto rows = rows_found(ledger);
    ledger.close();
    {
      auto store = ledger::Store::open({.directory = ledger.directory() + "/log"});
      RC_ASSERT(store.has_value());
      for (const auto& [family, mark] : marks) {
        const std::vector<ledger::DerivedEntry> entry{{std::string{key}, mark}};
        RC_ASSERT((*store)->write_derived(family, entry).has_value());
      }
      RC_ASSERT((*store)->flush_derived().has_value());
    }
    ledger.restart();
    ledger.clock(until);
    RC_ASSERT(rows_found(ledger) == rows);
    ledger.sequencer().stop();
    auto& state = *ledger.opened().state;
    for (const auto& [serial, snapshot] : expected) {
      RC_ASSERT(projections::state::snapshot_of((*state.find(serial))->state()) == snapshot);
    }
  });
}

TEST(Restarts, change_no_decision_and_no_answer) {
  holds_in(100, [] {
    const auto steps = *random_steps_with_restarts();
    TestLedger restarted{
        {.save_every = 7, .short_tail = 5, .long_history = 1, .test_clock = at(start_of_tests)}};
    TestLedger steady;
    perform(restarted, opening_steps());
    perform(steady, opening_steps());
    for (const auto& step : steps) {
      const auto outcome = perform(restarted, step);
      if (std::holds_alternative<Reopen>(step.what)) continue;
      const auto expected = perform(steady, step);
      RC_ASSERT(outcome.verdict == expected.verdict);
      RC_ASSERT(outcome.reasons == expected.reasons);
      RC_ASSERT(outcome.position == expected.position);
    }
    RC_ASSERT(restarted.end() == steady.end());
    for (std::uint64_t i = 0; i < steady.end().value; ++i) {
      RC_ASSERT(restarted.event_at(i)->id == steady.event_at(i)->id);
      RC_ASSERT(restarted.event_at(i)->data == steady.event_at(i)->data);
    }
    for (const char* serial : pool_serials) {
      RC_ASSERT(text_of(restarted.view(serial)) == text_of(steady.view(serial)));
    }
  });
}

}  // namespace
}  // namespace tests
