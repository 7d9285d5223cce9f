#include <chrono>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <thread>

#include "tests/tools/cli/program.h"

/// The same questions to a server and to the directory that it has open.
namespace tests {
namespace {

class WithAServer : public testing::Test {
 protected:
  void SetUp() override {
    workplace.output_of("license-ledger import --trusted --data data three_reasons.ndjson");
    workplace.output_of(
        "(license-ledger serve --data data --listen 127.0.0.1:0 --test-clock 2026-01-21T10:00:00Z "
        "2> serve.log & echo $! > pid; wait $!; echo $? > ended) < /dev/null > /dev/null 2>&1 &");
    url = fmt::format("http://127.0.0.1:{}", port());
  }

  void TearDown() override {
    workplace.output_of("kill -TERM $(cat pid); until test -s ended; do sleep 0.02; done");
    EXPECT_EQ(read_text(workplace.path() + "/ended"), "0\n");
  }

  /// The port that the server reports.
  std::string port() const {
    constexpr std::string_view before = "serving data on 127.0.0.1:";
    for (int i = 0; i < 400; ++i) {
      const std::string log = read_text(workplace.path() + "/serve.log");
      const auto found = log.find(before);
      if (found != std::string::npos && log.find(',', found) != std::string::npos) {
        const auto start = found + before.size();
        return log.substr(start, log.find(',', found) - start);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds{25});
    }
    ADD_FAILURE() << read_text(workplace.path() + "/serve.log");
    return "1";
  }

  std::string asked_of_server(const std::string& question) const {
    return workplace.output_of(
        fmt::format("license-ledger {} --url {} --token-file data/operator.token", question, url));
  }
  std::string asked_of_directory(const std::string& question) const {
    return workplace.output_of(fmt::format("license-ledger {} --data data", question));
  }

  Workplace workplace;
  std::string url;
};

TEST_F(WithAServer, a_question_has_the_same_answer_from_both) {
  const std::string then = " --as-of 2026-01-09 --known-at 2026-01-09 --lang sv";
  for (const std::string question : {"status 1801000001", "explain 1801000001",
                                     "seats 1801000001 --user-type other", "history 1801000001"}) {
    EXPECT_EQ(asked_of_server(question + then), asked_of_directory(question + then));
  }
  EXPECT_EQ(asked_of_server("history 1801000001 --json"),
            asked_of_directory("history 1801000001 --json"));
  EXPECT_EQ(asked_of_server("history 1801000001 --limit 7 --json"),
            asked_of_directory("history 1801000001 --limit 7 --json"));
  EXPECT_EQ(asked_of_server("seats 1801000001 --json"),
            asked_of_directory("seats 1801000001 --json"));
}

TEST_F(WithAServer, an_export_is_the_same_from_both) {
  for (const std::string filter :
       {"", " --license 1801000001", " --type seat.assigned.v1 --type invoice.issued.v1",
        " --after 12 --from 2025-02-01T09:00:00Z --until 2026-01-02", " --format csv"}) {
    EXPECT_EQ(asked_of_server("export" + filter), asked_of_directory("export" + filter)) << filter;
  }
  const Ran unknown = workplace.run(fmt::format(
      "license-ledger export --license 99 --url {} --token-file data/operator.token", url));
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_EQ(unknown.err, "license-ledger: No license is registered under serial number 99.\n");
}

TEST_F(WithAServer, now_is_the_time_of_the_server) {
  const auto page = asked_of_server("status 1801000001");
  EXPECT_NE(page.find("expires soon, on 2026-02-01 (11 days left)"), std::string::npos) << page;
}

TEST_F(WithAServer, an_import_goes_through_the_server) {
  const auto again = asked_of_server("import three_reasons.ndjson");
  EXPECT_EQ(again, "72 lines: 0 appended, 72 duplicates, 0 rejected\n");

  const Ran straight = workplace.run("license-ledger import --data data three_reasons.ndjson");
  EXPECT_EQ(straight.exit_code, 1);
  EXPECT_EQ(straight.err, "license-ledger: a server has the ledger in data open: use --url\n");

  const Ran mixed = workplace.run(
      fmt::format("license-ledger import mixed.ndjson --url {} --token-file data/operator.token "
                  "--rejects rejects",
                  url));
  EXPECT_EQ(mixed.exit_code, 1);
  EXPECT_EQ(mixed.out, "7 lines: 2 appended, 1 duplicate, 4 rejected\n");
  EXPECT_EQ(workplace.output_of("cut -d, -f1 rejects"),
            "{\"line\":3\n{\"line\":5\n{\"line\":6\n{\"line\":7\n");
}

TEST_F(WithAServer, a_replay_works_and_a_repair_is_refused) {
  const auto page = workplace.output_of("license-ledger replay --data data");
  EXPECT_TRUE(page.starts_with("72 events of 1 license replayed in ")) << page;
  const Ran repair = workplace.run("license-ledger replay --repair --data data");
  EXPECT_EQ(repair.exit_code, 1);
  EXPECT_EQ(repair.err,
            "license-ledger: a server has the ledger in data open: stop it before a repair\n");
}

TEST_F(WithAServer, a_new_token_is_valid_until_it_is_revoked) {
  const std::string ask = fmt::format("license-ledger status 1801000001 --url {} --token $T", url);
  workplace.output_of("license-ledger token create --role support --name hanna > secret");
  workplace.output_of("T=$(cat secret); " + ask);
  workplace.output_of(
      "license-ledger token revoke --id=$(license-ledger token list | awk '/hanna/ {print $1}')");
  const Ran refused = workplace.run("T=$(cat secret); " + ask);
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_EQ(refused.err, "license-ledger: the server does not accept this token\n");
}

TEST_F(WithAServer, an_error_of_the_server_is_reported_like_one_of_the_directory) {
  const std::string server = fmt::format(" --url {} --token-file data/operator.token", url);
  const Ran of_server = workplace.run("license-ledger explain 99 --lang sv" + server);
  const Ran of_directory = workplace.run("license-ledger explain 99 --lang sv");
  EXPECT_EQ(of_server.exit_code, 1);
  EXPECT_EQ(of_server.err, of_directory.err);
}

}  // namespace
}  // namespace tests
