#include <filesystem>
#include <gtest/gtest.h>

#include "ledger/files.h"
#include "ledger/proof/checkpointer.h"
#include "tests/ledger/proof/known_log.h"
#include "tests/support/temporary_directory.h"

namespace tests {
namespace {

using ledger::proof::Checkpointer;
using ledger::proof::NoteSignature;
using ledger::proof::SignedCheckpoint;

/// A log whose checkpoints are cosigned while it grows.
class CosignedCheckpoints : public testing::Test {
 protected:
  CosignedCheckpoints() {
    store_ = *ledger::Store::open({.directory = directory_.path() + "/log"});
    tree_ = std::make_unique<ledger::proof::Tree>(*store_);
    EXPECT_TRUE(tree_->open().has_value());
    EXPECT_EQ(open(), "");
  }

  /// Why it does not open; empty if it does.
  std::string open() {
    checkpointer_.reset();
    auto opened = Checkpointer::open(files(), known_origin, *tree_);
    if (!opened) return to_text(opened.error());
    checkpointer_ = std::move(*opened);
    return {};
  }
  ledger::proof::LogFiles files() const { return {.directory = directory_.path()}; }

  /// Appends an event and signs.
  SignedCheckpoint grow() {
    ledger::Store::Commit commit{*store_};
    const std::string entry = known_entry(end_);
    commit.put_event({end_++}, bytes_of(entry));
    tree_->append(bytes_of(entry), commit);
    tree_->seal(commit);
    EXPECT_TRUE(store_->write(commit).has_value());
    tree_->publish();
    return **checkpointer_->sign(*tree_);
  }
  void cosign(const SignedCheckpoint& checkpoint, const std::string& witness,
              std::uint64_t at = 1) {
    std::array<std::uint8_t, 32> seed{};
    seed[0] = static_cast<std::uint8_t>(witness.back());
    const auto key = ledger::SigningKey::from_seed(seed);
    const auto added = checkpointer_->add_cosignatures(
        checkpoint, {ledger::proof::cosign(key, witness, checkpoint.note, at)});
    EXPECT_TRUE(added.has_value());
  }
  static std::vector<std::string> names(const Checkpointer::CheckpointPtr& checkpoint) {
    std::vector<std::string> names;
    for (const auto& signature : checkpoint->note.signatures) names.push_back(signature.name);
    return names;
  }
  std::uint64_t cosigned_size() const { return checkpointer_->cosigned()->checkpoint.head.size; }

  using Names = std::vector<std::string>;
  TemporaryDirectory directory_;
  std::unique_ptr<ledger::Store> store_;
  std::unique_ptr<ledger::proof::Tree> tree_;
  std::unique_ptr<Checkpointer> checkpointer_;
  std::size_t end_ = 0;
};

TEST_F(CosignedCheckpoints, do_not_exist_before_a_witness_cosigns) {
  grow();
  EXPECT_EQ(checkpointer_->cosigned(), nullptr);
  EXPECT_EQ(open(), "");
  EXPECT_EQ(checkpointer_->cosigned(), nullptr);
}

TEST_F(CosignedCheckpoints, collect_the_cosignatures_of_all_witnesses) {
  const auto checkpoint = grow();
  cosign(checkpoint, "w1");
  cosign(checkpoint, "w2");
  EXPECT_EQ(names(checkpointer_->cosigned()), (Names{known_origin, "w1", "w2"}));
  EXPECT_EQ(names(checkpointer_->last()), (Names{known_origin, "w1", "w2"}));
  cosign(checkpoint, "w1", 2);
  EXPECT_EQ(names(checkpointer_->cosigned()), (Names{known_origin, "w2", "w1"}));
}

TEST_F(CosignedCheckpoints, are_stored_although_the_log_has_grown_meanwhile) {
  const auto first = grow();
  grow();
  cosign(first, "w1");
  EXPECT_EQ(cosigned_size(), 1U);
  EXPECT_EQ(checkpointer_->last()->checkpoint.head.size, 2U);
  EXPECT_EQ(names(checkpointer_->last()), Names{known_origin});
}

TEST_F(CosignedCheckpoints, are_never_replaced_by_older_ones) {
  const auto first = grow();
  const auto second = grow();
  cosign(second, "w1");
  cosign(first, "w2");
  EXPECT_EQ(cosigned_size(), 2U);
  EXPECT_EQ(names(checkpointer_->cosigned()), (Names{known_origin, "w1"}));
}

TEST_F(CosignedCheckpoints, survive_a_restart) {
  cosign(grow(), "w1");
  const std::string text = checkpointer_->cosigned()->to_text();
  grow();
  EXPECT_EQ(open(), "");
  ASSERT_NE(checkpointer_->cosigned(), nullptr);
  EXPECT_EQ(checkpointer_->cosigned()->to_text(), text);
}

TEST_F(CosignedCheckpoints, of_another_log_keep_this_one_from_opening) {
  cosign(grow(), "w1");
  const std::string good = checkpointer_->cosigned()->to_text();
  // Signed with the right key, but for another log.
  const auto key = *ledger::SigningKey::load_or_make(files().key());
  ledger::proof::Checkpoint other{.origin = known_origin, .head = {.size = 1}};
  for (const std::string& bad :
       {std::string{}, good.substr(1), ledger::proof::sign_checkpoint(key, other).to_text()}) {
    ASSERT_TRUE(ledger::write_private_file(files().cosigned(), bad).has_value());
    EXPECT_NE(open(), "") << bad;
  }
  std::filesystem::remove(files().cosigned());
  EXPECT_EQ(open(), "");
}

}  // namespace
}  // namespace tests
