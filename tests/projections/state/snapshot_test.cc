#include "projections/state/snapshot.h"

#include <gtest/gtest.h>

#include "projections/state/fold.h"
#include "tests/support/example_events.h"

namespace tests {
namespace {

using projections::state::license_from;

/// Of a license with an event of every type.
std::string example_snapshot() {
  ledger::Events own;
  for (const auto& event : example_events()) {
    if (ledger::stream_of(event) == ledger::catalog_stream) continue;
    own.push_back(std::make_shared<const ledger::RecordedEvent>(event));
  }
  projections::state::Fold fold{own, {}};
  fold.run_to(ledger::latest);
  return projections::state::snapshot_of(fold.license());
}

TEST(Snapshot, is_read_as_it_was_written) {
  const std::string snapshot = example_snapshot();
  const auto license = license_from(snapshot);
  ASSERT_TRUE(license.has_value());
  EXPECT_EQ(projections::state::snapshot_of(*license), snapshot);
}

TEST(Snapshot, that_a_disk_has_altered_is_refused_or_read_but_never_trusted) {
  const std::string snapshot = example_snapshot();
  std::size_t refused = 0;
  for (std::size_t at = 0; at + 1 < snapshot.size(); ++at) {
    std::string altered = snapshot;
    altered[at] = altered[at + 1] = '\x7f';
    EXPECT_NO_THROW(refused += license_from(altered) ? 0U : 1U) << "at byte " << at;
  }
  EXPECT_GT(refused, snapshot.size() / 10);
}

TEST(Snapshot, that_is_cut_off_is_refused) {
  const std::string snapshot = example_snapshot();
  for (std::size_t size = 0; size < snapshot.size(); ++size) {
    EXPECT_FALSE(license_from(std::string_view{snapshot}.substr(0, size))) << size << " bytes";
  }
}

}  // namespace
}  // namespace tests
