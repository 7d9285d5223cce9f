#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

/// What the program tells of itself, a line for each record, on standard error. What spdlog is told
/// anywhere in the program comes out in the same form.
///
///     2026-11-22T09:30:00.000125Z [info] request route=/v1/licenses/{serial} status=200
///     {"time":"2026-11-22T09:30:00.000125Z","level":"info","message":"request",…,"status":200}
///
/// A record never holds what came from outside as it came: no path, no query, no body, no header,
/// no name of a person or company.
namespace tools::log {

enum class LogFormat : std::uint8_t { text, json };
enum class LogLevel : std::uint8_t { debug, info, warn, error };

/// debug, info, warn, error; info for anything else.
LogLevel log_level_of(std::string_view name);

void start_log(LogFormat format, LogLevel level);

/// Text, whatever its bytes: what is no UTF-8 is replaced, control characters are escaped.
struct LogField {
  std::string_view name;
  std::variant<std::string_view, std::uint64_t, double> value;
};

void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields);

}  // namespace tools::log
