#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/tools/cli/program.h"

/// The output of the command line for programs.
namespace tests {
namespace {

namespace json = boost::json;

class JsonOutput : public testing::Test {
 protected:
  void SetUp() override {
    workplace.output_of("license-ledger import --trusted --data data three_reasons.ndjson");
  }

  json::object answer(const std::string& command) const {
    const std::string out = workplace.output_of("license-ledger " + command + " --json");
    EXPECT_EQ(std::ranges::count(out, '\n'), 1) << out;
    return json::parse(out).as_object();
  }

  Workplace workplace;
};

TEST_F(JsonOutput, of_status_and_explain_is_the_license_view) {
  const auto view = answer("status 1801000001 --as-of 2026-01-05 --known-at 2026-01-05 --lang sv");
  EXPECT_EQ(view.at("serial_number"), "1801000001");
  EXPECT_EQ(view.at("as_of"), "2026-01-05T00:00:00Z");
  EXPECT_EQ(view.at("known_at"), "2026-01-05T00:00:00Z");
  EXPECT_EQ(view.at("can_be_activated"), false);
  const auto& reasons = view.at("blocking_reasons").as_array();
  ASSERT_EQ(reasons.size(), 4u);
  EXPECT_EQ(reasons[0].at("code"), "unpaid");
  EXPECT_EQ(reasons[0].at("open"), 30000000);
  EXPECT_EQ(reasons[3].at("module"), "ten-service");
  EXPECT_NE(reasons[1].at("message").as_string().find("underhållsavtal"), json::string::npos);
  EXPECT_EQ(view.at("shop_url"), json::value{});
  EXPECT_EQ(answer("explain 1801000001 --as-of 2026-01-05 --known-at 2026-01-05 --lang sv"), view);
}

TEST_F(JsonOutput, of_history_is_a_page_of_events) {
  const auto page = answer("history 1801000001");
  EXPECT_EQ(page.at("data").as_array().size(), 62u);
  EXPECT_EQ(page.at("has_more"), false);
  EXPECT_EQ(page.at("next_cursor"), json::value{});

  const auto first = answer("history 1801000001 --limit 3");
  ASSERT_EQ(first.at("data").as_array().size(), 3u);
  EXPECT_EQ(first.at("has_more"), true);
  EXPECT_EQ(first.at("next_cursor"), "12");
  EXPECT_EQ(first.at("data").at(2).at("recordedtime"), "2025-01-01T08:00:00Z");
  EXPECT_EQ(first.at("data").at(2).at("effective_at"), "2025-01-01T00:00:00Z");
  EXPECT_EQ(first.at("data").at(2).at("actor"), "billing:erp");
}

TEST_F(JsonOutput, of_seats_is_a_page_of_seats) {
  const auto page = answer("seats 1801000001 --module ten-service --as-of 2026-01-05");
  ASSERT_EQ(page.at("data").as_array().size(), 12u);
  const json::object first{{"module", "ten-service"},
                           {"user", "finn.hed"},
                           {"user_type", "associate"},
                           {"since", "2025-02-02T10:00:00Z"}};
  EXPECT_EQ(page.at("data").at(0), first);
}

TEST_F(JsonOutput, of_a_refusal_is_a_problem) {
  const Ran ran = workplace.run("license-ledger explain 99 --json");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_EQ(ran.err, "");
  const auto problem = json::parse(ran.out);
  EXPECT_EQ(problem.at("code"), "license_not_found");
  EXPECT_EQ(problem.at("status"), 404);
}

TEST_F(JsonOutput, of_import_counts_the_lines) {
  const auto again = answer("import --trusted --data data three_reasons.ndjson");
  const json::object expected{{"lines", 72}, {"appended", 0}, {"duplicates", 72}, {"rejected", 0}};
  EXPECT_EQ(again, expected);
}

TEST_F(JsonOutput, of_a_new_token_has_its_secret_but_not_that_of_the_list) {
  const auto made = answer("token create --role admin --name nordvik --serial 1801000001");
  EXPECT_TRUE(made.at("token").as_string().starts_with("llt_"));
  EXPECT_EQ(made.at("role"), "admin");
  EXPECT_EQ(made.at("serials"), (json::array{"1801000001"}));

  const auto listed = answer("token list").at("data");
  ASSERT_EQ(listed.as_array().size(), 1u);
  EXPECT_EQ(listed.at(0).at("id"), made.at("id"));
  EXPECT_FALSE(listed.at(0).as_object().contains("token"));

  const std::string id = made.at("id").as_string().c_str();
  EXPECT_EQ(answer("token revoke --id=" + id).at("revoked"), true);
  EXPECT_TRUE(answer("token list").at("data").as_array().empty());
  EXPECT_EQ(workplace.run("license-ledger token revoke --id=" + id).exit_code, 1);
}

}  // namespace
}  // namespace tests
