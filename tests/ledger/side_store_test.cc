#include "ledger/side_store.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "tests/support/temporary_directory.h"

namespace {

using namespace ledger;

class SideStoreTest : public ::testing::Test {
 protected:
  SideStoreTest() { open(); }

  void open() {
    store_.reset();
    auto opened = SideStore::open(path());
    ASSERT_TRUE(opened.has_value()) << opened.error().detail;
    store_ = std::move(*opened);
  }
  std::string path() const { return directory_.path() + "/side"; }
  void write(const std::vector<SideStore::Change>& changes) {
    ASSERT_TRUE(store_->write(changes).has_value());
  }
  std::string get(std::string_view key) const {
    const auto value = store_->get(key);
    return value ? value->value_or("none") : "failed";
  }
  std::string scanned(std::string_view prefix, std::string_view from, std::size_t limit = 9) const {
    std::string seen;
    const auto done = store_->scan(prefix, from, [&](std::string_view key, std::string_view value) {
      seen += std::string{key} + "=" + std::string{value} + " ";
      return --limit > 0;
    });
    return done ? seen : "failed";
  }

  tests::TemporaryDirectory directory_;
  std::unique_ptr<SideStore> store_;
};

TEST_F(SideStoreTest, returns_what_was_written_also_after_a_restart) {
  write({{"a/1", "one"}, {"a/2", std::string("zero\0byte", 9)}});
  EXPECT_EQ(get("a/1"), "one");
  open();
  EXPECT_EQ(get("a/1"), "one");
  EXPECT_EQ(get("a/2"), std::string("zero\0byte", 9));
  EXPECT_EQ(get("a/3"), "none");
}

TEST_F(SideStoreTest, erases_and_replaces_in_one_write) {
  write({{"old", "1"}, {"both", "1"}});
  write({{"old", std::nullopt}, {"both", "2"}, {"new", "3"}, {"never", std::nullopt}});
  EXPECT_EQ(scanned("", ""), "both=2 new=3 ");
}

TEST_F(SideStoreTest, scans_the_keys_of_a_prefix_starting_at_a_key) {
  write({{"a", "0"}, {"b/1", "1"}, {"b/2", "2"}, {"b/3", "3"}, {"c/1", "4"}});
  EXPECT_EQ(scanned("b/", "b/"), "b/1=1 b/2=2 b/3=3 ");
  EXPECT_EQ(scanned("b/", "b/2"), "b/2=2 b/3=3 ");
  EXPECT_EQ(scanned("b/", "a"), "b/1=1 b/2=2 b/3=3 ") << "the prefix counts as well";
  EXPECT_EQ(scanned("b/", "b/", 2), "b/1=1 b/2=2 ") << "until the visitor has enough";
  EXPECT_EQ(scanned("b/", "b/9"), "");
}

TEST_F(SideStoreTest, is_scanned_as_it_was_when_the_scan_began) {
  write({{"a", "1"}, {"b", "1"}});
  std::string seen;
  const auto done = store_->scan("", [&](std::string_view key, std::string_view value) {
    EXPECT_TRUE(store_->write({{"b", "2"}, {"c", "2"}}).has_value());
    seen += std::string{key} + std::string{value};
    return true;
  });
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(seen, "a1b1");
}

TEST_F(SideStoreTest, is_for_one_process_at_a_time) {
  const auto second = SideStore::open(path());
  ASSERT_TRUE(second.has_error());
  EXPECT_EQ(second.error().kind, FailureKind::locked);
}

TEST_F(SideStoreTest, does_not_open_with_an_altered_file) {
  write({{"a", "1"}});
  write({{"b", "1"}});
  store_.reset();
  for (const auto& file : std::filesystem::directory_iterator{path()}) {
    if (file.path().extension() != ".log") continue;
    std::fstream bytes{file.path(), std::ios::in | std::ios::out | std::ios::binary};
    bytes.seekp(10);
    bytes.put('\xff');
  }
  const auto opened = SideStore::open(path());
  ASSERT_TRUE(opened.has_error());
  EXPECT_EQ(opened.error().kind, FailureKind::corrupt);
}

TEST(KeyNumber, keeps_the_order_of_numbers) {
  EXPECT_LT(key_number(9), key_number(10));
  EXPECT_EQ(key_number(UINT64_MAX), "18446744073709551615");
}

}  // namespace
