#pragma once

#include <string>

#include "tests/support/temporary_directory.h"

namespace tests {

/// The result of a command.
struct Ran {
  int exit_code = -1;
  std::string out;
  std::string err;
};

/// A directory in which the shell runs commands as a user types them. It holds the program, as
/// `license-ledger`, and the example events of tests/data/cli. The caller's environment names
/// neither a ledger nor a language.
class Workplace {
 public:
  Workplace();

  const std::string& path() const { return directory_.path(); }
  Ran run(const std::string& command) const;
  /// The same; it must succeed. Returns what it printed.
  std::string output_of(const std::string& command) const;

 private:
  TemporaryDirectory directory_;
};

std::string read_text(const std::string& path);
void write_text(const std::string& path, const std::string& text);

}  // namespace tests
