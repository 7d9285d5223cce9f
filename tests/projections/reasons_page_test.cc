#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "projections/words/remedies.h"

namespace projections::words::tests {
namespace {

using ledger::ReasonGroup;

/// A row of a table of the page, by its columns.
struct PageRow {
  std::string code;
  std::string carries;
  std::string resolver;
  bool alone;
};

std::vector<std::string> columns_of(const std::string& line) {
  std::vector<std::string> columns;
  std::size_t begin = 1;
  for (auto end = line.find('|', begin); end != std::string::npos; end = line.find('|', begin)) {
    columns.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return columns;
}

std::string between_backticks(const std::string& text) {
  const auto begin = text.find('`') + 1;
  return text.substr(begin, text.find('`', begin) - begin);
}

/// The tables of reasons on the page, one under each heading of a group.
std::vector<PageRow> rows_under(const std::string& heading) {
  std::ifstream page{PROJECT_SOURCE_DIR "/docs/reasons.md"};
  std::vector<PageRow> rows;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) inside = line == "## " + heading;
    if (!inside || !line.starts_with("| `")) continue;
    const auto columns = columns_of(line);
    if (columns.size() != 6) {
      ADD_FAILURE() << "six columns are expected: " << line;
      continue;
    }
    rows.push_back({.code = between_backticks(columns[0]),
                    .carries = columns[2],
                    .resolver = between_backticks(columns[4]),
                    .alone = columns[0].find("(alone)") != std::string::npos});
  }
  return rows;
}

void expect_as_in_the_table(const std::vector<PageRow>& rows, ReasonGroup group) {
  const auto codes = ledger::codes_of(group);
  std::vector<std::string> expected;
  for (const auto code : codes) expected.emplace_back(ledger::name_of(code));
  std::vector<std::string> found;
  for (const auto& row : rows) found.push_back(row.code);
  ASSERT_EQ(found, expected) << "docs/reasons.md has a row for each code, in their order";
  for (std::size_t i = 0; i < codes.size(); ++i) {
    EXPECT_EQ(rows[i].resolver, ledger::name_of(resolver_of(codes[i]))) << rows[i].code;
    EXPECT_EQ(rows[i].alone, ledger::is_reported_alone(codes[i])) << rows[i].code;
    for (const auto member : ledger::traits_of(codes[i]).members) {
      EXPECT_NE(rows[i].carries.find("`" + std::string{member} + "`"), std::string::npos)
          << rows[i].code << " carries " << member;
    }
  }
}

TEST(ReasonsPage, describes_every_reason_in_order) {
  expect_as_in_the_table(rows_under("Blocking an activation"), ReasonGroup::blocking);
  expect_as_in_the_table(rows_under("Refusing a seat"), ReasonGroup::seat);
  expect_as_in_the_table(rows_under("Refusing a removal"), ReasonGroup::removal);
  expect_as_in_the_table(rows_under("Refusing a binding"), ReasonGroup::binding);
  expect_as_in_the_table(rows_under("Refusing an upgrade"), ReasonGroup::upgrade);
  expect_as_in_the_table(rows_under("Warnings"), ReasonGroup::warning);
}

}  // namespace
}  // namespace projections::words::tests
