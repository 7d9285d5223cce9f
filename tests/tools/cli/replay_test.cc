#include <boost/json.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "ledger/bytes.h"
#include "ledger/store.h"
#include "tests/tools/cli/program.h"

namespace tests {
namespace {

namespace json = boost::json;

class ReplayCommand : public testing::Test {
 protected:
  void SetUp() override {
    workplace.output_of("license-ledger import --trusted --data data three_reasons.ndjson");
  }

  json::object answer(const Ran& ran) const {
    EXPECT_EQ(std::ranges::count(ran.out, '\n'), 1) << ran.out << ran.err;
    return json::parse(ran.out).as_object();
  }
  Ran replay(const std::string& arguments) const {
    return workplace.run("license-ledger replay " + arguments);
  }
  std::string bad_usage(const std::string& arguments) const {
    const Ran ran = replay(arguments);
    EXPECT_EQ(ran.exit_code, 2) << ran.out;
    EXPECT_EQ(ran.out, "");
    return ran.err;
  }

  /// Changes where the license is said to end.
  void alter_entry() const {
    auto store = ledger::Store::open({.directory = workplace.path() + "/data/log"});
    ASSERT_TRUE(store.has_value());
    const std::string key = "l1801000001";
    std::string entry = (*store)->derived(ledger::Derived::licenses, key).value().value();
    std::string head;
    ledger::append_big_endian(head, std::uint64_t{5});
    ledger::append_big_endian(head, std::uint64_t{4});
    entry.replace(0, head.size(), head);
    const std::vector<ledger::DerivedEntry> altered{{key, entry}};
    ASSERT_TRUE((*store)->write_derived(ledger::Derived::licenses, altered).has_value());
    ASSERT_TRUE((*store)->flush_derived().has_value());
  }

  Workplace workplace;
};

TEST_F(ReplayCommand, reports_that_everything_is_equal) {
  const Ran ran = replay("--threads 2");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_TRUE(ran.out.starts_with("72 events of 1 license replayed in ")) << ran.out;
  EXPECT_NE(ran.out.find("\nEqual: what is stored matches the log.\n"), std::string::npos)
      << ran.out;
}

TEST_F(ReplayCommand, has_the_same_digest_for_any_number_of_threads) {
  const auto one = answer(replay("--json --threads 1"));
  const auto three = answer(replay("--json --threads 3"));
  EXPECT_EQ(one.at("equal"), true);
  EXPECT_EQ(one.at("events"), 72);
  EXPECT_EQ(one.at("licenses"), 1);
  EXPECT_EQ(one.at("digest").as_string().size(), 64U);
  EXPECT_EQ(one.at("digest"), one.at("kept_digest"));
  EXPECT_EQ(one.at("digest"), three.at("digest"));
  EXPECT_EQ(three.at("threads"), 3);
}

TEST_F(ReplayCommand, until_a_position_and_until_its_instant_is_equal) {
  const auto by_position = answer(replay("--json --until 54"));
  EXPECT_EQ(by_position.at("events"), 55);
  EXPECT_EQ(by_position.at("equal"), true);
  const std::string at{by_position.at("as_of").as_string()};
  const auto by_instant = answer(replay("--json --until " + at));
  EXPECT_EQ(by_instant.at("equal"), true);
  EXPECT_EQ(answer(replay("--json --until 2020-01-01")).at("events"), 0);
}

TEST_F(ReplayCommand, reports_what_differs_and_repairs_it) {
  const auto before = answer(replay("--json"));
  alter_entry();
  const Ran ran = replay("");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.out.find("\n1 difference. The first:\nlicense 1801000001: applied position, end "
                         "of its stream: expected position 71, revision "),
            std::string::npos)
      << ran.out;
  const Ran as_json = replay("--json");
  EXPECT_EQ(as_json.exit_code, 1);
  EXPECT_EQ(answer(as_json).at("differences").at(0).at("projection"), "applied position");

  const Ran repaired = replay("--repair --json");
  EXPECT_EQ(repaired.exit_code, 0) << repaired.out;
  const auto after = answer(repaired);
  EXPECT_EQ(after.at("repaired"), true);
  EXPECT_EQ(after.at("equal"), true);
  EXPECT_EQ(after.at("before").at("equal"), false);
  EXPECT_EQ(after.at("digest"), before.at("digest"));
  EXPECT_EQ(replay("").exit_code, 0);
  EXPECT_TRUE(
      workplace.output_of("license-ledger replay --repair").ends_with("Nothing to repair.\n"));
}

TEST_F(ReplayCommand, decides_again_under_another_policy) {
  write_text(workplace.path() + "/policy.json", R"({"payment_grace_days": 3650})");
  const Ran ran = replay("--policy policy.json");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NE(ran.out.find("decided again: "), std::string::npos) << ran.out;
  EXPECT_TRUE(answer(replay("--policy policy.json --json")).contains("licenses"));
}

TEST_F(ReplayCommand, reports_invalid_arguments) {
  EXPECT_EQ(bad_usage("--data nowhere"), "license-ledger: there is no ledger in nowhere\n");
  EXPECT_EQ(bad_usage("--repair --data nowhere"),
            "license-ledger: there is no ledger in nowhere\n");
  EXPECT_EQ(bad_usage("--until 72"),
            "license-ledger: there is no position 72: the last one is 71\n");
  EXPECT_EQ(bad_usage("--until yesterday"),
            "license-ledger: --until must be a position such as 1200, a date such as 2026-03-01 "
            "or an instant such as 2026-03-01T09:30:00Z\n");
  EXPECT_EQ(bad_usage("--repair --until 5"),
            "license-ledger: --repair applies to the whole ledger: it excludes --until and "
            "--policy\n");
  EXPECT_EQ(bad_usage("--policy absent"), "license-ledger: cannot read the policy in absent\n");
  write_text(workplace.path() + "/list.json", "[1]");
  EXPECT_EQ(bad_usage("--policy list.json"),
            "license-ledger: the policy in list.json is not a JSON object\n");
  write_text(workplace.path() + "/bad.json", R"({"grace_days": 4000, "grace_weeks": 1})");
  const std::string wrong = bad_usage("--policy bad.json");
  EXPECT_TRUE(wrong.starts_with("license-ledger: the policy in bad.json: grace_days ")) << wrong;
  EXPECT_TRUE(wrong.ends_with("; grace_weeks is not a known member\n")) << wrong;
}

}  // namespace
}  // namespace tests
