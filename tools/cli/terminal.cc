#include "tools/cli/terminal.h"

#include <cstdlib>
#include <unistd.h>

namespace tools::cli {

std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string{} : std::string{value};
}

bool stdout_is_colored() {
  return environment_variable("NO_COLOR").empty() && environment_variable("TERM") != "dumb" &&
         ::isatty(STDOUT_FILENO) == 1;
}

bool stderr_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

projections::words::Language language_from_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string locale = environment_variable(name);
    if (!locale.empty()) return projections::words::language_of_locale(locale);
  }
  return {};
}

}  // namespace tools::cli
