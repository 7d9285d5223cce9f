#include "tools/http/trace.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <regex>

namespace tests {
namespace {

const std::string trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string parent_id = "00f067aa0ba902b7";

/// The header with these parts.
std::string header(const char* version, const std::string& trace, const std::string& parent,
                   const char* rest) {
  return fmt::format("{}-{}-{}{}", version, trace, parent, rest);
}

bool is_id(const std::string& text, std::size_t digits) {
  return text.size() == digits && std::regex_match(text, std::regex{"[0-9a-f]+"}) &&
         text.find_first_not_of('0') != std::string::npos;
}

TEST(Traceparent, that_is_valid_continues_with_a_new_span) {
  for (const auto& text :
       {header("00", trace_id, parent_id, "-01"), header("00", trace_id, parent_id, "-ff"),
        header("cc", trace_id, parent_id, "-01"),
        header("cc", trace_id, parent_id, "-01-what-comes-later")}) {
    const auto trace = tools::http::begin_span(text);
    EXPECT_EQ(trace.trace_id, trace_id) << text;
    EXPECT_EQ(trace.parent_id, parent_id) << text;
    EXPECT_TRUE(is_id(trace.span_id, 16));
    EXPECT_NE(trace.span_id, parent_id);
  }
}

TEST(Traceparent, that_is_absent_or_invalid_begins_a_trace) {
  const std::string upper = "4BF92F3577B34DA6A3CE929D0E0E4736";
  const std::string underscores = fmt::format("00_{}_{}_01", trace_id, parent_id);
  for (const auto& text :
       {std::string{}, std::string{"00"}, underscores, header("00", trace_id, parent_id, ""),
        header("00", trace_id, parent_id, "-1"), header("00", trace_id, parent_id, "-01-"),
        header("00", trace_id, parent_id, "-01x"), header("ff", trace_id, parent_id, "-01"),
        header("cc", trace_id, parent_id, "-01x"), header("0g", trace_id, parent_id, "-01"),
        header("00", upper, parent_id, "-01"), header("00", std::string(32, '0'), parent_id, "-01"),
        header("00", trace_id, std::string(16, '0'), "-01"),
        header("00", trace_id, parent_id, "-0x"), header(" 00", trace_id, parent_id, "-01")}) {
    const auto trace = tools::http::begin_span(text);
    EXPECT_TRUE(is_id(trace.trace_id, 32)) << text;
    EXPECT_NE(trace.trace_id, trace_id) << text;
    EXPECT_EQ(trace.parent_id, "") << text;
    EXPECT_TRUE(is_id(trace.span_id, 16));
  }
}

TEST(Traceparent, begins_unique_spans_and_traces) {
  const auto one = tools::http::begin_span("");
  const auto other = tools::http::begin_span("");
  EXPECT_NE(one.trace_id, other.trace_id);
  EXPECT_NE(one.span_id, other.span_id);
}

}  // namespace
}  // namespace tests
