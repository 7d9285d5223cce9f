#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "tests/tools/cli/program.h"

/// Where the settings of `serve` come from, and that --help, the documentation and --print-config
/// agree on them.
namespace tests {
namespace {

std::vector<std::string> split_lines(const std::string& text) {
  std::istringstream in{text};
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(std::move(line));
  return lines;
}

std::string without(std::string text, char dropped) {
  std::erase(text, dropped);
  return text;
}

/// Each setting with its default; empty if it has none.
using Defaults = std::map<std::string, std::string>;

Defaults defaults_in_help(const std::string& help) {
  // The first word after the name is the type of the value; a list ends with dots.
  static const std::regex option{R"(^  --([a-z0-9-]+) ([^ =]+)(?:=(\S+))?( \.\.\.)?(?:\s.*)?$)"};
  Defaults defaults;
  for (const auto& line : split_lines(help)) {
    std::smatch match;
    if (!std::regex_match(line, match, option) || match[1] == "config") continue;
    defaults[match[1]] = match[4].matched ? "" : match[3].str();
  }
  return defaults;
}

struct Documented {
  std::string variable;
  std::string key;
  std::string value;  // the default, if it is a value and not a phrase
};

/// The rows of the table in docs/operating.md.
std::map<std::string, Documented> documented() {
  static const std::regex row{
      R"(^\| `--([a-z0-9-]+)` \| `([A-Z0-9_]+)` \| `([a-z0-9-]+)` \| ([^|]*) \| ([^|]*) \|$)"};
  std::map<std::string, Documented> rows;
  bool in_section = false;
  for (const auto& line : split_lines(read_text(PROJECT_SOURCE_DIR "/docs/operating.md"))) {
    if (line.starts_with("## ")) in_section = line == "## Settings of serve";
    if (!in_section || !line.starts_with("| `--")) continue;
    std::smatch match;
    if (!std::regex_match(line, match, row)) {
      ADD_FAILURE() << "a malformed row: " << line;
      continue;
    }
    EXPECT_GT(match[5].length(), 5) << "no meaning: " << line;
    const std::string value = match[4];
    rows[match[1]] = {.variable = match[2],
                      .key = match[3],
                      .value = value.starts_with('`') ? without(value, '`') : ""};
  }
  return rows;
}

/// A valid value for each setting without a default.
std::string example_of(const std::string& name, const Documented& row) {
  static const std::map<std::string, std::string> examples{{"test-clock", "2026-01-01T00:00:00Z"},
                                                           {"origin", "ledger.example.com/log"}};
  if (!row.value.empty()) return row.value;
  const auto found = examples.find(name);
  return found == examples.end() ? "/one" : found->second;
}

class ServeSettings : public testing::Test {
 protected:
  std::string printed(const std::string& more, const std::string& environment = "") const {
    return workplace.output_of(environment + " license-ledger serve --print-config " + more);
  }
  /// The line of one setting in the output.
  std::string line(const std::string& name, const std::string& text) const {
    for (const auto& each : split_lines(text)) {
      if (each.starts_with(name + " = ") || each == "# " + name + " is not set") return each;
    }
    return "none of " + name + " in " + text;
  }
  void config(const std::string& text) const {
    write_text(workplace.path() + "/ledger.toml", text);
  }
  void expect_refused(const std::string& text, const std::string& why) const {
    config(text);
    const Ran ran = workplace.run("license-ledger serve --config ledger.toml --data data");
    EXPECT_EQ(ran.exit_code, 2) << text;
    EXPECT_EQ(ran.err, "license-ledger: ledger.toml:" + why + "\n");
  }

  Workplace workplace;
};

TEST_F(ServeSettings, are_documented_like_in_help) {
  const auto help = defaults_in_help(workplace.output_of("license-ledger serve --help"));
  const auto docs = documented();
  ASSERT_GT(help.size(), 10U);
  for (const auto& [name, value] : help) {
    const auto found = docs.find(name);
    if (found == docs.end()) {
      ADD_FAILURE() << "--" << name << " is not in the table of docs/operating.md";
      continue;
    }
    EXPECT_EQ(found->second.value, value) << "the default of --" << name;
  }
  for (const auto& [name, row] : docs) {
    EXPECT_TRUE(help.contains(name)) << "there is no --" << name;
  }
}

TEST_F(ServeSettings, are_printed_whether_they_are_set_or_not) {
  const auto all = printed("");
  for (const auto& [name, row] : documented()) {
    EXPECT_TRUE(line(name, all).ends_with(row.value.empty() ? " is not set" : "  # default"))
        << line(name, all);
  }
}

TEST_F(ServeSettings, have_the_documented_names_in_all_three_places) {
  for (const auto& [name, row] : documented()) {
    const std::string value = example_of(name, row);
    const std::string by_flag = line(name, printed(fmt::format("--{} '{}'", name, value)));
    ASSERT_TRUE(by_flag.ends_with("  # flag")) << by_flag;
    const std::string bare = by_flag.substr(0, by_flag.rfind("  # "));
    EXPECT_EQ(line(name, printed("", fmt::format("{}='{}'", row.variable, value))),
              bare + "  # environment");
    config("# The second line counts.\n" + bare + "\n");
    EXPECT_EQ(line(row.key, printed("--config ledger.toml")), bare + "  # file, line 2");
  }
}

TEST_F(ServeSettings, come_from_the_first_of_flag_environment_file_and_default) {
  config("read-timeout = 3\nmax-queue = 3\ncheckpoint-every = 3\n");
  const auto all = printed("--read-timeout 1",
                           "LICENSE_LEDGER_CONFIG=ledger.toml LICENSE_LEDGER_READ_TIMEOUT=2 "
                           "LICENSE_LEDGER_MAX_QUEUE=2 LICENSE_LEDGER_CHECKPOINT_EVERY=");
  EXPECT_EQ(line("read-timeout", all), "read-timeout = 1  # flag");
  EXPECT_EQ(line("max-queue", all), "max-queue = 2  # environment");
  EXPECT_EQ(line("checkpoint-every", all), "checkpoint-every = 3  # file, line 3");
  EXPECT_EQ(line("max-body-bytes", all), "max-body-bytes = 16777216  # default");
}

TEST_F(ServeSettings, print_a_config_file_that_prints_the_same) {
  const auto first = printed(R"(--data d --witness 'http://w/=a+b' --witness 'http://v/=c"\d' )"
                             R"(--shop-url "https://shop/#'{serial}" --log-key keys/../log.key)");
  const auto values = [](const std::string& text) {
    return std::regex_replace(text, std::regex{"  # [a-z]+(, line [0-9]+)?\n"}, "\n");
  };
  EXPECT_NE(first.find("log-key = \"" + workplace.path() + "/log.key\"  # flag"), std::string::npos)
      << first;
  workplace.output_of("mkdir elsewhere");
  write_text(workplace.path() + "/elsewhere/printed.toml", first);
  const auto second = printed("--config elsewhere/printed.toml");
  EXPECT_EQ(values(second), values(first));
  EXPECT_EQ(second.find("# flag"), std::string::npos);
  EXPECT_EQ(second.find("# default"), std::string::npos);
  write_text(workplace.path() + "/elsewhere/printed.toml", second);
  EXPECT_EQ(printed("--config elsewhere/printed.toml"), second);
}

TEST_F(ServeSettings, that_are_lists_are_lists_everywhere) {
  const std::string wanted = R"(witness = [ "http://a/=k", "http://b/=k" ])";
  EXPECT_EQ(line("witness", printed("--witness http://a/=k --witness http://b/=k")),
            wanted + "  # flag");
  EXPECT_EQ(line("witness", printed("", "LICENSE_LEDGER_WITNESS='http://a/=k  http://b/=k'")),
            wanted + "  # environment");
  config(R"(witness = ["http://a/=k", "http://b/=k"])");
  EXPECT_EQ(line("witness", printed("--config ledger.toml")), wanted + "  # file, line 1");
}

TEST_F(ServeSettings, resolve_paths_from_the_directory_of_the_config_file) {
  workplace.output_of("mkdir etc");
  write_text(workplace.path() + "/etc/ledger.toml", "data = \"data\"\nlog-key = \"/keys/log\"\n");
  const auto all = printed("--config etc/ledger.toml");
  EXPECT_EQ(line("data", all), "data = \"" + workplace.path() + "/etc/data\"  # file, line 1");
  EXPECT_EQ(line("log-key", all), "log-key = \"/keys/log\"  # file, line 2");
}

TEST_F(ServeSettings, in_a_file_are_rejected_with_line_key_and_reason) {
  expect_refused("listen = \"[::1]:1\"\nread_timeout = 3\n",
                 "2: read_timeout: unknown setting; did you mean read-timeout?");
  expect_refused("quota = 3", "1: quota: unknown setting");
  expect_refused("config = \"x\"", "1: config: unknown setting");
  expect_refused("\n[serve]\nread-timeout = 3\n",
                 "2: serve: unknown setting; all settings are at the top level, not in a table");
  expect_refused("read-timeout = \"30\"", "1: read-timeout: must be an integer, not a string");
  expect_refused("read-timeout = 1.5", "1: read-timeout: must be an integer, not a fraction");
  expect_refused("read-timeout = -1", "1: read-timeout: must be an integer from 1 to 3600, not -1");
  expect_refused("max-queue = 0", "1: max-queue: must be an integer from 1 to 1000000, not 0");
  expect_refused("listen = 8080", "1: listen: must be a string, not an integer");
  expect_refused("listen = \"8080\"", "1: listen: must be HOST:PORT, such as 127.0.0.1:8080");
  expect_refused("log-key = \"\"", "1: log-key: must not be empty; leave it out instead");
  expect_refused("log-level = \"loud\"", "1: log-level: must be one of debug, info, warn, error");
  expect_refused("test-clock = 2026-01-01",
                 "1: test-clock: must be a string, not a date or time without quotes");
  expect_refused("witness = \"http://w/=k\"",
                 "1: witness: must be a list of strings, not a string");
  expect_refused(
      "witness = [1]",
      "1: witness: must be a list of strings, not a list with elements that are not strings");
  // Also a value that a flag overrides: the next start may be without it.
  expect_refused("data = \"\"", "1: data: must not be empty; leave it out instead");
}

TEST_F(ServeSettings, in_a_file_that_is_not_toml_are_rejected_with_the_line) {
  config("listen = \"127.0.0.1:1\"\nread-timeout 3\n");
  const Ran ran = workplace.run("license-ledger serve --config ledger.toml --print-config");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_TRUE(ran.err.starts_with("license-ledger: ledger.toml:2: this is not TOML: ")) << ran.err;
  EXPECT_EQ(ran.out, "");
  const Ran absent = workplace.run("license-ledger serve --config absent.toml");
  EXPECT_EQ(absent.exit_code, 2);
  EXPECT_EQ(absent.err, "license-ledger: cannot read the config file absent.toml\n");
}

TEST_F(ServeSettings, from_the_environment_or_a_flag_are_rejected_with_their_name) {
  const Ran by_variable = workplace.run("LICENSE_LEDGER_READ_TIMEOUT=0x10 license-ledger serve");
  EXPECT_EQ(by_variable.exit_code, 2);
  EXPECT_EQ(by_variable.err,
            "license-ledger: LICENSE_LEDGER_READ_TIMEOUT: must be an integer from 1 to 3600, "
            "not 0x10\n");
  const Ran by_flag = workplace.run("license-ledger serve --read-timeout 3601");
  EXPECT_EQ(by_flag.exit_code, 2);
  EXPECT_TRUE(
      by_flag.err.starts_with("--read-timeout: must be an integer from 1 to 3600, not 3601\n"))
      << by_flag.err;
  const Ran nowhere = workplace.run("license-ledger serve");
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_EQ(nowhere.err,
            "license-ledger: give the data directory: --data, LICENSE_LEDGER_DATA, or data in the "
            "config file\n");
}

TEST_F(ServeSettings, can_be_printed_without_opening_anything) {
  printed("--data data");
  EXPECT_EQ(workplace.run("test -e data").exit_code, 1);
}

}  // namespace
}  // namespace tests
