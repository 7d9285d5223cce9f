#include "projections/state/snapshot.h"
#include "replay/comparison.h"
#include "replay/rebuild.h"
#include "replay/state_digest.h"
#include "tests/support/property.h"
#include "tests/support/random_history.h"

namespace tests {
namespace {

using replay::Rebuild;
using replay::Until;

ledger::Digest rebuilt_digest(const ledger::Store& store, Until until, unsigned threads) {
  const auto rebuild =
      Rebuild::run(store, {.threads = threads, .end = until.end, .now = until.now, .progress = {}});
  RC_ASSERT(rebuild.has_value());
  std::vector<replay::StateLeaf> leaves;
  for (const auto& part : rebuild->parts()) {
    for (const auto& [serial, license] : part) {
      leaves.push_back(
          replay::leaf_of(serial, projections::state::snapshot_of(license->fold.license())));
    }
  }
  return replay::digest_of(rebuild->catalog(), std::move(leaves));
}

/// The digest of the states on which the writer decides.
ledger::Digest live_digest(commands::live::WriterState& state) {
  std::vector<replay::StateLeaf> leaves;
  for (const char* serial : pool_serials) {
    leaves.push_back(
        replay::leaf_of(serial, projections::state::snapshot_of((*state.find(serial))->state())));
  }
  return replay::digest_of(state.catalog(), std::move(leaves));
}

TEST(StateDigest, is_the_same_for_live_serial_parallel_and_snapshot_with_tail) {
  holds_in(100, [] {
    const auto steps = *random_steps_with_restarts();
    TestLedger ledger{
        {.save_every = 7, .short_tail = 5, .long_history = 1, .test_clock = at(start_of_tests)}};
    perform(ledger, opening_steps());
    perform(ledger, steps);
    // The clock of a newly opened writer is that of the last event until its first request.
    ledger.clock(ledger.now());
    ledger.sequencer().stop();
    auto& state = *ledger.opened().state;
    const Until until{.end = state.end(), .now = state.now()};
    const auto live = live_digest(state);
    const auto& store = *ledger.opened().store;
    RC_ASSERT(rebuilt_digest(store, until, 1) == live);
    RC_ASSERT(rebuilt_digest(store, until, 2) == live);
    RC_ASSERT(rebuilt_digest(store, until, 5) == live);

    auto opened = commands::write::open_ledger(ledger.directory(), true);
    RC_ASSERT(opened.has_value());
    RC_ASSERT(live_digest(*opened->state) == live);
  });
}

TEST(ReplayOfAnyHistory, finds_no_difference_in_what_a_writer_stores) {
  holds_in(100, [] {
    const auto steps = *random_steps_with_restarts();
    TestLedger ledger{
        {.save_every = 7, .short_tail = 5, .long_history = 1, .test_clock = at(start_of_tests)}};
    perform(ledger, opening_steps());
    perform(ledger, steps);
    // Alongside the writer, and after it.
    for (int i = 0; i < 2; ++i) {
      auto opened = commands::write::open_store(ledger.directory(), true);
      RC_ASSERT(opened.has_value());
      const auto compared = replay::compare_with_log(*opened, {.threads = 2, .progress = {}});
      RC_ASSERT(compared.has_value());
      RC_ASSERT(compared->differences == replay::Differences{});
      RC_ASSERT(compared->live == compared->rebuilt);
      ledger.close();
    }
  });
}

TEST(ReplayOfAnyHistory, until_any_position_gives_the_fold_of_a_query_at_that_point) {
  holds_in(50, [] {
    const auto steps = *random_steps();
    const auto part = *rc::gen::inRange<std::uint64_t>(1, 100);
    TestLedger ledger;
    perform(ledger, opening_steps());
    perform(ledger, steps);
    ledger.close();
    auto opened = commands::write::open_store(ledger.directory(), true);
    RC_ASSERT(opened.has_value());
    const auto end = opened->store->end_at_open().value;
    const auto until = replay::until_position(*opened->store, {end * part / 100});
    RC_ASSERT(until.has_value());
    const auto compared =
        replay::compare_with_log(*opened, {.threads = 2, .until = *until, .progress = {}});
    RC_ASSERT(compared.has_value());
    RC_ASSERT(compared->differences == replay::Differences{});
    RC_ASSERT(compared->live == compared->rebuilt);
  });
}

}  // namespace
}  // namespace tests
