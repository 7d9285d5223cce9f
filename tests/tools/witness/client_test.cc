#include "tools/witness/client.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_directory.h"
#include "tests/tools/witness/witness_log.h"
#include "tools/witness/witness.h"

namespace tests {
namespace {

using ledger::FailureKind;
using tools::witness::Client;
using tools::witness::Witness;

/// A client and its witness, with the first line of each request between them.
class AWitnessClient : public testing::Test {
 protected:
  AWitnessClient()
      : witness_(*Witness::open(
            {.directory = directory_.path(), .name = "w.example/1", .logs = {log_.key()}})) {}

  Client client() {
    return {witness_->key(), [this](const std::string& body) -> ledger::Result<Client::Answer> {
              first_lines_.push_back(body.substr(0, body.find('\n')));
              if (response_instead_) return *response_instead_;
              const auto reply = witness_->add_checkpoint(body, 1);
              return Client::Answer{.status = reply.status, .body = reply.body};
            }};
  }
  ledger::Result<ledger::proof::NoteSignature> submit(Client& client, const WitnessLog& log,
                                                      std::uint64_t size) {
    first_lines_.clear();
    return client.submit(log.checkpoint(size), [&](std::uint64_t first, std::uint64_t second) {
      return ledger::Result<ledger::proof::Proof>{log.proof(first, second)};
    });
  }
  /// The kind of failure; nullopt if it was cosigned.
  std::optional<FailureKind> failure(Client& client, const WitnessLog& log, std::uint64_t size) {
    const auto cosignature = submit(client, log, size);
    return cosignature ? std::nullopt : std::optional{cosignature.error().kind};
  }

  TemporaryDirectory directory_;
  WitnessLog log_{40};
  std::unique_ptr<Witness> witness_;
  std::optional<Client::Answer> response_instead_;
  std::vector<std::string> first_lines_;
};

using FirstLines = std::vector<std::string>;

TEST_F(AWitnessClient, continues_from_the_cosigned_size) {
  Client one = client();
  EXPECT_TRUE(submit(one, log_, 5).has_value());
  EXPECT_EQ(first_lines_, FirstLines{"old 0"});
  EXPECT_TRUE(submit(one, log_, 9).has_value());
  EXPECT_EQ(first_lines_, FirstLines{"old 5"});
}

TEST_F(AWitnessClient, learns_the_cosigned_size_from_the_witness) {
  Client before = client();
  ASSERT_TRUE(submit(before, log_, 5).has_value());
  Client one = client();
  EXPECT_TRUE(submit(one, log_, 9).has_value());
  EXPECT_EQ(first_lines_, (FirstLines{"old 0", "old 5"}));
  Client resumed = client();
  resumed.resume_from(9);
  EXPECT_TRUE(submit(resumed, log_, 20).has_value());
  EXPECT_EQ(first_lines_, FirstLines{"old 9"});
}

TEST_F(AWitnessClient, retries_once_with_the_size_that_the_witness_reports) {
  Client one = client();
  response_instead_ = {.status = 409, .body = "3\n"};
  EXPECT_EQ(failure(one, log_, 9), FailureKind::invalid);
  EXPECT_EQ(first_lines_, (FirstLines{"old 0", "old 3"}));
  EXPECT_EQ(failure(one, log_, 9), FailureKind::invalid);
  EXPECT_EQ(first_lines_, (FirstLines{"old 3"})) << "it remembers the reported size";
}

TEST_F(AWitnessClient, fails_if_the_witness_has_cosigned_a_larger_size) {
  Client before = client();
  ASSERT_TRUE(submit(before, log_, 20).has_value());
  Client one = client();
  EXPECT_EQ(failure(one, log_, 9), FailureKind::invalid);
  EXPECT_EQ(first_lines_, FirstLines{"old 0"});
}

TEST_F(AWitnessClient, of_a_forked_log_is_refused) {
  const WitnessLog fork{40, 3, "fork"};
  Client one = client();
  ASSERT_TRUE(submit(one, log_, 9).has_value());
  EXPECT_EQ(failure(one, fork, 9), FailureKind::invalid);
  EXPECT_EQ(failure(one, fork, 20), FailureKind::invalid);
  Client other = client();
  EXPECT_EQ(failure(other, fork, 20), FailureKind::invalid);
  EXPECT_EQ(first_lines_, (FirstLines{"old 0", "old 9"}));
}

TEST_F(AWitnessClient, accepts_no_cosignature_that_does_not_verify) {
  const auto note = log_.checkpoint(5).note;
  const auto stranger = ledger::SigningKey::from_seed(std::array<std::uint8_t, 32>{9});
  const std::string strange = ledger::proof::cosign(stranger, "other.example", note, 1).line();
  const std::string forged = ledger::proof::cosign(stranger, "w.example/1", note, 1).line();
  const std::string plain = ledger::proof::sign_note(known_key(), "w.example/1", note.text).line();
  Client one = client();
  for (const std::string& body : {std::string{}, std::string{"ok\n"}, strange, forged, plain,
                                  strange.substr(0, strange.size() - 1)}) {
    response_instead_ = {.status = 200, .body = body};
    EXPECT_EQ(failure(one, log_, 5), FailureKind::invalid) << body;
  }
  response_instead_.reset();
  EXPECT_TRUE(submit(one, log_, 5).has_value());
}

TEST_F(AWitnessClient, finds_the_cosignature_among_those_of_unknown_keys) {
  const auto note = log_.checkpoint(5).note;
  const auto stranger = ledger::SigningKey::from_seed(std::array<std::uint8_t, 32>{9});
  const auto own = witness_->add_checkpoint(log_.submission(0, 5), 1).body;
  response_instead_ = {
      .status = 200,
      .body = ledger::proof::cosign(stranger, "other.example", note, 1).line() + own};
  Client one = client();
  const auto cosignature = submit(one, log_, 5);
  ASSERT_TRUE(cosignature.has_value());
  EXPECT_EQ(cosignature->line(), own);
}

TEST_F(AWitnessClient, distinguishes_an_unavailable_witness_from_one_that_refuses) {
  Client one = client();
  for (const auto& [status, kind] :
       std::vector<std::pair<int, FailureKind>>{{500, FailureKind::io},
                                                {503, FailureKind::io},
                                                {429, FailureKind::io},
                                                {400, FailureKind::invalid},
                                                {403, FailureKind::invalid},
                                                {404, FailureKind::invalid},
                                                {409, FailureKind::invalid},
                                                {422, FailureKind::invalid}}) {
    response_instead_ = {.status = status, .body = "no\x1b[2J\n"};
    const auto cosignature = submit(one, log_, 5);
    ASSERT_FALSE(cosignature.has_value());
    EXPECT_EQ(cosignature.error().kind, kind) << status;
    EXPECT_EQ(cosignature.error().detail.find('\x1b'), std::string::npos);
  }
}

}  // namespace
}  // namespace tests
