#include "tools/log/log.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <memory>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "ledger/time.h"
#include "tools/text/text_rules.h"

namespace tools::log {
namespace {

using Fields = std::initializer_list<LogField>;

/// The fields of the record being written. spdlog has no fields, and formats a record on the thread
/// that logs it.
thread_local const Fields* fields_of_this_record = nullptr;

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string_view name_of(spdlog::level::level_enum level) {
  if (level <= spdlog::level::debug) return "debug";
  if (level == spdlog::level::info) return "info";
  if (level == spdlog::level::warn) return "warn";
  return level == spdlog::level::err ? "error" : "critical";
}

/// Always with six digits of a second, so that lines sort and align.
std::string time_of(const spdlog::details::log_msg& record) {
  const auto since =
      std::chrono::duration_cast<std::chrono::microseconds>(record.time.time_since_epoch()).count();
  const std::string second = ledger::to_text(ledger::Instant{since - since % 1'000'000});
  return fmt::format("{}.{:06}Z", std::string_view{second}.substr(0, second.size() - 1),
                     since % 1'000'000);
}

/// As a JSON string, with quotes.
std::string quoted(std::string_view text) {
  if (text::is_utf8(text)) return boost::json::serialize(boost::json::string_view{text});
  std::string readable;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x80) {
      readable += c;
    } else {
      readable += "\xEF\xBF\xBD";
    }
  }
  return boost::json::serialize(boost::json::string_view{readable});
}

/// Unquoted if it is unambiguous.
std::string quoted_if_needed(std::string_view text, std::string_view special) {
  const bool is_plain = text::is_utf8(text) && !text::has_control_character(text) &&
                        text.find_first_of(special) == std::string_view::npos;
  return is_plain ? std::string{text} : quoted(text);
}

std::string text_value(std::string_view text) {
  return text.empty() ? "\"\"" : quoted_if_needed(text, " \"=");
}

std::string value_of(const LogField& field, std::string (*text)(std::string_view)) {
  if (const auto* real = std::get_if<double>(&field.value)) return fmt::format("{:.6f}", *real);
  if (const auto* whole = std::get_if<std::uint64_t>(&field.value)) return std::to_string(*whole);
  return text(std::get<std::string_view>(field.value));
}

void write_text(const spdlog::details::log_msg& record, const Fields& fields,
                spdlog::memory_buf_t& out) {
  const std::string_view message{record.payload.data(), record.payload.size()};
  const auto at = fmt::appender{out};
  fmt::format_to(at, "{} [", time_of(record));
  record.color_range_start = out.size();
  fmt::format_to(at, "{}", name_of(record.level));
  record.color_range_end = out.size();
  fmt::format_to(at, "] {}", quoted_if_needed(message, ""));
  for (const auto& field : fields) {
    fmt::format_to(at, " {}={}", field.name, value_of(field, text_value));
  }
}

void write_json(const spdlog::details::log_msg& record, const Fields& fields,
                spdlog::memory_buf_t& out) {
  const std::string_view message{record.payload.data(), record.payload.size()};
  const auto at = fmt::appender{out};
  fmt::format_to(at, R"({{"time":"{}","level":"{}","message":{})", time_of(record),
                 name_of(record.level), quoted(message));
  for (const auto& field : fields) {
    fmt::format_to(at, R"(,"{}":{})", field.name, value_of(field, quoted));
  }
  fmt::format_to(at, "}}");
}

class LineFormatter : public spdlog::formatter {
 public:
  explicit LineFormatter(LogFormat format) : format_(format) {}

  void format(const spdlog::details::log_msg& record, spdlog::memory_buf_t& out) override {
    const Fields& fields = fields_of_this_record != nullptr ? *fields_of_this_record : Fields{};
    if (format_ == LogFormat::json) {
      write_json(record, fields, out);
    } else {
      write_text(record, fields, out);
    }
    out.push_back('\n');
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<LineFormatter>(format_);
  }

 private:
  const LogFormat format_;
};

}  // namespace

LogLevel log_level_of(std::string_view name) {
  if (name == "debug") return LogLevel::debug;
  if (name == "warn") return LogLevel::warn;
  return name == "error" ? LogLevel::error : LogLevel::info;
}

void start_log(LogFormat format, LogLevel level) {
  constexpr const char* name = "license-ledger";
  if (spdlog::default_logger()->name() != name) {
    spdlog::set_default_logger(spdlog::stderr_color_mt(name));
  }
  spdlog::set_formatter(std::make_unique<LineFormatter>(format));
  spdlog::set_level(level_of(level));
}

void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  fields_of_this_record = &fields;
  spdlog::default_logger_raw()->log(level_of(level),
                                    spdlog::string_view_t{message.data(), message.size()});
  fields_of_this_record = nullptr;
}

}  // namespace tools::log
