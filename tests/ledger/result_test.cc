#include "ledger/result.h"

#include <gtest/gtest.h>

namespace tests {
namespace {

TEST(Failure, keeps_what_no_client_may_see_out_of_its_detail) {
  const auto failure = ledger::fail(ledger::FailureKind::io, "cannot write a file", "/data/x");
  EXPECT_EQ(failure.detail, "cannot write a file");
  EXPECT_EQ(to_text(failure), "cannot write a file: /data/x");
  EXPECT_EQ(to_text(ledger::corrupt("the head has the wrong size")), "the head has the wrong size");
}

}  // namespace
}  // namespace tests
