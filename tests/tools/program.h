#pragma once

#include <string>

#include "tests/temporary_directory.h"

namespace tests {

/// What a command left behind.
struct Ran {
  int exit_code = -1;
  std::string out;
  std::string err;
};

/// A directory in which commands are run by the shell, as a person types them. The program is found
/// there as `license-ledger`, and beside it the example events of tests/data/cli. Nothing of the
/// caller's environment says where a ledger is, or how to speak.
class Workplace {
 public:
  Workplace();

  const std::string& path() const { return directory_.path(); }
  Ran run(const std::string& command) const;
  /// The same, which must end well; what it printed.
  std::string output_of(const std::string& command) const;

 private:
  TemporaryDirectory directory_;
};

std::string read_text(const std::string& path);
void write_text(const std::string& path, const std::string& text);

}  // namespace tests
