#include "tools/cli/sources/export_filter.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <vector>

#include "ledger/event_type.h"
#include "tools/cli/pages/text.h"

namespace tools::cli::sources {
namespace {

/// How many characters must be put in, left out or changed to make one of the other.
std::size_t distance(std::string_view from, std::string_view to) {
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

/// A slip of the finger, or a part of the name without the rest.
bool may_be_meant(std::string_view written, std::string_view name) {
  constexpr std::size_t shortest_part = 3;
  const bool part = written.size() >= shortest_part && name.find(written) != std::string_view::npos;
  return part || distance(written, name) <= 4;
}

bool belongs_to_a_license(std::string_view type) {
  const auto known = ledger::event_type_named(type);
  return !known || !ledger::traits_of(*known).catalog;
}

}  // namespace

bool ExportFilter::wants(std::string_view type, std::string_view subject,
                         ledger::Instant recorded_at) const {
  if ((from && recorded_at < *from) || past_the_end(recorded_at)) return false;
  if (!types.empty() && !types.contains(std::string{type})) return false;
  // A module may be called like a serial number.
  return serial_numbers.empty() ||
         (belongs_to_a_license(type) && serial_numbers.contains(std::string{subject}));
}

Answer<std::string> event_type_asked(const std::string& name) {
  if (ledger::event_type_named(name)) return name;
  std::vector<std::string> near;
  std::vector<std::string> all;
  // The distance takes its product of their lengths: no name is much longer than any type.
  constexpr std::size_t longest = 64;
  for (const auto& traits : ledger::event_types()) {
    all.emplace_back(traits.name);
    if (name.size() <= longest && may_be_meant(name, traits.name)) near.emplace_back(traits.name);
  }
  return bad_usage(near.empty() ? fmt::format("--type: there is no type of event {}; there are {}",
                                              name, pages::listed(all, " and "))
                                : fmt::format("--type: there is no type of event {}; there is {}",
                                              name, pages::listed(near, " and ")));
}

}  // namespace tools::cli::sources
