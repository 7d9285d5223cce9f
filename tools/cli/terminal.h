#pragma once

#include <string>

#include "projections/words/language.h"

/// What the environment says about the user and the terminal.
namespace tools::cli {

/// Whether standard output is a terminal that may be colored (https://no-color.org).
bool stdout_is_colored();
bool stderr_is_terminal();
/// From LC_ALL, else LC_MESSAGES, else LANG, as in the C library.
projections::words::Language language_from_environment();
/// Empty if it is not set.
std::string environment_variable(const char* name);

}  // namespace tools::cli
