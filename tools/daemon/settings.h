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
/// variable LICENSE_LEDGER_READ_TIMEOUT, the key `read-timeout` of the file that --config or
/// LICENSE_LEDGER_CONFIG names. Its value is that of the first of the three that gives one, else
/// what it holds when it is declared. A variable that is empty gives none.
///
/// No setting is a secret, so that all may be printed: a secret stands in a file of its own, and
/// the setting names the file.
class Settings {
 public:
  /// Declares --config and --print-config.
  explicit Settings(CLI::App& command);

  /// What is wrong with a value, such as "must be HOST:PORT"; empty where nothing is.
  using Check = std::function<std::string(const std::string&)>;

  /// One text; `kind` is how --help calls it. Empty where nothing gives one.
  void text(const std::string& name, const std::string& kind, std::string& value,
            const std::string& help, Check check = {});
  /// A file or directory. A relative one in the config file is relative to that file.
  void path(const std::string& name, const std::string& kind, std::string& value,
            const std::string& help);
  void choice(const std::string& name, std::string& value, const std::vector<std::string>& choices,
              const std::string& help);
  void truth(const std::string& name, bool& value, const std::string& help);
  /// A whole number, from `least` to `most`, both included.
  template <class Number>
  void number(const std::string& name, Number& value, std::uint64_t least, std::uint64_t most,
              const std::string& help) {
    CLI::Option* option = command_.add_option("--" + name, value, help);
    declare_number(option, name, least, most, [&value] { return std::uint64_t{value}; });
  }
  /// Several texts: flags given again, a list in the file, with spaces between them in the
  /// variable.
  void list(const std::string& name, const std::string& kind, std::vector<std::string>& values,
            const std::string& help);

  /// After the flags have been parsed: takes what they do not give from the environment and the
  /// file. What is wrong there is named with its variable, or its file, line and key.
  cli::sources::Answer<void> read();
  /// Whether all that is wanted is to_toml().
  bool print_wanted() const { return print_wanted_; }
  /// Every setting with its value, and where it is from; valid as a config file.
  std::string to_toml() const;

 private:
  enum class Kind { text, path, number, truth, list };
  struct Setting {
    std::string name;
    Kind kind{};
    CLI::Option* option = nullptr;
    std::function<std::string()> to_toml;  // empty while it has no value
    std::string source = "default";
  };

  Setting& declare(CLI::Option* option, const std::string& name, Kind kind,
                   std::function<std::string()> to_toml);
  void declare_number(CLI::Option* option, const std::string& name, std::uint64_t least,
                      std::uint64_t most, std::function<std::uint64_t()> value);
  cli::sources::Answer<void> read_environment();
  cli::sources::Answer<void> read_file(const std::string& path);
  cli::sources::Answer<void> take(const ConfigEntry& entry, const std::string& path);

  CLI::App& command_;
  std::vector<Setting> settings_;
  std::string config_;
  bool print_wanted_ = false;
};

}  // namespace tools::daemon
