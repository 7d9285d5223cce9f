#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/stream.h"
#include "projections/directory.h"
#include "projections/state/license.h"

namespace replay {

/// What is kept beside the log and made from it.
enum class Projection : std::uint8_t {
  state,
  seats,
  search_view,
  applied_position,
  catalog,
};
/// As people and programs are told: `search view`.
std::string_view name_of(Projection projection);

/// One place where what is kept is not what the log says.
struct Difference {
  std::string serial_number;  // empty: of all licenses
  Projection projection{};
  std::string part;      // of the projection, in words
  std::string expected;  // what the log says, in words
  std::string found;

  bool operator==(const Difference&) const = default;
};
using Differences = std::vector<Difference>;

/// Names the first part in which two states differ; both are of one license, and do differ.
Difference difference_of(const projections::state::License& expected,
                         const projections::state::License& found);

/// Adds each member in which the rows differ.
void compare(const std::string& serial_number, const projections::DirectoryRow& expected,
             const projections::DirectoryRow& found, Differences& differences);

/// `found` absent: nothing is known of the stream.
void compare(const std::string& serial_number, ledger::StreamHead expected,
             std::optional<ledger::StreamHead> found, Differences& differences);

}  // namespace replay
