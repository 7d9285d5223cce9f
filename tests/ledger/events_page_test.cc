#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <string>
#include <vector>

#include "ledger/event_type.h"

namespace ledger::tests {
namespace {

/// A row of docs/events.md about a type; the rows of facts begin with the rank.
struct TypeRow {
  std::string name;
  std::string rank;  // empty: a decision
};

std::vector<TypeRow> rows_of_the_page() {
  static const std::regex row{R"(^\| (?:(\d+) \| )?`([a-z_]+\.[a-z_]+\.v\d+)` \|)"};
  std::ifstream page{PROJECT_SOURCE_DIR "/docs/events.md"};
  std::vector<TypeRow> rows;
  for (std::string line; std::getline(page, line);) {
    std::smatch match;
    if (std::regex_search(line, match, row)) rows.push_back({match[2], match[1]});
  }
  return rows;
}

TEST(EventsPage, lists_every_type_once_facts_by_rank_and_then_decisions) {
  std::vector<EventTypeTraits> table{event_types().begin(), event_types().end()};
  std::ranges::stable_sort(table, {}, [](const EventTypeTraits& traits) {
    return traits.decision ? std::size_t{256} : std::size_t{traits.rank};
  });
  const auto rows = rows_of_the_page();
  ASSERT_EQ(rows.size(), table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    EXPECT_EQ(rows[i].name, table[i].name);
    EXPECT_EQ(rows[i].rank, table[i].decision ? "" : std::to_string(table[i].rank)) << rows[i].name;
  }
}

}  // namespace
}  // namespace ledger::tests
