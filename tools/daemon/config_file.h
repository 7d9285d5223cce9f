#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/result.h"

/// TOML, as far as settings need it: keys at the top, each with a value that one setting can have.
namespace tools::daemon {

/// What stands in a config file that no setting can take, by its name: a table, a date, a fraction.
struct OtherValue {
  std::string kind;
};
using ConfigValue =
    std::variant<std::string, std::int64_t, bool, std::vector<std::string>, OtherValue>;

struct ConfigEntry {
  std::string key;
  std::uint32_t line = 0;
  ConfigValue value;
};

/// In the order of the file. `invalid` names the file, and the line where it is no TOML.
ledger::Result<std::vector<ConfigEntry>> read_config_file(const std::string& path);

/// A value as a config file has it.
std::string toml_text(std::string_view value);
std::string toml_text(std::uint64_t value);
std::string toml_text(bool value);
std::string toml_text(const std::vector<std::string>& values);

}  // namespace tools::daemon
