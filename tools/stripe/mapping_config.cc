#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include "tools/stripe/mapping_config.h"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <sstream>
#include <toml++/toml.h>

#include "tools/text/text_rules.h"
#include "tools/wire/fields.h"

namespace tools::stripe {
namespace {

using ledger::FailureKind;

/// Reads the members of tables, and remembers the first thing that is wrong.
class MappingReader {
 public:
  explicit MappingReader(std::string path) : path_(std::move(path)) {}

  const std::optional<ledger::Failure>& failure() const { return failure_; }

  void complain(const toml::source_region& where, std::string_view key, std::string_view why) {
    if (failure_) return;
    failure_ = ledger::fail(FailureKind::invalid,
                            fmt::format("{}, line {}: {} {}", path_, where.begin.line, key, why));
  }
  void complain(std::string_view why) {
    if (!failure_) failure_ = ledger::fail(FailureKind::invalid, fmt::format("{}: {}", path_, why));
  }

  std::string text(const toml::node& node, std::string_view key) {
    const auto value = node.value_exact<std::string>();
    if (!value) {
      complain(node.source(), key, "must be a string");
    } else if (value->empty() || value->size() > wire::max_text_bytes ||
               text::has_control_character(*value)) {
      complain(node.source(), key, "must have 1 to 255 bytes and no control characters");
    }
    return value.value_or("");
  }

  std::vector<std::string> texts(const toml::node& node, std::string_view key) {
    std::vector<std::string> all;
    const auto* list = node.as_array();
    if (list == nullptr) {
      complain(node.source(), key, "must be a list of strings");
      return all;
    }
    for (const auto& element : *list) all.push_back(text(element, key));
    return all;
  }

  std::int64_t integer(const toml::node& node, std::string_view key, std::int64_t min,
                       std::int64_t max) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < min || *value > max) {
      complain(node.source(), key, fmt::format("must be a number from {} to {}", min, max));
    }
    return value.value_or(min);
  }

  bool boolean(const toml::node& node, std::string_view key) {
    const auto value = node.value_exact<bool>();
    if (!value) complain(node.source(), key, "must be true or false");
    return value.value_or(false);
  }

  /// Calls `read` with each member; it returns whether it knows the key.
  template <class Read>
  void table(const toml::node& node, std::string_view name, Read read) {
    const auto* members = node.as_table();
    if (members == nullptr) {
      complain(node.source(), name, "must be a table");
      return;
    }
    for (const auto& [key, member] : *members) {
      const std::string path =
          name.empty() ? std::string{key.str()} : fmt::format("{}.{}", name, key.str());
      if (!read(key.str(), member, path)) complain(member.source(), path, "is not a known key");
    }
  }

 private:
  const std::string path_;
  std::optional<ledger::Failure> failure_;
};

std::string without_line_end(std::string text) {
  while (text.ends_with('\n') || text.ends_with('\r') || text.ends_with(' ')) text.pop_back();
  return text;
}

std::string secret_in_file(MappingReader& reader, const toml::node& node, const std::string& base,
                           const std::string& name) {
  const auto path = std::filesystem::path{base}.parent_path() / name;
  std::ifstream in{path};
  std::ostringstream text;
  if (in) text << in.rdbuf();
  auto secret = without_line_end(text.str());
  if (secret.empty()) {
    reader.complain(node.source(), "secret_files",
                    fmt::format("names {}, which cannot be read or is empty", path.string()));
  }
  return secret;
}

std::string secret_in_environment(MappingReader& reader, const toml::node& node,
                                  const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') {
    reader.complain(node.source(), "secret_env", fmt::format("names {}, which is not set", name));
    return "";
  }
  return value;
}

Sold read_sold(MappingReader& reader, const toml::node& node, const std::string& path) {
  Sold sold;
  bool no_module = false;
  reader.table(node, path,
               [&](std::string_view key, const toml::node& member, const std::string& at) {
                 if (key == "module") {
                   sold.module_name = reader.text(member, at);
                 } else if (key == "units") {
                   sold.units = reader.integer(member, at, 1, wire::max_integer);
                 } else if (key == "no_module") {
                   no_module = reader.boolean(member, at);
                 } else {
                   return false;
                 }
                 return true;
               });
  if (sold.module_name.empty() != no_module) {
    reader.complain(node.source(), path, "must name a module, or have no_module = true");
  }
  return sold;
}

bool read_subscriptions(MappingReader& reader, const toml::node& node, MappingConfig& config) {
  reader.table(node, "subscriptions",
               [&](std::string_view key, const toml::node& member, const std::string& at) {
                 if (key == "until") {
                   const auto until = reader.text(member, at);
                   config.until_period_end = until == "period_end";
                   if (until != "period_end" && until != "none") {
                     reader.complain(member.source(), at, "must be \"period_end\" or \"none\"");
                   }
                 } else if (key == "await_payment") {
                   config.await_payment = reader.boolean(member, at);
                 } else {
                   return false;
                 }
                 return true;
               });
  return true;
}

void read_mode(MappingReader& reader, const toml::node& node, MappingConfig& config) {
  const auto mode = reader.text(node, "mode");
  if (mode == "live") {
    config.mode = Mode::live;
  } else if (mode == "test") {
    config.mode = Mode::test;
  } else if (mode == "any") {
    config.mode = Mode::any;
  } else {
    reader.complain(node.source(), "mode", "must be \"live\", \"test\" or \"any\"");
  }
}

template <class Map, class Read>
void read_map(MappingReader& reader, const toml::node& node, std::string_view name, Map& map,
              Read read) {
  reader.table(node, name,
               [&](std::string_view key, const toml::node& member, const std::string& path) {
                 map.emplace(std::string{key}, read(member, path));
                 return true;
               });
}

bool read_member(MappingReader& reader, std::string_view key, const toml::node& node,
                 const std::string& path, MappingConfig& config) {
  const auto sold = [&](const toml::node& member, const std::string& at) {
    return read_sold(reader, member, at);
  };
  if (key == "secrets") {
    for (auto& secret : reader.texts(node, key)) config.secrets.push_back(std::move(secret));
  } else if (key == "secret_files") {
    for (const auto& name : reader.texts(node, key)) {
      config.secrets.push_back(secret_in_file(reader, node, path, name));
    }
  } else if (key == "secret_env") {
    for (const auto& name : reader.texts(node, key)) {
      config.secrets.push_back(secret_in_environment(reader, node, name));
    }
  } else if (key == "tolerance_s") {
    config.tolerance_s = reader.integer(node, key, 1, 86'400);
  } else if (key == "mode") {
    read_mode(reader, node, config);
  } else if (key == "serial_number_metadata") {
    config.serial_number_key = reader.text(node, key);
  } else if (key == "settled_for_days") {
    config.settled_for_days = reader.integer(node, key, 0, 3'650);
  } else if (key == "subscriptions") {
    return read_subscriptions(reader, node, config);
  } else if (key == "prices") {
    read_map(reader, node, key, config.prices, sold);
  } else if (key == "products") {
    read_map(reader, node, key, config.products, sold);
  } else if (key == "customers") {
    read_map(reader, node, key, config.customers,
             [&](const auto& member, const auto& at) { return reader.text(member, at); });
  } else {
    return false;
  }
  return true;
}

}  // namespace

const Sold* MappingConfig::sold(std::string_view price, std::string_view product) const {
  if (const auto found = prices.find(price); found != prices.end()) return &found->second;
  if (const auto found = products.find(product); found != products.end()) return &found->second;
  return nullptr;
}

ledger::Result<MappingConfig> load_mapping_config(const std::string& path) {
  const toml::parse_result parsed = toml::parse_file(path);
  if (!parsed) {
    const auto& error = parsed.error();
    return ledger::fail(
        FailureKind::invalid,
        fmt::format("{}, line {}: {}", path, error.source().begin.line, error.description()));
  }
  MappingReader reader{path};
  MappingConfig config;
  reader.table(parsed.table(), "",
               [&](std::string_view key, const toml::node& node, const std::string&) {
                 return read_member(reader, key, node, path, config);
               });
  if (config.secrets.empty()) {
    reader.complain("no secret is given: set secrets, secret_files or secret_env");
  }
  if (reader.failure()) return *reader.failure();
  return config;
}

}  // namespace tools::stripe
