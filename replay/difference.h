#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/directory.h"
#include "ledger/stream.h"
#include "projections/search/search_row.h"
#include "projections/state/license.h"

namespace replay {

/// Used throughout the comparison of what is kept with the log.
using ledger::Events;
using ledger::Instant;
using projections::state::License;

/// Data that is derived from the log and stored alongside it.
enum class Projection : std::uint8_t {
  state,
  seats,
  search_view,
  directory,
  applied_position,
  catalog,
};
/// As in pages and JSON: `search view`.
std::string_view name_of(Projection projection);

/// One place where the stored data differs from the log.
struct Difference {
  std::string serial_number;  // empty if it concerns all licenses
  Projection projection{};
  std::string part;      // of the projection, in words
  std::string expected;  // according to the log, in words
  std::string found;

  bool operator==(const Difference&) const = default;
};
using Differences = std::vector<Difference>;

/// Names the first part in which two states of one license differ. They must differ.
Difference difference_of(const projections::state::License& expected,
                         const projections::state::License& found);

/// Adds a difference for each member in which the rows differ.
void compare(const std::string& serial_number, const projections::search::SearchRow& expected,
             const projections::search::SearchRow& found, Differences& differences);

/// `found` is absent if the stream is unknown.
void compare(const std::string& serial_number, ledger::StreamHead expected,
             std::optional<ledger::StreamHead> found, Differences& differences);

}  // namespace replay
