#include <boost/json.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>

#include "tests/tools/cli/program.h"

/// Exports as lines and as a table, and imports of exports.
namespace tests {
namespace {

namespace json = boost::json;

/// A table by RFC 4180, parsed like a spreadsheet does.
std::vector<std::vector<std::string>> rows_of(const std::string& csv) {
  std::vector<std::vector<std::string>> rows{{""}};
  bool quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    const char c = csv[i];
    const char after = i + 1 < csv.size() ? csv[i + 1] : '\0';
    auto& row = rows.back();
    if (quoted && c == '"' && after == '"') {
      row.back() += csv[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      row.emplace_back();
    } else if (!quoted && c == '\r' && after == '\n') {
      ++i;
      rows.push_back({""});
    } else {
      row.back() += c;
    }
  }
  EXPECT_EQ(rows.back(), std::vector<std::string>{""}) << "the last line has no end";
  rows.pop_back();
  return rows;
}

/// The cells of each row by column name.
std::vector<std::map<std::string, std::string>> table_of(const std::string& csv) {
  const auto rows = rows_of(csv);
  std::vector<std::map<std::string, std::string>> table;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].size(), rows[0].size());
    auto& named = table.emplace_back();
    for (std::size_t j = 0; j < std::min(rows[0].size(), rows[i].size()); ++j) {
      named[rows[0][j]] = rows[i][j];
    }
  }
  return table;
}

std::vector<json::object> events_of(const std::string& lines) {
  std::vector<json::object> events;
  for (std::size_t at = 0; at < lines.size();) {
    const auto end = lines.find('\n', at);
    events.push_back(json::parse(lines.substr(at, end - at)).as_object());
    at = end + 1;
  }
  return events;
}

std::string text_of(const json::value& text) { return json::value_to<std::string>(text); }

std::string event_line(const std::string& id, const std::string& type, const json::object& data) {
  return json::serialize(json::object{{"specversion", "1.0"},
                                      {"source", "/erp"},
                                      {"id", id},
                                      {"type", type},
                                      {"subject", "1801000001"},
                                      {"data", data}}) +
         '\n';
}

class Export : public testing::Test {
 protected:
  void given_three_reasons() {
    workplace.output_of("license-ledger import --trusted --data data three_reasons.ndjson");
  }
  void given_lines(const std::string& lines) {
    write_text(workplace.path() + "/lines", lines);
    workplace.output_of("license-ledger import --data data lines");
  }
  std::vector<json::object> exported(const std::string& options) const {
    return events_of(workplace.run("license-ledger export " + options).out);
  }
  std::vector<std::map<std::string, std::string>> table() const {
    return table_of(workplace.output_of("license-ledger export --format csv"));
  }
  std::size_t files_beside(const std::string& prefix) const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator{workplace.path()}) {
      if (entry.path().filename().string().starts_with(prefix)) ++count;
    }
    return count;
  }

  Workplace workplace;
};

TEST_F(Export, filters_by_license_type_time_and_position) {
  given_three_reasons();
  const auto all = exported("");
  ASSERT_EQ(all.size(), 72U);
  const auto expect = [&](const std::string& options, const auto& wanted) {
    std::vector<json::object> expected;
    for (const auto& event : all) {
      if (wanted(event)) expected.push_back(event);
    }
    EXPECT_FALSE(expected.empty() || expected.size() == all.size()) << options;
    EXPECT_EQ(exported(options), expected) << options;
  };
  const auto is = [](const char* member, const std::string& text) {
    return [=](const json::object& event) { return text_of(event.at(member)) == text; };
  };
  const auto position = [](const json::object& event) {
    return event.at("position").to_number<std::int64_t>();
  };
  const auto recorded = [](const json::object& event) { return text_of(event.at("recordedtime")); };
  expect("--license 1801000001", is("subject", "1801000001"));
  expect("--type payment.received.v1", is("type", "payment.received.v1"));
  expect("--type payment.received.v1 --type invoice.issued.v1", [&](const auto& event) {
    return is("type", "payment.received.v1")(event) || is("type", "invoice.issued.v1")(event);
  });
  expect("--after 60", [&](const auto& event) { return position(event) > 60; });
  // --from is inclusive, --until is exclusive.
  const std::string first = recorded(all[58]);
  const std::string second = recorded(all[60]);
  expect(fmt::format("--from {}", first),
         [&](const auto& event) { return recorded(event) >= first; });
  expect(fmt::format("--until {}", second),
         [&](const auto& event) { return recorded(event) < second; });
  expect(fmt::format("--from {} --until {} --after 57", first, second), [&](const auto& event) {
    return recorded(event) >= first && recorded(event) < second && position(event) > 57;
  });
  EXPECT_TRUE(exported("--after 71").empty());
  EXPECT_TRUE(exported("--after 9007199254740991").empty());
}

TEST_F(Export, of_a_license_excludes_a_module_of_the_same_name) {
  given_lines(event_line("e1", "module.defined.v1", {{"type", "user"}}) +
              event_line("e2", "license.registered.v1", {{"company_name", "Nordvik AB"}}));
  const auto events = exported("--license 1801000001");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].at("type"), "license.registered.v1");
}

TEST_F(Export, that_fails_leaves_the_previous_file) {
  given_three_reasons();
  workplace.output_of("license-ledger export --out out");
  const std::string before = read_text(workplace.path() + "/out");
  EXPECT_EQ(before, workplace.output_of("license-ledger export"));
  const Ran failed = workplace.run("license-ledger export --out out --license 99");
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_EQ(failed.err, "license-ledger: No license is registered under serial number 99.\n");
  EXPECT_EQ(read_text(workplace.path() + "/out"), before);
  EXPECT_EQ(files_beside("out"), 1U);
}

TEST_F(Export, to_a_full_device_fails) {
  given_three_reasons();
  const Ran ran = workplace.run("license-ledger export > /dev/full");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_EQ(ran.err, "license-ledger: cannot write standard output: No space left on device\n");
}

TEST_F(Export, through_a_link_replaces_its_target) {
  given_three_reasons();
  workplace.output_of("touch real && ln -s real link");
  workplace.output_of("license-ledger export --out link");
  EXPECT_TRUE(std::filesystem::is_symlink(workplace.path() + "/link"));
  EXPECT_EQ(read_text(workplace.path() + "/real"), workplace.output_of("license-ledger export"));
}

/// The lines of an export, some of which are removed or altered before they are imported.
class PartOfAHistory : public Export {
 protected:
  void SetUp() override { given_three_reasons(); }
};

TEST_F(PartOfAHistory, is_rejected_from_the_first_position_that_differs) {
  const Ran part = workplace.run("license-ledger export --license 1801000001 > lines");
  EXPECT_EQ(part.exit_code, 0);
  EXPECT_NE(part.err.find("not the whole history"), std::string::npos) << part.err;
  const Ran import = workplace.run("license-ledger import --trusted --data other lines");
  EXPECT_EQ(import.exit_code, 1);
  EXPECT_EQ(import.out, "62 lines: 0 appended, 0 duplicates, 62 rejected\n");
  EXPECT_TRUE(import.err.starts_with("line 1: /position: In this log its position would be 0:"))
      << import.err;
}

TEST_F(PartOfAHistory, with_a_gap_is_accepted_up_to_it) {
  const Ran import = workplace.run(
      "license-ledger export | sed 40d | license-ledger import --trusted --data other - --json");
  EXPECT_EQ(json::parse(import.out).at("appended"), 39);
  EXPECT_EQ(json::parse(import.out).at("rejected"), 32);
  // The missing line, and all after it, are imported later.
  const Ran rest = workplace.run(
      "license-ledger export | license-ledger import --trusted --data other - --json");
  EXPECT_EQ(rest.exit_code, 0);
  EXPECT_EQ(workplace.output_of("license-ledger export --data other"),
            workplace.output_of("license-ledger export"));
}

TEST_F(PartOfAHistory, after_a_position_continues_where_another_ledger_ends) {
  workplace.output_of(
      "license-ledger export | head -n 50 | license-ledger import --trusted --data other -");
  workplace.output_of(
      "license-ledger export --after 49 | license-ledger import --trusted --data other -");
  EXPECT_EQ(workplace.output_of("license-ledger export --data other"),
            workplace.output_of("license-ledger export"));
}

class ExportedTable : public Export {};

TEST_F(ExportedTable, has_a_row_for_each_event_with_all_of_its_data) {
  workplace.output_of("license-ledger import --trusted --data data every_event.ndjson");
  const auto events = exported("");
  const auto rows = table();
  ASSERT_EQ(rows.size(), events.size());
  std::map<std::string, std::map<std::string, std::string>> by_type;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].at("position"), std::to_string(i));
    EXPECT_EQ(rows[i].at("recorded_at"), text_of(events[i].at("recorded_at")));
    EXPECT_EQ(rows[i].at("effective_at"), text_of(events[i].at("effective_at")));
    for (const char* member : {"subject", "type", "id", "source", "actor"}) {
      EXPECT_EQ(rows[i].at(member), text_of(events[i].at(member)));
    }
    EXPECT_EQ(json::parse(rows[i].at("data")), events[i].at("data"));
    by_type.emplace(rows[i].at("type"), rows[i]);
  }
  const auto& bought = by_type.at("purchase.recorded.v1");
  EXPECT_EQ(bought.at("module"), "ten-service; web-site; reader");
  EXPECT_EQ(bought.at("quantity"), "2; 1; 1");
  EXPECT_EQ(bought.at("outcome"), "");
  const auto& paid = by_type.at("payment.received.v1");
  EXPECT_EQ(paid.at("currency").size(), 3U);
  EXPECT_FALSE(paid.at("amount").empty());
  EXPECT_FALSE(paid.at("invoice_id").empty());
  const auto& blocked = by_type.at("activation.blocked.v1");
  EXPECT_EQ(blocked.at("outcome"), "blocked");
  EXPECT_FALSE(blocked.at("reasons").empty());
  const auto& activated = by_type.at("license.activated.v1");
  EXPECT_EQ(activated.at("outcome"), "activated");
  EXPECT_FALSE(activated.at("number").empty());
  EXPECT_FALSE(activated.at("module").empty());
  EXPECT_EQ(by_type.at("seat.assignment_refused.v1").at("outcome"), "refused");
}

TEST_F(ExportedTable, quotes_special_characters_and_ends_rows_by_the_standard) {
  const std::string company = "Nordvik, \"Söner\" & Co";
  given_lines(event_line("a,b", "license.registered.v1",
                         {{"company_name", company}, {"auto_update", false}}) +
              event_line("\"", "purchase.recorded.v1",
                         {{"order_id", "SO \"1\", part 2"},
                          {"lines", {{{"line_id", "l"}, {"module", "m,1"}, {"quantity", 3}}}}}));
  const std::string csv = workplace.output_of("license-ledger export --format csv");
  EXPECT_EQ(std::ranges::count(csv, '\n'), 3);
  EXPECT_EQ(std::ranges::count(csv, '\r'), 3);
  EXPECT_TRUE(csv.starts_with("position,recorded_at,effective_at,subject,type,id,source,actor,"));
  const auto rows = table_of(csv);
  EXPECT_EQ(rows.at(0).at("id"), "a,b");
  EXPECT_EQ(text_of(json::parse(rows.at(0).at("data")).at("company_name")), company);
  EXPECT_EQ(rows.at(1).at("id"), "\"");
  EXPECT_EQ(rows.at(1).at("order_id"), "SO \"1\", part 2");
  EXPECT_EQ(rows.at(1).at("module"), "m,1");
  EXPECT_NE(csv.find(",\"SO \"\"1\"\", part 2\","), std::string::npos) << csv;
}

TEST_F(ExportedTable, contains_no_formula) {
  std::string lines = event_line("e", "license.registered.v1", {{"company_name", "Nordvik AB"}});
  const std::vector<std::string> formulas{"=HYPERLINK(\"http://x\",\"y\")", "+1", "-1", "@SUM(A1)"};
  for (const auto& formula : formulas) {
    lines += event_line(formula, "service_request.opened.v1",
                        {{"request_id", "R-" + formula}, {"user", formula}});
  }
  given_lines(lines);
  const auto rows = table();
  for (std::size_t i = 0; i < formulas.size(); ++i) {
    EXPECT_EQ(rows.at(i + 1).at("id"), "'" + formulas[i]);
    EXPECT_EQ(rows.at(i + 1).at("user"), "'" + formulas[i]);
    // The table still contains the original text.
    EXPECT_EQ(text_of(json::parse(rows.at(i + 1).at("data")).at("user")), formulas[i]);
  }
  const std::string begins_formula = "=+-@\t\r\n";
  for (const auto& row : rows) {
    for (const auto& [column, cell] : row) {
      EXPECT_TRUE(cell.empty() || begins_formula.find(cell.front()) == std::string::npos)
          << column << ": " << cell;
    }
  }
}

}  // namespace
}  // namespace tests
