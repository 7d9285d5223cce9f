#include "tools/witness/judge.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/tools/witness/witness_log.h"

namespace tests {
namespace {

using tools::witness::CheckpointSubmission;
using tools::witness::empty_tree_head;
using tools::witness::recognize;
using tools::witness::refusal;
using tools::witness::WitnessReply;

const std::vector<ledger::proof::NoteKey>& logs() {
  static const std::vector<ledger::proof::NoteKey> all{WitnessLog::key()};
  return all;
}

/// The reply to a submission after `latest` was cosigned; 200 if it is not refused.
WitnessReply judged(const std::string& body, const ledger::proof::TreeHead& latest) {
  const auto claim = recognize(body, logs());
  if (!claim) return claim.error();
  return refusal(*claim, latest).value_or(WitnessReply{});
}
int status(const std::string& body, const ledger::proof::TreeHead& latest) {
  return judged(body, latest).status;
}

TEST(WitnessJudgement, accepts_a_new_log_of_any_size_without_a_proof) {
  const WitnessLog log{20};
  for (const std::uint64_t size : {0U, 1U, 7U, 8U, 20U}) {
    EXPECT_EQ(status(log.submission(0, size), empty_tree_head()), 200) << size;
  }
}

TEST(WitnessJudgement, accepts_growth_from_the_cosigned_checkpoint) {
  const WitnessLog log{40};
  for (std::uint64_t first = 1; first <= 40; ++first) {
    for (std::uint64_t second = first; second <= 40; ++second) {
      EXPECT_EQ(status(log.submission(first, second), log.head(first)), 200);
    }
  }
}

TEST(WitnessJudgement, is_400_for_a_malformed_submission) {
  const WitnessLog log{8};
  const std::string note = log.checkpoint(5).to_text();
  const std::string hash = ledger::base64(log.head(5).root) + "\n";
  std::string long_proof;
  for (int i = 0; i < 64; ++i) long_proof += hash;
  for (const std::string& body :
       {std::string{},
        std::string{"old 0"},
        std::string{"old 0\n"},
        "0\n\n" + note,
        "old\n\n" + note,
        "old 01\n\n" + note,
        "old -1\n\n" + note,
        "old +1\n\n" + note,
        "old 0x1\n\n" + note,
        "old 0 \n\n" + note,
        "old 18446744073709551616\n\n" + note,
        "old 0\r\n\r\n" + note,
        "old 0\n" + note,
        fmt::format("old 0\n{}{}", hash, note),
        "old 0\nAAAA\n\n" + note,
        fmt::format("old 0\n{}\n{}", hash.substr(1), note),
        fmt::format("old 0\n{}\n{}", long_proof, note),
        std::string{"old 0\n\n"},
        "old 0\n\n" + hash,
        "old 0\n\n" + note.substr(0, note.size() - 1),
        "old 0\n\n" + log.checkpoint(5).checkpoint.to_text(),
        std::string{"old 0\n\norigin\nx\n"} + hash + "\n" + note.substr(note.find("\n\n") + 2)}) {
    EXPECT_EQ(status(body, empty_tree_head()), 400) << body;
  }
}

TEST(WitnessJudgement, accepts_a_proof_of_the_maximum_length) {
  const WitnessLog log{8};
  CheckpointSubmission submission{.old_size = 3, .checkpoint = log.checkpoint(5).to_text()};
  submission.proof.resize(63);
  // Parsed, and then found not to verify.
  EXPECT_EQ(status(submission.to_text(), log.head(3)), 422);
}

TEST(WitnessJudgement, is_404_for_an_origin_that_is_not_followed) {
  const auto other =
      ledger::proof::sign_checkpoint(known_key(), {.origin = "ledger.example/log2", .head = {}});
  EXPECT_EQ(status("old 0\n\n" + other.to_text(), empty_tree_head()), 404);
}

TEST(WitnessJudgement, is_403_without_a_signature_of_a_trusted_key) {
  const WitnessLog log{8};
  const auto stranger = ledger::SigningKey::from_seed(std::array<std::uint8_t, 32>{9});
  const auto strange = ledger::proof::sign_checkpoint(stranger, log.checkpoint(5).checkpoint);
  EXPECT_EQ(status("old 0\n\n" + strange.to_text(), empty_tree_head()), 403);

  // The right key, but for another text.
  ledger::proof::Note altered = log.checkpoint(5).note;
  altered.text = log.checkpoint(6).note.text;
  EXPECT_EQ(status("old 0\n\n" + altered.to_text(), empty_tree_head()), 403);
}

TEST(WitnessJudgement, finds_the_signature_among_those_of_other_keys_and_drops_them) {
  const WitnessLog log{8};
  const auto stranger = ledger::SigningKey::from_seed(std::array<std::uint8_t, 32>{9});
  ledger::proof::Note note = log.checkpoint(5).note;
  note.signatures.insert(note.signatures.begin(),
                         ledger::proof::sign_note(stranger, known_origin, note.text));
  note.signatures.push_back(ledger::proof::cosign(stranger, "other.example", note, 1));
  const auto claim = recognize("old 0\n\n" + note.to_text(), logs());
  ASSERT_TRUE(claim.has_value());
  EXPECT_EQ(claim->checkpoint.note.signatures, log.checkpoint(5).note.signatures);
}

TEST(WitnessJudgement, trusts_every_key_given_for_an_origin) {
  const WitnessLog log{8};
  const auto newer = ledger::SigningKey::from_seed(std::array<std::uint8_t, 32>{9});
  const ledger::proof::NoteKey newer_key{.name = known_origin, .key = newer.public_key()};
  const auto by_newer = ledger::proof::sign_checkpoint(newer, log.checkpoint(5).checkpoint);
  EXPECT_TRUE(recognize("old 0\n\n" + by_newer.to_text(), {WitnessLog::key(), newer_key}));
  EXPECT_TRUE(recognize(log.submission(0, 5), {newer_key, WitnessLog::key()}));
}

TEST(WitnessJudgement, is_400_if_the_old_size_is_larger_than_the_checkpoint) {
  const WitnessLog log{8};
  // Even if the old size is the cosigned one: the log has shrunk.
  EXPECT_EQ(status(log.submission(7, 5), log.head(7)), 400);
  EXPECT_EQ(status(log.submission(7, 5), log.head(3)), 400);
}

TEST(WitnessJudgement, is_409_with_the_cosigned_size_if_the_old_size_differs) {
  const WitnessLog log{8};
  const WitnessReply wanted{.status = 409, .content_type = "text/x.tlog.size", .body = "3\n"};
  EXPECT_EQ(judged(log.submission(0, 5), log.head(3)), wanted);
  EXPECT_EQ(judged(log.submission(2, 5), log.head(3)), wanted);
  EXPECT_EQ(judged(log.submission(4, 5), log.head(3)), wanted);
  EXPECT_EQ(judged(log.submission(0, 2), log.head(3)), wanted);
  const WitnessReply nothing{.status = 409, .content_type = "text/x.tlog.size", .body = "0\n"};
  EXPECT_EQ(judged(log.submission(2, 5), empty_tree_head()), nothing);
}

TEST(WitnessJudgement, is_409_if_the_same_size_has_another_root) {
  const WitnessLog log{8};
  const WitnessLog fork{8, 3, "fork"};
  const WitnessReply reply = judged(fork.submission(5, 5), log.head(5));
  EXPECT_EQ(reply.status, 409);
  EXPECT_EQ(reply.content_type, WitnessReply{}.content_type);
  // A tree without leaves has only one root.
  ledger::proof::Checkpoint empty{.origin = known_origin};
  const auto signed_one = ledger::proof::sign_checkpoint(known_key(), empty);
  EXPECT_EQ(status("old 0\n\n" + signed_one.to_text(), empty_tree_head()), 409);
}

TEST(WitnessJudgement, is_422_if_the_proof_does_not_verify) {
  const WitnessLog log{20};
  const WitnessLog fork{20, 3, "fork"};
  for (std::uint64_t first = 4; first < 20; ++first) {
    for (std::uint64_t second = first + 1; second <= 20; ++second) {
      EXPECT_EQ(status(fork.submission(first, second), log.head(first)), 422)
          << first << " to " << second;
    }
  }
  CheckpointSubmission submission{.old_size = 3, .checkpoint = log.checkpoint(5).to_text()};
  EXPECT_EQ(status(submission.to_text(), log.head(3)), 422) << "without a proof";
  submission.proof = log.proof(3, 5);
  submission.proof.push_back({});
  EXPECT_EQ(status(submission.to_text(), log.head(3)), 422) << "one hash too many";
  submission = {.old_size = 0, .proof = {{}}, .checkpoint = log.checkpoint(5).to_text()};
  EXPECT_EQ(status(submission.to_text(), empty_tree_head()), 422) << "a proof from the empty tree";
  submission = {.old_size = 5, .proof = {{}}, .checkpoint = log.checkpoint(5).to_text()};
  EXPECT_EQ(status(submission.to_text(), log.head(5)), 422) << "a proof of no growth";
}

TEST(Submissions, are_parsed_as_they_were_written) {
  const WitnessLog log{20};
  const auto read = CheckpointSubmission::parse(log.submission(3, 17));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->old_size, 3U);
  EXPECT_EQ(read->proof, log.proof(3, 17));
  EXPECT_EQ(read->checkpoint, log.checkpoint(17).to_text());
  EXPECT_EQ(read->to_text(), log.submission(3, 17));
}

}  // namespace
}  // namespace tests
