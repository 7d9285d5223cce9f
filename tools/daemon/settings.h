#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tools/cli/sources/command_error.h"
#include "tools/daemon/config_file.h"

namespace tools::daemon {

/// The settings of a command. Each has one name in three places: the flag `--read-timeout`, the
/// variable LICENSE_LEDGER_READ_TIMEOUT, and the key `read-timeout` of the file that --config or
/// LICENSE_LEDGER_CONFIG names. Its value comes from the first of the three that sets it, else from
/// the variable it is declared with. An empty environment variable counts as not set.
///
/// No setting is a secret, so all may be printed: a secret is in a file, and the setting names it.
class Settings {
 public:
  /// Declares --config and --print-config.
  explicit Settings(CLI::App& command);

  /// Returns what is wrong with a value, such as "must be HOST:PORT"; empty if nothing is.
  using Check = std::function<std::string(const std::string&)>;

  /// A string; `kind` is its type in --help. Empty if it is not set.
  void text(const std::string& name, const std::string& kind, std::string& value,
            const std::string& help, Check check = {});
  /// A file or directory. A relative path in the config file is relative to that file.
  void path(const std::string& name, const std::string& kind, std::string& value,
            const std::string& help);
  void choice(const std::string& name, std::string& value, const std::vector<std::string>& choices,
              const std::string& help);
  void boolean(const std::string& name, bool& value, const std::string& help);
  /// An integer from `least` to `most`, both included.
  template <class Number>
  void number(const std::string& name, Number& value, std::uint64_t least, std::uint64_t most,
              const std::string& help) {
    CLI::Option* option = command_.add_option("--" + name, value, help);
    declare_number(option, name, least, most, [&value] { return std::uint64_t{value}; });
  }
  /// Several strings: a repeated flag, a list in the file, separated by spaces in the variable.
  void list(const std::string& name, const std::string& kind, std::vector<std::string>& values,
            const std::string& help);

  /// Call after the flags are parsed: takes what they do not set from the environment and the file.
  /// Errors name the variable, or the file, line and key.
  cli::sources::CommandResult<void> read();
  /// Whether only to_toml() is requested.
  bool print_requested() const { return print_requested_; }
  /// Every setting with its value and its source; a valid config file.
  std::string to_toml() const;

 private:
  enum class Kind { text, path, number, boolean, list };
  struct Setting {
    std::string name;
    Kind kind{};
    CLI::Option* option = nullptr;
    std::function<std::string()> to_toml;  // returns an empty string if it has no value
    std::string source = "default";
  };

  Setting& declare(CLI::Option* option, const std::string& name, Kind kind,
                   std::function<std::string()> to_toml);
  void declare_number(CLI::Option* option, const std::string& name, std::uint64_t least,
                      std::uint64_t most, std::function<std::uint64_t()> value);
  cli::sources::CommandResult<void> read_environment();
  cli::sources::CommandResult<void> read_file(const std::string& path);
  /// Returns what is wrong with an entry of the file, or nothing.
  std::string apply(const ConfigEntry& entry, const std::string& path);
  std::string unknown_setting(const ConfigEntry& entry) const;

  CLI::App& command_;
  std::vector<Setting> settings_;
  std::string config_;
  bool print_requested_ = false;
};

}  // namespace tools::daemon
