#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

/// The program's log: one line per record, on standard error. Records written through spdlog
/// directly have the same form.
///
///     2026-11-22T09:30:00.000125Z [info] request route=/v1/licenses/{serial} status=200
///     {"time":"2026-11-22T09:30:00.000125Z","level":"info","message":"request",…,"status":200}
///
/// A record never holds unfiltered input: no path, no query, no body, no header, no name of a
/// person or company.
namespace tools::log {

enum class LogFormat : std::uint8_t { text, json };
enum class LogLevel : std::uint8_t { debug, info, warn, error };

/// From debug, info, warn, error; info for any other text.
LogLevel log_level_of(std::string_view name);

void start_log(LogFormat format, LogLevel level);

/// A text may hold any bytes: those that are not UTF-8 are replaced, control characters escaped.
struct LogField {
  std::string_view name;
  std::variant<std::string_view, std::uint64_t, double> value;
};

void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields);

}  // namespace tools::log
