#include "tools/daemon/config_file.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <sstream>
#include <toml++/toml.h>

#include "ledger/files.h"

namespace tools::daemon {
namespace {

std::string kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list with elements that are not strings";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a fraction";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time:
      return "a date or time without quotes";
    case toml::node_type::none:
      break;
  }
  return "nothing";
}

std::optional<std::vector<std::string>> strings_of(const toml::array& array) {
  std::vector<std::string> texts;
  for (const auto& element : array) {
    const auto text = element.value_exact<std::string>();
    if (!text) return std::nullopt;
    texts.push_back(*text);
  }
  return texts;
}

ConfigValue value_of(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto number = node.value_exact<std::int64_t>()) return *number;
  if (const auto boolean = node.value_exact<bool>()) return *boolean;
  if (const auto* array = node.as_array()) {
    if (auto texts = strings_of(*array)) return std::move(*texts);
  }
  return OtherValue{kind_of(node)};
}

template <class Node>
std::string formatted(const Node& node) {
  std::ostringstream out;
  out << toml::toml_formatter{node, toml::format_flags::none};
  return out.str();
}

}  // namespace

ledger::Result<std::vector<ConfigEntry>> read_config_file(const std::string& path) {
  const auto text = ledger::read_file(path);
  if (!text) {
    return ledger::fail(ledger::FailureKind::invalid,
                        fmt::format("cannot read the config file {}", path));
  }
  try {
    const toml::table table = toml::parse(*text);
    std::vector<ConfigEntry> entries;
    for (const auto& [key, node] : table) {
      entries.push_back({.key = std::string{key.str()},
                         .line = key.source().begin.line,
                         .value = value_of(node)});
    }
    std::ranges::stable_sort(entries, {}, &ConfigEntry::line);
    return entries;
  } catch (const toml::parse_error& error) {
    return ledger::fail(ledger::FailureKind::invalid,
                        fmt::format("{}:{}: this is not TOML: {}", path, error.source().begin.line,
                                    error.description()));
  }
}

std::string toml_text(std::string_view value) {
  return formatted(toml::value<std::string>{std::string{value}});
}

std::string toml_text(std::uint64_t value) { return std::to_string(value); }

std::string toml_text(bool value) { return value ? "true" : "false"; }

std::string toml_text(const std::vector<std::string>& values) {
  toml::array array;
  for (const auto& value : values) array.push_back(value);
  return formatted(array);
}

}  // namespace tools::daemon
