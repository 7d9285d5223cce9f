#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ledger/position.h"
#include "ledger/time.h"
#include "tools/cli/sources/command_error.h"

namespace tools::cli::sources {

/// Which events of the log an export is of. What is empty or absent narrows nothing.
struct ExportFilter {
  std::set<std::string> serial_numbers;  // with one, definitions and policies are left out
  std::set<std::string> types;
  std::optional<ledger::Instant> from;   // recorded then or later
  std::optional<ledger::Instant> until;  // recorded before then
  std::optional<ledger::Position> after;

  /// Nothing of the log is left out.
  bool whole() const { return !narrowed_beside_licenses() && serial_numbers.empty(); }
  /// By something other than `serial_numbers`.
  bool narrowed_beside_licenses() const { return !types.empty() || from || until || after; }

  /// recorded_at never falls along the log: from the first event that is past the end, all are.
  bool past_the_end(ledger::Instant recorded_at) const { return until && recorded_at >= *until; }
  /// Whether the event belongs to the export, if its position does.
  bool wants(std::string_view type, std::string_view subject, ledger::Instant recorded_at) const;
};

/// The name, if there is such a type of event; else bad usage, which names those it may be a slip
/// for, or all when it is like none.
Answer<std::string> event_type_asked(const std::string& name);

}  // namespace tools::cli::sources
