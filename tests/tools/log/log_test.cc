#include "tools/log/log.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <regex>
#include <spdlog/spdlog.h>

/// A record is one line that can be parsed, whatever it holds.
namespace tests {
namespace {

using tools::log::LogFormat;
using tools::log::LogLevel;

/// What `write` has logged, without the line break at the end.
template <class Write>
std::string logged(LogFormat format, const Write& write) {
  testing::internal::CaptureStderr();
  tools::log::start_log(format, LogLevel::info);
  write();
  spdlog::default_logger()->flush();
  std::string text = testing::internal::GetCapturedStderr();
  EXPECT_TRUE(text.empty() || text.back() == '\n') << text;
  if (!text.empty()) text.pop_back();
  return text;
}

std::string without_time(const std::string& line) {
  static const std::regex time{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)"};
  EXPECT_TRUE(std::regex_search(line, time)) << line;
  return std::regex_replace(line, time, "TIME");
}

TEST(LogAsJson, has_time_level_message_and_the_fields_in_order) {
  const auto line = logged(LogFormat::json, [] {
    tools::log::write(
        LogLevel::warn, "request",
        {{"route", "/v1/licenses/{serial}"}, {"status", std::uint64_t{200}}, {"seconds", 0.25}});
  });
  EXPECT_EQ(without_time(line),
            R"({"time":"TIME","level":"warn","message":"request","route":"/v1/licenses/{serial}",)"
            R"("status":200,"seconds":0.250000})");
}

TEST(LogAsJson, is_one_valid_line_whatever_a_text_holds) {
  const std::string text = "a\"b\\c\nd\te\x1b[31m\x7f \xC3\xA5";
  for (const std::string& value : {text, std::string{"\xFF\xC3"}, std::string{"a\0b", 3}}) {
    const auto line = logged(LogFormat::json, [&] {
      tools::log::write(LogLevel::info, value, {{"value", value}});
    });
    EXPECT_EQ(line.find('\n'), std::string::npos) << line;
    const auto read = boost::json::parse(line).as_object();
    EXPECT_EQ(read.at("message"), read.at("value"));
    if (value == text) {
      EXPECT_EQ(read.at("value").as_string(), text);
    }
  }
  const auto line = logged(LogFormat::json, [] {
    tools::log::write(LogLevel::info, "m", {{"value", "a\xFFz"}});
  });
  EXPECT_EQ(boost::json::parse(line).at("value").as_string(), "a\xEF\xBF\xBDz");
}

TEST(LogAsJson, includes_what_is_logged_through_spdlog) {
  const auto line = logged(LogFormat::json, [] { spdlog::critical("no checkpoint: {}", "full"); });
  EXPECT_EQ(without_time(line),
            R"({"time":"TIME","level":"critical","message":"no checkpoint: full"})");
}

TEST(LogAsText, quotes_ambiguous_texts) {
  const auto line = logged(LogFormat::text, [] {
    tools::log::write(
        LogLevel::error, "two\nlines",
        {{"plain", "a/b{c}"}, {"spaced", "a b=c"}, {"none", ""}, {"n", std::uint64_t{7}}});
  });
  EXPECT_EQ(without_time(line),
            R"(TIME [error] "two\nlines" plain=a/b{c} spaced="a b=c" none="" n=7)");
}

TEST(Log, omits_records_below_its_level) {
  EXPECT_EQ(logged(LogFormat::json, [] { tools::log::write(LogLevel::debug, "m", {}); }), "");
  EXPECT_EQ(tools::log::log_level_of("debug"), LogLevel::debug);
  EXPECT_EQ(tools::log::log_level_of("error"), LogLevel::error);
}

}  // namespace
}  // namespace tests
