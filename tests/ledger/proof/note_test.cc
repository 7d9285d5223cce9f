#include "ledger/proof/note.h"

#include <gtest/gtest.h>

#include "ledger/proof/checkpoint.h"
#include "tests/ledger/proof/known_log.h"

namespace tests {
namespace {

using ledger::proof::NoteKey;

ledger::proof::SignedCheckpoint known_checkpoint() {
  const auto root = ledger::from_base64(known_root_3);
  ledger::proof::TreeHead head{.size = 3};
  std::copy(root->begin(), root->end(), head.root.begin());
  return ledger::proof::sign_checkpoint(known_key(), {.origin = known_origin, .head = head});
}

NoteKey known_log_key() { return {.name = known_origin, .key = known_key().public_key()}; }

TEST(Notes, have_the_known_bytes) {
  EXPECT_EQ(known_log_key().vkey(), known_vkey);
  EXPECT_EQ(*NoteKey::parse(known_vkey), known_log_key());
  EXPECT_EQ(known_checkpoint().to_text(),
            fmt::format("{}\n3\n{}\n\n\u2014 {} {}\n", known_origin, known_root_3, known_origin,
                        known_signature_of_3));
}

TEST(Notes, read_back_as_they_were_written) {
  const auto signed_one = known_checkpoint();
  const auto read = ledger::proof::open_checkpoint(signed_one.to_text(), known_log_key());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->checkpoint, signed_one.checkpoint);
  EXPECT_EQ(read->to_text(), signed_one.to_text());
}

TEST(Notes, with_any_byte_altered_are_rejected) {
  const std::string text = known_checkpoint().to_text();
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string altered = text;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_FALSE(ledger::proof::open_checkpoint(altered, known_log_key()).has_value())
        << "byte " << i;
    EXPECT_FALSE(ledger::proof::open_checkpoint(text.substr(0, i), known_log_key()).has_value());
  }
}

TEST(Notes, of_another_log_or_key_are_rejected) {
  const std::string text = known_checkpoint().to_text();
  NoteKey other = known_log_key();
  other.name = "ledger.example/log2";
  EXPECT_FALSE(ledger::proof::open_checkpoint(text, other).has_value());
  other = known_log_key();
  other.key[0] ^= 1;
  EXPECT_FALSE(ledger::proof::open_checkpoint(text, other).has_value());
}

TEST(Notes, keep_the_signatures_of_others) {
  auto cosigned = known_checkpoint();
  const auto witness = ledger::SigningKey::from_seed(std::array<std::uint8_t, 32>{7});
  cosigned.note.signatures.push_back(
      ledger::proof::cosign(witness, "witness.example/w1", cosigned.note, 1'679'315'147));
  const auto read = ledger::proof::open_checkpoint(cosigned.to_text(), known_log_key());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->note.signatures, cosigned.note.signatures);
  NoteKey witness_key{.name = "witness.example/w1",
                      .algorithm = ledger::proof::NoteAlgorithm::cosignature_v1,
                      .key = witness.public_key()};
  EXPECT_EQ(ledger::proof::cosigned_at(read->note, witness_key), 1'679'315'147);
  EXPECT_EQ(NoteKey::parse(witness_key.vkey())->id(), witness_key.id());
  witness_key.name = "witness.example/w2";
  EXPECT_FALSE(ledger::proof::cosigned_at(read->note, witness_key).has_value());
}

TEST(VerifierKeys, that_are_malformed_are_rejected) {
  const std::string good = known_vkey;
  for (const std::string& bad :
       {std::string{}, std::string{"name"}, std::string{"a+b"}, good + "A", good.substr(1),
        "ledger.example/log2" + good.substr(good.find('+')),
        std::string{"ledger.example/log1+7d41893e+"} + good.substr(good.rfind('+') + 1)}) {
    EXPECT_FALSE(NoteKey::parse(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace tests
