#include "ledger/proof/receipt.h"

#include <gtest/gtest.h>

#include "ledger/proof/tree.h"
#include "tests/ledger/proof/known_log.h"
#include "tests/support/temporary_directory.h"

namespace tests {
namespace {

/// A log of the known entries, and a receipt for one.
class Receipts : public ::testing::Test {
 protected:
  Receipts() {
    store_ = *ledger::Store::open({.directory = directory_.path() + "/log"});
    tree_ = std::make_unique<ledger::proof::Tree>(*store_);
    EXPECT_TRUE(tree_->open().has_value());
    ledger::Store::Commit commit{*store_};
    for (std::size_t i = 0; i < 300; ++i) tree_->append(bytes_of(known_entry(i)), commit);
    tree_->seal(commit);
    EXPECT_TRUE(store_->write(commit).has_value());
    tree_->publish();
    checkpoint_ = ledger::proof::sign_checkpoint(known_key(), {known_origin, tree_->head()});
  }

  TemporaryDirectory directory_;
  std::unique_ptr<ledger::Store> store_;
  std::unique_ptr<ledger::proof::Tree> tree_;
  ledger::proof::SignedCheckpoint checkpoint_;
};

TEST_F(Receipts, prove_their_record_and_no_other) {
  for (const std::uint64_t at : std::initializer_list<std::uint64_t>{0, 1, 255, 256, 299}) {
    const auto receipt = *ledger::proof::make_receipt(tree_->reader(), {at}, checkpoint_);
    const auto& signed_tree = checkpoint_.checkpoint;
    EXPECT_TRUE(ledger::proof::verify_receipt(receipt, bytes_of(known_entry(at)), signed_tree));
    EXPECT_FALSE(
        ledger::proof::verify_receipt(receipt, bytes_of(known_entry(at + 1)), signed_tree));
  }
}

TEST_F(Receipts, read_back_as_they_were_written) {
  const auto receipt = *ledger::proof::make_receipt(tree_->reader(), {7}, checkpoint_);
  const std::string text = receipt.to_text();
  EXPECT_EQ(text.substr(0, text.find('\n', 30)), "c2sp.org/tlog-proof@v1\nindex 7");
  const auto read = ledger::proof::Receipt::parse(text);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->position, receipt.position);
  EXPECT_EQ(read->proof, receipt.proof);
  EXPECT_EQ(read->checkpoint, checkpoint_.to_text());
  // Extensions are ignored.
  std::string more = text;
  more.insert(more.find("index"), "extra AAAA\n");
  EXPECT_EQ(ledger::proof::Receipt::parse(more)->proof, receipt.proof);
}

TEST_F(Receipts, that_are_cut_or_altered_are_rejected) {
  const auto receipt = *ledger::proof::make_receipt(tree_->reader(), {7}, checkpoint_);
  const std::string text = receipt.to_text();
  const ledger::proof::NoteKey log{.name = known_origin, .key = known_key().public_key()};
  const auto holds = [&](const std::string& altered) {
    const auto read = ledger::proof::Receipt::parse(altered);
    if (!read) return false;
    const auto checkpoint = ledger::proof::open_checkpoint(read->checkpoint, log);
    return checkpoint &&
           ledger::proof::verify_receipt(*read, bytes_of(known_entry(7)), checkpoint->checkpoint);
  };
  EXPECT_TRUE(holds(text));
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string altered = text;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_FALSE(holds(altered)) << "byte " << i;
    EXPECT_FALSE(holds(text.substr(0, i))) << "the first " << i;
  }
}

}  // namespace
}  // namespace tests
