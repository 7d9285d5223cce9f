#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <vector>

#include "tests/tools/cli/program.h"

/// The command line as users see it. Each file of tests/data/cli holds commands and their output:
///
///     file    = *comment *command
///     comment = "#" text LF
///     command = "$ " shell command LF
///               *(line of standard output LF)
///               *("! " line of standard error LF)
///               ["=> " exit code LF]          ; if it is not 0
///               LF
///
/// With LEDGER_WRITE_GOLDEN=1 the files are rewritten with the current output.
namespace tests {
namespace {

namespace fs = std::filesystem;

const std::string golden_directory = LEDGER_TEST_DATA "/cli";

std::vector<std::string> golden_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator{golden_directory}) {
    if (entry.path().extension() == ".txt") names.push_back(entry.path().stem());
  }
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::string as_golden(const std::string& command, const Ran& ran) {
  std::string text = fmt::format("$ {}\n{}", command, ran.out);
  for (const auto& line : lines_of(ran.err)) text += fmt::format("! {}\n", line);
  if (ran.exit_code != 0) text += fmt::format("=> {}\n", ran.exit_code);
  return text + '\n';
}

/// The file with the current output of the program.
std::string played(const std::string& golden) {
  const Workplace workplace;
  std::string text;
  bool commands_began = false;
  for (const auto& line : lines_of(golden)) {
    if (line.starts_with("$ ")) {
      commands_began = true;
      const std::string command = line.substr(2);
      text += as_golden(command, workplace.run(command));
    } else if (!commands_began) {
      text += line + '\n';
    }
  }
  return text;
}

class CommandLine : public testing::TestWithParam<std::string> {};

TEST_P(CommandLine, prints_the_golden_output) {
  const std::string path = fmt::format("{}/{}.txt", golden_directory, GetParam());
  const std::string expected = read_text(path);
  const std::string printed = played(expected);
  const char* rewrite = std::getenv("LEDGER_WRITE_GOLDEN");
  if (rewrite != nullptr && std::string{rewrite} == "1") {
    write_text(path, printed);
  } else {
    EXPECT_EQ(printed, expected);
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, CommandLine, testing::ValuesIn(golden_names()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace tests
