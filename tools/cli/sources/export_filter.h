#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ledger/position.h"
#include "ledger/time.h"
#include "tools/cli/sources/command_error.h"

namespace tools::cli::sources {

/// Which events of the log to export. An empty or absent condition excludes nothing.
struct ExportFilter {
  std::set<std::string> serial_numbers;  // if any: no definitions and policies
  std::set<std::string> types;
  std::optional<ledger::Instant> from;   // recorded at this instant or later
  std::optional<ledger::Instant> until;  // recorded before this instant
  std::optional<ledger::Position> after;

  /// Selects the entire log.
  bool whole() const { return !has_other_conditions() && serial_numbers.empty(); }
  /// Other than `serial_numbers`.
  bool has_other_conditions() const { return !types.empty() || from || until || after; }

  /// recorded_at never decreases along the log: after the first event past the end, all are.
  bool is_past_end(ledger::Instant recorded_at) const { return until && recorded_at >= *until; }
  /// Whether an event whose position is in range is selected.
  bool wants(std::string_view type, std::string_view subject, ledger::Instant recorded_at) const;
};

/// The name, if it is an event type; otherwise bad usage that suggests similar names, or lists all
/// if none is similar.
CommandResult<std::string> parse_event_type(const std::string& name);

}  // namespace tools::cli::sources
