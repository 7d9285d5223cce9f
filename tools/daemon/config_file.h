#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/result.h"

/// The subset of TOML that settings need: top-level keys with plain values.
namespace tools::daemon {

/// A value that no setting can have.
struct OtherValue {
  std::string kind;  // what it is: a table, a date, a fraction
};
using ConfigValue =
    std::variant<std::string, std::int64_t, bool, std::vector<std::string>, OtherValue>;

struct ConfigEntry {
  std::string key;
  std::uint32_t line = 0;
  ConfigValue value;
};

/// Returns the entries in the order of the file. `invalid` names the file, and the line where it is
/// not TOML.
ledger::Result<std::vector<ConfigEntry>> read_config_file(const std::string& path);

/// A value as written in a config file.
std::string toml_text(std::string_view value);
std::string toml_text(std::uint64_t value);
std::string toml_text(bool value);
std::string toml_text(const std::vector<std::string>& values);

}  // namespace tools::daemon
