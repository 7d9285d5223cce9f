#include <boost/json.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/tools/cli/program.h"

/// What an auditor types: verify, with and without the ledger, and evidence; and what an operator
/// types who has only an old backup.
namespace tests {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

class Audit : public testing::Test {
 protected:
  Audit() {
    workplace.output_of("license-ledger import --trusted --data data three_reasons.ndjson");
  }

  json::object json_of(const std::string& command, int exit_code = 0) const {
    const auto ran = workplace.run(command);
    EXPECT_EQ(ran.exit_code, exit_code) << command << '\n' << ran.out << ran.err;
    return json::parse(ran.out).as_object();
  }
  std::string path(const std::string& name) const { return workplace.path() + "/" + name; }
  /// Expects the command to report something wrong with this text.
  void expect_wrong(const std::string& command, const std::string& text) const {
    const auto ran = workplace.run(command);
    EXPECT_EQ(ran.exit_code, 1) << command;
    EXPECT_NE(ran.out.find("WRONG"), std::string::npos) << ran.out << ran.err;
    EXPECT_NE(ran.out.find(text), std::string::npos) << ran.out;
  }
  void copy(const std::string& from, const std::string& to) const {
    fs::remove_all(path(to));
    fs::copy(path(from), path(to), fs::copy_options::recursive);
  }
  /// Another event of the license in the examples.
  void post_more(const std::string& id) const {
    write_text(path("more.ndjson"),
               fmt::format(R"({{"specversion":"1.0","source":"/erp","id":"{}",)"
                           R"("type":"invoice.voided.v1","subject":"1801000001",)"
                           R"("data":{{"invoice_id":"INV-77"}}}})"
                           "\n",
                           id));
    workplace.output_of("license-ledger import --data data more.ndjson");
  }

  Workplace workplace;
};

TEST_F(Audit, verifies_a_data_directory_a_backup_and_an_export) {
  const auto whole = json_of("license-ledger verify --data data --json");
  EXPECT_TRUE(whole.at("verified").as_bool());
  EXPECT_GT(whole.at("events").to_number<int>(), 0);
  EXPECT_EQ(whole.at("events"), whole.at("checkpoint").at("tree_size"));
  copy("data", "backup");
  EXPECT_EQ(json_of("license-ledger verify --data backup --json").at("checkpoint"),
            whole.at("checkpoint"));
  workplace.output_of("license-ledger export --data data --proofs --out all.ndjson");
  const auto exported =
      json_of("license-ledger verify --export all.ndjson --vkey data/log.vkey --json");
  EXPECT_TRUE(exported.at("whole").as_bool());
  EXPECT_EQ(exported.at("checkpoint"), whole.at("checkpoint"));
  EXPECT_EQ(exported.at("receipts"), whole.at("events"));
}

TEST_F(Audit, detects_changes_in_an_export) {
  workplace.output_of("license-ledger export --data data --proofs --out all.ndjson");
  const std::string good = read_text(path("all.ndjson"));
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    write_text(path("changed.ndjson"), text);
    return "license-ledger verify --export changed.ndjson --vkey data/log.vkey";
  };
  expect_wrong(changed("Nordvik", "Sydvik"), "does not match its record");
  expect_wrong(changed("\"record\":\"", "\"record\":\"AAAA"), "line 1");
  expect_wrong(changed("index 0\\n", "index 1\\n"), "another position");
  expect_wrong(changed("\"record\":", "\"recorder\":"), "exported without --proofs");
  // Without its first line it is no longer the whole log.
  write_text(path("part.ndjson"), good.substr(good.find('\n') + 1));
  const auto part =
      json_of("license-ledger verify --export part.ndjson --vkey data/log.vkey --json");
  EXPECT_FALSE(part.at("whole").as_bool());
}

TEST_F(Audit, compares_the_log_with_earlier_checkpoints_and_receipts) {
  copy("data/checkpoint", "before");
  post_more("later");
  const auto grown = json_of("license-ledger verify --data data --checkpoint before --json");
  EXPECT_EQ(grown.at("earlier_checkpoints").to_number<int>(), 1);

  workplace.output_of("license-ledger export --data data --proofs --out all.ndjson");
  const std::string lines = read_text(path("all.ndjson"));
  const auto first = json::parse(lines.substr(0, lines.find('\n'))).as_object();
  const std::string receipt = json::value_to<std::string>(first.at("receipt"));
  write_text(path("0.tlog-proof"), receipt);
  EXPECT_EQ(json_of("license-ledger verify --data data --receipt 0.tlog-proof --json")
                .at("receipts")
                .to_number<int>(),
            1);
  std::string altered = receipt;
  altered.replace(altered.find("index 0"), 7, "index 1");
  write_text(path("1.tlog-proof"), altered);
  expect_wrong("license-ledger verify --data data --receipt 1.tlog-proof", "1.tlog-proof");
}

TEST_F(Audit, trusts_only_the_key_that_the_auditor_gives) {
  copy("data", "theirs");
  Workplace elsewhere;
  elsewhere.output_of("license-ledger import --trusted --data data three_reasons.ndjson");
  fs::copy(elsewhere.path() + "/data/log.vkey", path("other.vkey"));
  expect_wrong("license-ledger verify --data data --vkey other.vkey", "");
  const auto ran = workplace.run("license-ledger verify --data data --vkey nonsense");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.err.find("--vkey"), std::string::npos) << ran.err;
}

TEST_F(Audit, writes_evidence_that_can_be_checked_without_the_ledger) {
  workplace.output_of("license-ledger explain 1801000001 --data data --evidence pack");
  fs::remove_all(path("data"));
  for (const char* name : {"README.md", "explanation.md", "explanation.json", "events.ndjson",
                           "checkpoint", "log.vkey"}) {
    EXPECT_FALSE(read_text(path("pack/") + name).empty()) << name;
  }
  const auto checked =
      json_of("license-ledger verify --export pack/events.ndjson --vkey pack/log.vkey --json");
  EXPECT_TRUE(checked.at("verified").as_bool());
  EXPECT_GT(checked.at("receipts").to_number<int>(), 0);
  const auto answer = json::parse(read_text(path("pack/explanation.json"))).as_object();
  // Every event that the reasons cite is in the pack.
  const std::string events = read_text(path("pack/events.ndjson"));
  int cited = 0;
  for (const auto& reason : answer.at("blocking_reasons").as_array()) {
    for (const auto& evidence : reason.at("evidence").as_array()) {
      ++cited;
      EXPECT_NE(
          events.find(fmt::format("\"position\":{},", evidence.at("position").to_number<int>())),
          std::string::npos);
    }
  }
  EXPECT_GT(cited, 0);
}

TEST_F(Audit, rejects_an_existing_evidence_directory) {
  fs::create_directory(path("pack"));
  const auto ran = workplace.run("license-ledger explain 1801000001 --data data --evidence pack");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.err.find("already exists"), std::string::npos) << ran.err;
}

TEST_F(Audit, accepts_an_older_log_with_an_event_and_under_a_new_name) {
  copy("data", "old");
  post_more("lost");
  copy("data/checkpoint", "newest");
  // The disk is lost; the backup is older.
  fs::remove_all(path("data/log"));
  copy("old/log", "data/log");
  const auto refused = workplace.run("license-ledger status 1801000001 --data data");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.err.find("are lost"), std::string::npos) << refused.err;

  EXPECT_EQ(workplace.run("license-ledger restore --data data --reason disk").exit_code, 2);
  const auto restored = json_of(
      "license-ledger restore --data data --accept-older --reason 'The disk is lost.' --json");
  EXPECT_NE(restored.at("origin"), restored.at("origin_before"));
  workplace.output_of("license-ledger status 1801000001 --data data");
  EXPECT_EQ(json_of("license-ledger verify --data data --json").at("events"),
            restored.at("tree_size"));
  const std::string last =
      workplace.output_of("license-ledger export --data data --type log.restored.v1");
  EXPECT_NE(last.find("The disk is lost."), std::string::npos) << last;
  EXPECT_EQ(json::parse(last).at("data").at("signed_size"), restored.at("signed_size"));
  EXPECT_EQ(read_text(path("data/checkpoint.before-restore")), read_text(path("newest")));
  // Earlier checkpoints are now of another log.
  const auto other = workplace.run("license-ledger verify --data data --checkpoint newest");
  EXPECT_EQ(other.exit_code, 1);
}

TEST_F(Audit, accepts_no_older_log_if_nothing_is_missing) {
  const auto ran =
      workplace.run("license-ledger restore --data data --accept-older --reason because");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.err.find("nothing to accept"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace tests
