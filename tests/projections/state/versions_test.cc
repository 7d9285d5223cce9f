#include "projections/state/versions.h"

#include <gtest/gtest.h>

namespace tests {
namespace {

using projections::state::compare_coverage;
using projections::state::covers;

TEST(Version, covers_all_that_begins_with_it_and_all_below) {
  for (const char* installed : {"8", "8.0", "8.5", "8.99.1", "7", "7.9", "0.1"}) {
    EXPECT_TRUE(covers("8", installed)) << installed;
  }
  for (const char* installed : {"9", "9.0", "10", "11.5"}) {
    EXPECT_FALSE(covers("8", installed)) << installed;
  }
}

TEST(Version, is_compared_to_as_many_components_as_the_covered_one_has) {
  EXPECT_TRUE(covers("8.5", "8.5.7"));
  EXPECT_TRUE(covers("8.5", "8.4.9"));
  EXPECT_TRUE(covers("8.5", "8"));
  EXPECT_FALSE(covers("8.5", "8.6"));
  EXPECT_FALSE(covers("8.0", "8.1"));
  EXPECT_TRUE(covers("8.0", "8"));
}

TEST(Version, is_compared_by_numbers_not_by_digits) {
  EXPECT_FALSE(covers("9", "10"));
  EXPECT_TRUE(covers("10", "9"));
  EXPECT_FALSE(covers("8.9", "8.10"));
}

TEST(Version, covers_more_the_shorter_it_is) {
  EXPECT_TRUE(compare_coverage("8", "8.5") > 0);
  EXPECT_TRUE(compare_coverage("8.5", "8.5.1") > 0);
  EXPECT_TRUE(compare_coverage("9", "8") > 0);
  EXPECT_TRUE(compare_coverage("9.1", "8") > 0);
  EXPECT_TRUE(compare_coverage("10", "9") > 0);
  EXPECT_TRUE(compare_coverage("8.5", "8.5") == 0);
  EXPECT_TRUE(compare_coverage("8.4", "8.5") < 0);
}

}  // namespace
}  // namespace tests
