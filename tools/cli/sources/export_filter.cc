#include "tools/cli/sources/export_filter.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <vector>

#include "ledger/event_type.h"
#include "tools/text/join.h"

namespace tools::cli::sources {
namespace {

/// Levenshtein distance: the number of characters to insert, delete or change.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t changed = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

/// Likely a typing error, or a part of the name.
bool resembles(std::string_view written, std::string_view name) {
  constexpr std::size_t shortest_part = 3;
  const bool part = written.size() >= shortest_part && name.find(written) != std::string_view::npos;
  return part || edit_distance(written, name) <= 4;
}

bool belongs_to_a_license(std::string_view type) {
  const auto known = ledger::event_type_named(type);
  return !known || !ledger::traits_of(*known).catalog;
}

}  // namespace

bool ExportFilter::wants(std::string_view type, std::string_view subject,
                         ledger::Instant recorded_at) const {
  if ((from && recorded_at < *from) || is_past_end(recorded_at)) return false;
  if (!types.empty() && !types.contains(std::string{type})) return false;
  // A module may have the name of a serial number.
  return serial_numbers.empty() ||
         (belongs_to_a_license(type) && serial_numbers.contains(std::string{subject}));
}

CommandResult<std::string> parse_event_type(const std::string& name) {
  if (ledger::event_type_named(name)) return name;
  std::vector<std::string> similar;
  std::vector<std::string> all;
  // The distance takes time in proportion to the product of both lengths.
  constexpr std::size_t longest = 64;
  for (const auto& traits : ledger::event_types()) {
    all.emplace_back(traits.name);
    if (name.size() <= longest && resembles(name, traits.name)) similar.emplace_back(traits.name);
  }
  return bad_usage(similar.empty()
                       ? fmt::format("--type: there is no event type {}; the types are {}", name,
                                     text::join(all, " and "))
                       : fmt::format("--type: there is no event type {}; did you mean {}?", name,
                                     text::join(similar, " or ")));
}

}  // namespace tools::cli::sources
