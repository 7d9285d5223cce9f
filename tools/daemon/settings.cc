#include "tools/daemon/settings.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <sstream>

#include "tools/cli/terminal.h"

namespace tools::daemon {
namespace {

namespace fs = std::filesystem;

/// LICENSE_LEDGER_READ_TIMEOUT for read-timeout.
std::string variable_of(const std::string& name) {
  std::string variable = "LICENSE_LEDGER_" + name;
  for (char& c : variable) {
    c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return variable;
}

std::vector<std::string> split_at_spaces(const std::string& text) {
  std::istringstream in{text};
  return {std::istream_iterator<std::string>{in}, {}};
}

CLI::Validator validator(Settings::Check check, const std::string& shown) {
  return {[check = std::move(check)](std::string& text) {
            if (text.empty()) return std::string{"must not be empty; leave it out instead"};
            return check ? check(text) : std::string{};
          },
          shown};
}

/// Sets an option that was not given as a flag. Returns why the value is rejected, or nothing.
std::string assign(CLI::Option& option, std::vector<std::string> values) {
  try {
    option.add_result(std::move(values));
    option.run_callback();
    return {};
  } catch (const CLI::Error& error) {
    const std::string why = error.what();
    const std::string before = option.get_name() + ": ";
    return why.starts_with(before) ? why.substr(before.size()) : why;
  }
}

/// A value of the file as arguments of an option, and what kind of value it is.
struct Arguments {
  std::vector<std::string> texts;
  std::string kind;
};
struct ToArguments {
  Arguments operator()(const std::string& text) const { return {{text}, "a string"}; }
  Arguments operator()(std::int64_t number) const {
    return {{std::to_string(number)}, "an integer"};
  }
  Arguments operator()(bool value) const { return {{value ? "true" : "false"}, "true or false"}; }
  Arguments operator()(const std::vector<std::string>& list) const {
    return {list, "a list of strings"};
  }
  Arguments operator()(const OtherValue& other) const { return {{}, other.kind}; }
};

}  // namespace

Settings::Settings(CLI::App& command) : command_(command) {
  command.add_option("--config", config_, "Settings in a TOML file [LICENSE_LEDGER_CONFIG]")
      ->type_name("FILE");
  command.add_flag("--print-config", print_requested_,
                   "Print every setting and its source in the format of such a file, and exit");
  command.footer(
      "Each option with a value may also come from the environment, as LICENSE_LEDGER_ and its "
      "name in\nupper case with _ for -, or from the config file, under its name. Flags take "
      "precedence over\nthe environment, and the environment over the file.");
}

Settings::Setting& Settings::declare(CLI::Option* option, const std::string& name, Kind kind,
                                     std::function<std::string()> to_toml) {
  return settings_.emplace_back(
      Setting{.name = name, .kind = kind, .option = option, .to_toml = std::move(to_toml)});
}

void Settings::text(const std::string& name, const std::string& kind, std::string& value,
                    const std::string& help, Check check) {
  CLI::Option* option = command_.add_option("--" + name, value, help)->type_name(kind);
  option->check(validator(std::move(check), ""));
  if (!value.empty()) option->capture_default_str();
  declare(option, name, Kind::text,
          [&value] { return value.empty() ? std::string{} : toml_text(value); });
}

void Settings::path(const std::string& name, const std::string& kind, std::string& value,
                    const std::string& help) {
  CLI::Option* option = command_.add_option("--" + name, value, help)->type_name(kind);
  option->check(validator({}, ""));
  // Absolute, because the printed file may be stored elsewhere.
  declare(option, name, Kind::path, [&value] {
    return value.empty() ? std::string{}
                         : toml_text(fs::absolute(value).lexically_normal().string());
  });
}

void Settings::choice(const std::string& name, std::string& value,
                      const std::vector<std::string>& choices, const std::string& help) {
  CLI::Option* option = command_.add_option("--" + name, value, help);
  const std::string shown = fmt::format("{{{}}}", fmt::join(choices, ","));
  option->type_name(shown)->capture_default_str();
  option->check(validator(
      [choices](const std::string& text) {
        if (std::ranges::find(choices, text) != choices.end()) return std::string{};
        return fmt::format("must be one of {}", fmt::join(choices, ", "));
      },
      ""));
  declare(option, name, Kind::text, [&value] { return toml_text(value); });
}

void Settings::boolean(const std::string& name, bool& value, const std::string& help) {
  CLI::Option* option = command_.add_option("--" + name, value, help);
  option->type_name("{true,false}")->default_str(toml_text(value));
  option->check(validator(
      [](const std::string& text) {
        return text == "true" || text == "false" ? "" : "must be true or false";
      },
      ""));
  declare(option, name, Kind::boolean, [&value] { return toml_text(value); });
}

void Settings::declare_number(CLI::Option* option, const std::string& name, std::uint64_t least,
                              std::uint64_t most, std::function<std::uint64_t()> value) {
  option->type_name(fmt::format("[{}..{}]", least, most))->capture_default_str();
  option->check(validator(
      [least, most](const std::string& text) {
        std::uint64_t number = 0;
        const char* end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, number);
        const bool is_number = read.ec == std::errc{} && read.ptr == end;
        // The library would read 010 as octal.
        const bool is_plain = text == "0" || !text.starts_with('0');
        if (is_number && is_plain && number >= least && number <= most) return std::string{};
        return fmt::format("must be an integer from {} to {}, not {}", least, most, text);
      },
      ""));
  declare(option, name, Kind::number, [value = std::move(value)] { return toml_text(value()); });
}

void Settings::list(const std::string& name, const std::string& kind,
                    std::vector<std::string>& values, const std::string& help) {
  CLI::Option* option = command_.add_option("--" + name, values, help)->type_name(kind);
  option->check(validator({}, ""));
  declare(option, name, Kind::list,
          [&values] { return values.empty() ? std::string{} : toml_text(values); });
}

cli::sources::CommandResult<void> Settings::read() {
  for (auto& setting : settings_) {
    if (setting.option->count() > 0) setting.source = "flag";
  }
  LEDGER_RETURN_IF_FAILED(read_environment());
  const auto file = config_.empty() ? cli::environment_variable("LICENSE_LEDGER_CONFIG") : config_;
  if (!file.empty()) return read_file(file);
  return ledger::ok;
}

cli::sources::CommandResult<void> Settings::read_environment() {
  for (auto& setting : settings_) {
    const std::string variable = variable_of(setting.name);
    const std::string value = cli::environment_variable(variable.c_str());
    if (setting.source == "flag" || value.empty()) continue;
    const auto why =
        assign(*setting.option, setting.kind == Kind::list ? split_at_spaces(value)
                                                           : std::vector<std::string>{value});
    if (!why.empty()) return cli::sources::bad_usage(fmt::format("{}: {}", variable, why));
    setting.source = "environment";
  }
  return ledger::ok;
}

cli::sources::CommandResult<void> Settings::read_file(const std::string& path) {
  const auto entries = read_config_file(path);
  if (!entries) return cli::sources::bad_usage(entries.error().detail);
  for (const auto& entry : *entries) {
    if (const auto why = apply(entry, path); !why.empty()) {
      return cli::sources::bad_usage(
          fmt::format("{}:{}: {}: {}", path, entry.line, entry.key, why));
    }
  }
  return ledger::ok;
}

std::string Settings::unknown_setting(const ConfigEntry& entry) const {
  std::string with_dashes = entry.key;
  std::ranges::replace(with_dashes, '_', '-');
  const std::string why = "unknown setting";
  if (std::ranges::find(settings_, with_dashes, &Setting::name) != settings_.end()) {
    return why + "; did you mean " + with_dashes + "?";
  }
  const auto* other = std::get_if<OtherValue>(&entry.value);
  const bool is_table = other != nullptr && other->kind == "a table";
  return is_table ? why + "; all settings are at the top level, not in a table" : why;
}

/// A value is checked even if a flag or the environment overrides it: the next start may be without
/// them.
std::string Settings::apply(const ConfigEntry& entry, const std::string& path) {
  const auto found = std::ranges::find(settings_, entry.key, &Setting::name);
  if (found == settings_.end()) return unknown_setting(entry);

  auto [values, kind] = std::visit(ToArguments{}, entry.value);
  const std::string wanted = found->kind == Kind::number    ? "an integer"
                             : found->kind == Kind::boolean ? "true or false"
                             : found->kind == Kind::list    ? "a list of strings"
                                                            : "a string";
  if (kind != wanted) return fmt::format("must be {}, not {}", wanted, kind);
  if (found->kind == Kind::path && !values.front().empty()) {
    values.front() = (fs::path{path}.parent_path() / values.front()).lexically_normal().string();
  }
  if (found->source != "default") {
    for (auto& value : values) {
      if (auto why = (*found->option->get_validator())(value); !why.empty()) return why;
    }
    return {};
  }
  if (!values.empty()) {
    if (auto why = assign(*found->option, values); !why.empty()) return why;
  }
  found->source = fmt::format("file, line {}", entry.line);
  return {};
}

std::string Settings::to_toml() const {
  std::string text = "# Settings of license-ledger serve, each with its source.\n";
  for (const auto& setting : settings_) {
    const std::string value = setting.to_toml();
    text += value.empty() ? fmt::format("# {} is not set\n", setting.name)
                          : fmt::format("{} = {}  # {}\n", setting.name, value, setting.source);
  }
  return text;
}

}  // namespace tools::daemon
