#include "tests/tools/cli/program.h"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <sys/wait.h>

namespace tests {

namespace fs = std::filesystem;

std::string read_text(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void write_text(const std::string& path, const std::string& text) {
  std::ofstream{path, std::ios::binary} << text;
}

Workplace::Workplace() {
  fs::create_directory(path() + "/bin");
  fs::create_symlink(LEDGER_BINARY, path() + "/bin/license-ledger");
  for (const auto& entry : fs::directory_iterator{LEDGER_TEST_DATA "/cli"}) {
    if (entry.path().extension() == ".ndjson") {
      fs::copy_file(entry.path(), path() / entry.path().filename());
    }
  }
}

Ran Workplace::run(const std::string& command) const {
  const std::string script = path() + "/bin/command";
  write_text(script, fmt::format("cd '{}' || exit 99\n"
                                 "PATH='{}/bin':$PATH LC_ALL=C\n"
                                 "export PATH LC_ALL\n"
                                 "unset LANG LC_MESSAGES NO_COLOR "
                                 "$(env | sed -n 's/^\\(LICENSE_LEDGER_[A-Z_]*\\)=.*/\\1/p')\n"
                                 "{}\n",
                                 path(), path(), command));
  const std::string line =
      fmt::format("/bin/sh '{0}' > '{1}/bin/out' 2> '{1}/bin/err'", script, path());
  const int status = std::system(line.c_str());
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
          .out = read_text(path() + "/bin/out"),
          .err = read_text(path() + "/bin/err")};
}

std::string Workplace::output_of(const std::string& command) const {
  const Ran ran = run(command);
  EXPECT_EQ(ran.exit_code, 0) << command << "\n" << ran.err;
  return ran.out;
}

}  // namespace tests
