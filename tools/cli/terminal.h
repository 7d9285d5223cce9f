#pragma once

#include <string>

#include "projections/words/language.h"

/// What the environment says of whoever reads.
namespace tools::cli {

/// A terminal that has not been told otherwise (https://no-color.org).
bool output_is_colored();
bool errors_go_to_terminal();
/// By LC_ALL, else LC_MESSAGES, else LANG, as the C library has it.
projections::words::Language language_of_environment();
/// Empty where it is not set.
std::string environment(const char* name);

}  // namespace tools::cli
