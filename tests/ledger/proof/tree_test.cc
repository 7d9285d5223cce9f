#include "ledger/proof/tree.h"

#include <gtest/gtest.h>

#include "tests/ledger/proof/known_log.h"
#include "tests/support/property.h"
#include "tests/support/temporary_directory.h"

namespace tests {
namespace {

using ledger::Digest;
using ledger::Position;
using ledger::proof::Tile;

TEST(TilePaths, agree_with_the_standard) {
  EXPECT_EQ(ledger::proof::tile_path(0, 256), "000");
  EXPECT_EQ(ledger::proof::tile_path(1'234'067, 256), "x001/x234/067");
  EXPECT_EQ(ledger::proof::tile_path(1000, 7), "x001/000.p/7");
  for (const std::uint64_t index :
       {0ULL, 999ULL, 1000ULL, 1'234'067ULL, 18'446'744'073'709'551ULL}) {
    for (const std::uint64_t width : {1ULL, 255ULL, 256ULL}) {
      const auto place = ledger::proof::parse_tile_path(ledger::proof::tile_path(index, width));
      ASSERT_TRUE(place.has_value());
      EXPECT_EQ(place->index, index);
      EXPECT_EQ(place->width, width);
    }
  }
  for (const char* bad : {"", "0", "00", "0000", "x000/000", "x01/000", "001.p/0", "001.p/256",
                          "001.p/01", "001.p/", "x001", "x001/", "/001", "001/", "-01", "001.p/1x",
                          "x999/x999/x999/x999/x999/x999/x999/x999/999"}) {
    EXPECT_FALSE(ledger::proof::parse_tile_path(bad).has_value()) << bad;
  }
}

TEST(TreeEdge, has_the_known_roots) {
  ledger::proof::TreeEdge edge;
  const auto leaves = known_leaves(70'000);
  const auto ignore = [](unsigned, std::uint64_t, const auto&) {};
  EXPECT_EQ(edge.root(), ledger::proof::empty_root());
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    edge.append(leaves[i], ignore);
    if (i + 1 == 3) {
      EXPECT_EQ(ledger::base64(edge.root()), known_root_3);
    }
    if (i + 1 == 256) {
      EXPECT_EQ(ledger::base64(edge.root()), known_root_256);
    }
    if (i + 1 == 1000) {
      EXPECT_EQ(ledger::base64(edge.root()), known_root_1000);
    }
  }
  EXPECT_EQ(ledger::base64(edge.root()), known_root_70000);
}

class TreeTest : public ::testing::Test {
 protected:
  TreeTest() { open(); }

  void open() {
    tree_.reset();
    store_.reset();
    auto store = ledger::Store::open({.directory = directory_.path() + "/log"});
    ASSERT_TRUE(store.has_value()) << store.error().detail;
    store_ = std::move(*store);
    tree_ = std::make_unique<ledger::proof::Tree>(*store_);
    const auto opened = tree_->open();
    opened_ = opened ? "" : opened.error().detail;
  }

  void append(std::size_t count) {
    ledger::Store::Commit commit{*store_};
    for (std::size_t i = 0; i < count; ++i, ++end_) {
      const std::string entry = known_entry(end_);
      commit.put_event({end_}, bytes_of(entry));
      tree_->append(bytes_of(entry), commit);
    }
    tree_->seal(commit);
    ASSERT_TRUE(store_->write(commit).has_value());
    tree_->publish();
  }

  TemporaryDirectory directory_;
  std::unique_ptr<ledger::Store> store_;
  std::unique_ptr<ledger::proof::Tree> tree_;
  std::string opened_;
  std::size_t end_ = 0;
};

/// Regardless of commits and restarts, the tree is that of the entries and has every tile and every
/// root of a smaller size.
TEST_F(TreeTest, is_that_of_its_entries_across_restarts) {
  static const auto leaves = known_leaves(70'000);
  for (const std::size_t more :
       std::initializer_list<std::size_t>{1, 2, 253, 1, 700, 43, 3000, 61'535, 1, 4464}) {
    append(more);
    if (more % 2 == 1) open();
    EXPECT_EQ(opened_, "");
    ledger::proof::TreeEdge reference;
    for (std::size_t i = 0; i < end_; ++i) {
      reference.append(leaves[i], [](unsigned, std::uint64_t, const auto&) {});
    }
    ASSERT_EQ(tree_->head(), reference.head()) << "at " << end_;
  }
  ASSERT_EQ(end_, 70'000);
  EXPECT_EQ(ledger::base64(tree_->head().root), known_root_70000);
  EXPECT_EQ(ledger::base64(*ledger::proof::root_at(1000, tree_->reader())), known_root_1000);
  holds_in(100, [&] {
    const auto at = *rc::gen::inRange<std::size_t>(0, end_);
    const auto size = *rc::gen::inRange<std::size_t>(at + 1, end_ + 1);
    const ledger::proof::TreeHead head{size, *ledger::proof::root_at(size, tree_->reader())};
    const auto path = *ledger::proof::inclusion_proof({at}, size, tree_->reader());
    RC_ASSERT(ledger::proof::verify_inclusion(leaves[at], {at}, head, path));
    const auto grown = *ledger::proof::consistency_proof(size, end_, tree_->reader());
    RC_ASSERT(ledger::proof::verify_consistency(head, tree_->head(), grown));
  });
}

TEST_F(TreeTest, serves_a_partial_tile_as_a_prefix_and_none_beyond_its_end) {
  append(600);
  const auto whole = *tree_->tile({.level = 0, .index = 2, .width = 88});
  const auto part = *tree_->tile({.level = 0, .index = 2, .width = 5});
  EXPECT_TRUE(std::ranges::equal(part, std::span{whole}.first(5)));
  EXPECT_EQ(tree_->tile({.level = 0, .index = 1, .width = 256})->size(), 256);
  // This tile is full now but was partial before.
  EXPECT_EQ(tree_->tile({.level = 0, .index = 1, .width = 7})->size(), 7);
  EXPECT_EQ(tree_->tile({.level = 1, .index = 0, .width = 2})->size(), 2);
  for (const Tile& none : {Tile{0, 2, 89}, Tile{0, 2, 256}, Tile{0, 3, 1}, Tile{1, 0, 3},
                           Tile{2, 0, 1}, Tile{7, 0, 1}, Tile{0, 2, 0}, Tile{63, 0, 1}}) {
    EXPECT_EQ(tree_->tile(none).error().kind, ledger::FailureKind::not_found);
  }
}

TEST_F(TreeTest, stores_its_head_as_a_big_endian_size_and_the_root) {
  append(3);
  const std::string size{"\0\0\0\0\0\0\0\3", 8};
  EXPECT_EQ(**store_->tree("h"), size + *ledger::from_base64(known_root_3));
}

TEST_F(TreeTest, hides_what_is_not_published) {
  ledger::Store::Commit commit{*store_};
  tree_->append(bytes_of(known_entry(0)), commit);
  EXPECT_EQ(tree_->head().size, 0);
  EXPECT_FALSE(tree_->tile({.level = 0, .index = 0, .width = 1}).has_value());
}

TEST_F(TreeTest, notices_alterations_at_its_edge) {
  append(700);
  ledger::Store::Commit commit{*store_};
  commit.put_event({650}, bytes_of(known_entry(651)));
  ASSERT_TRUE(store_->write(commit).has_value());
  open();
  EXPECT_NE(opened_.find("do not give the root"), std::string::npos) << opened_;
}

TEST_F(TreeTest, is_as_long_as_its_log) {
  append(10);
  ledger::Store::Commit commit{*store_};
  commit.put_event({10}, bytes_of(known_entry(10)));
  ASSERT_TRUE(store_->write(commit).has_value());
  open();
  EXPECT_NE(opened_.find("position 10"), std::string::npos) << opened_;
}

}  // namespace
}  // namespace tests
