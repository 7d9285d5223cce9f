#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "tools/cli/ledger_location.h"
#include "tools/cli/sources/source.h"

/// The options that all questions about one license share.
namespace tools::cli {

struct QuestionOptions {
  std::string serial_number;
  LocationOptions location;
  sources::Instants at;
  std::string language_name;  // empty: from the environment
  bool json = false;

  projections::words::Language language() const;
};

/// The group of --help for options on the output.
inline constexpr const char* output_group = "Output";

/// A date or an instant, in the group `When`.
void add_instant_option(CLI::App& command, const std::string& name,
                        std::optional<ledger::Instant>& at, const std::string& description);

void add_question_options(CLI::App& command, QuestionOptions& options);
sources::CommandResult<std::unique_ptr<sources::Source>> open_source(
    const QuestionOptions& options);

/// As in command_error.h, except that an unknown serial number is reported in the language of the
/// question.
int exit_code_of(const sources::CommandResult<int>& result, const QuestionOptions& options);

/// Prints an answer of the HTTP interface, on one line.
void print_json(const boost::json::object& answer);

}  // namespace tools::cli
