#include "tools/cli/terminal.h"

#include <cstdlib>
#include <unistd.h>

namespace tools::cli {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string{} : std::string{value};
}

bool output_is_colored() {
  return environment("NO_COLOR").empty() && environment("TERM") != "dumb" &&
         ::isatty(STDOUT_FILENO) == 1;
}

bool errors_go_to_terminal() { return ::isatty(STDERR_FILENO) == 1; }

projections::words::Language language_of_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string locale = environment(name);
    if (locale.empty()) continue;
    return locale == "sv" || locale.starts_with("sv_") || locale.starts_with("sv.")
               ? projections::words::Language::sv
               : projections::words::Language::en;
  }
  return projections::words::Language::en;
}

}  // namespace tools::cli
