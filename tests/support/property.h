#pragma once

#include <cstdlib>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <sstream>
#include <string>

namespace tests {

inline std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// Checks a property on so many random cases, and shrinks the first that fails. Every run is the
/// same run, unless LEDGER_TEST_SEED names another; LEDGER_TEST_EFFORT multiplies the cases, and
/// LEDGER_TEST_SHRINK=0 leaves the first that fails as it is, which is sooner done.
template <class Testable>
void holds_in(int cases, const Testable& property) {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const rc::detail::TestMetadata metadata{
      .id = std::string{test->test_suite_name()} + "." + test->name(), .description = test->name()};
  rc::detail::TestParams params;
  params.seed = number_from_environment("LEDGER_TEST_SEED", 1);
  params.maxSuccess = cases * static_cast<int>(number_from_environment("LEDGER_TEST_EFFORT", 1));
  params.maxSize = 200;
  params.disableShrinking = number_from_environment("LEDGER_TEST_SHRINK", 1) == 0;
  const auto result = rc::detail::checkTestable(property, metadata, params);
  if (result.template is<rc::detail::SuccessResult>()) return;
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  ADD_FAILURE() << "seed " << params.seed << '\n' << text.str();
}

}  // namespace tests
