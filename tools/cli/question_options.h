#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "tools/cli/ledger_location.h"
#include "tools/cli/sources/source.h"

/// What all questions about one license have in common on the command line.
namespace tools::cli {

struct Asking {
  std::string serial_number;
  PlaceOptions place;
  sources::Instants at;
  std::string language_name;  // empty: as the environment has it
  bool json = false;

  projections::words::Language language() const;
};

void add_language_option(CLI::App& command, std::string& language_name);
projections::words::Language language_named(const std::string& name);

/// A date or an instant, in the group `When`.
void add_instant_option(CLI::App& command, const std::string& name,
                        std::optional<ledger::Instant>& at, const std::string& description);

void add_asking_options(CLI::App& command, Asking& asking);
sources::Answer<std::unique_ptr<sources::Source>> open_source(const Asking& asking);

/// As trouble.h has it, with an unknown serial number told in the language of the question.
int tell(const sources::Trouble& trouble, const Asking& asking);

/// The answer of the HTTP interface, on one line.
void print_json(const boost::json::object& answer);

}  // namespace tools::cli
