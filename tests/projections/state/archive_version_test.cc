#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "ledger/reason_code.h"
#include "projections/state/archive.h"

namespace projections::state {
namespace {

/// A row of the directory that was saved before a reason existed does not list it.
TEST(ArchiveVersion, is_raised_when_another_reason_can_block) {
  std::vector<std::string_view> codes;
  for (const auto code : ledger::codes_of(ledger::ReasonGroup::blocking)) {
    codes.push_back(ledger::name_of(code));
  }
  EXPECT_EQ(fmt::format("version {}: {}", archive_version, fmt::join(codes, ", ")),
            "version 4: wrong_installation, not_bound, owner_mismatch, signature_invalid, stale, "
            "held, unpaid, version, excess");
}

}  // namespace
}  // namespace projections::state
