#include "ledger/store.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include "tests/support/temporary_directory.h"

namespace {

using namespace ledger;
using Texts = std::vector<std::string>;

std::span<const std::uint8_t> bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
std::string text(std::span<const std::uint8_t> bytes) { return {bytes.begin(), bytes.end()}; }

class StoreTest : public ::testing::Test {
 protected:
  StoreTest() { open(); }

  void open() {
    store_.reset();
    auto opened = Store::open({.directory = directory_.path() + "/log"});
    ASSERT_TRUE(opened.has_value()) << opened.error().detail;
    store_ = std::move(*opened);
  }
  void append(std::uint64_t from, std::initializer_list<std::string_view> records) {
    Store::Commit commit{*store_};
    for (const auto& record : records) commit.put_event({from++}, bytes(record));
    ASSERT_TRUE(store_->write(commit).has_value());
  }
  static std::string scanned(const Store& store, std::uint64_t from, std::uint64_t to) {
    std::string seen;
    const auto done = store.scan({from}, {to}, [&](Position position, auto record) {
      seen += std::to_string(position.value) + "=" + text(record) + " ";
      return true;
    });
    return done ? seen : seen + "then " + done.error().detail;
  }

  tests::TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
};

class Log : public StoreTest {};

TEST_F(Log, begins_empty) {
  EXPECT_EQ(store_->end_at_open(), Position{0});
  EXPECT_EQ(store_->record({0}).error().kind, FailureKind::not_found);
  EXPECT_EQ(scanned(*store_, 0, 0), "");
}

TEST_F(Log, keeps_its_records_in_order_across_a_restart) {
  append(0, {"a", "b"});
  append(2, {"c"});
  EXPECT_EQ(scanned(*store_, 0, 3), "0=a 1=b 2=c ");
  open();
  EXPECT_EQ(store_->end_at_open(), Position{3});
  EXPECT_EQ(scanned(*store_, 1, 3), "1=b 2=c ");
  EXPECT_EQ(*store_->record({2}), "c");
}

TEST_F(Log, is_sorted_by_number_not_by_digit) {
  for (std::uint64_t i = 0; i < 300; ++i) append(i, {"x"});
  open();
  EXPECT_EQ(store_->end_at_open(), Position{300});
  EXPECT_EQ(scanned(*store_, 254, 258), "254=x 255=x 256=x 257=x ");
}

TEST_F(Log, names_the_first_position_that_is_missing) {
  append(0, {"a"});
  append(2, {"c"});
  const auto seen = scanned(*store_, 0, 3);
  EXPECT_TRUE(seen.starts_with("0=a then ")) << seen;
  EXPECT_NE(seen.find("position 1 "), std::string::npos) << seen;
  EXPECT_NE(scanned(*store_, 2, 4).find("position 3 "), std::string::npos);
}

TEST_F(Log, is_read_until_the_reader_has_enough) {
  append(0, {"a", "b", "c"});
  int seen = 0;
  EXPECT_TRUE(store_->scan({0}, {3}, [&](auto, auto) { return ++seen < 2; }).has_value());
  EXPECT_EQ(seen, 2);
}

TEST_F(Log, ignores_a_commit_that_was_cleared) {
  Store::Commit commit{*store_};
  EXPECT_TRUE(commit.empty());
  commit.put_event({0}, bytes("a"));
  commit.put_answer("key", "answer");
  EXPECT_FALSE(commit.empty());
  commit.clear();
  EXPECT_TRUE(commit.empty());
  ASSERT_TRUE(store_->write(commit).has_value());
  EXPECT_FALSE(store_->answer("key")->has_value());
  open();
  EXPECT_EQ(store_->end_at_open(), Position{0});
}

TEST_F(Log, is_read_alongside_its_writer_as_it_was_when_the_reader_opened_it) {
  append(0, {"a"});
  const auto reader = Store::open({.directory = directory_.path() + "/log", .read_only = true});
  ASSERT_TRUE(reader.has_value()) << reader.error().detail;
  append(1, {"b"});
  EXPECT_EQ((*reader)->end_at_open(), Position{1});
  EXPECT_EQ(scanned(**reader, 0, 1), "0=a ");
  EXPECT_FALSE((*reader)->record({1}).has_value());
  Store::Commit commit{**reader};
  commit.put_event({1}, bytes("c"));
  EXPECT_FALSE((*reader)->write(commit).has_value());
  EXPECT_EQ(*store_->record({1}), "b");
}

TEST_F(Log, has_one_writer_at_a_time) {
  const auto second = Store::open({.directory = directory_.path() + "/log"});
  ASSERT_TRUE(second.has_error());
  EXPECT_EQ(second.error().kind, FailureKind::locked);
}

class Answers : public StoreTest {};

TEST_F(Answers, are_written_with_the_events_they_belong_to) {
  Store::Commit commit{*store_};
  commit.put_event({0}, bytes("a"));
  commit.put_answer("key", "answer");
  ASSERT_TRUE(store_->write(commit).has_value());
  open();
  EXPECT_EQ(store_->end_at_open(), Position{1});
  EXPECT_EQ(store_->answer("key")->value(), "answer");
  EXPECT_FALSE(store_->answer("other")->has_value());
}

class DerivedData : public StoreTest {
 protected:
  void write(std::vector<ledger::DerivedEntry> entries, Derived family = Derived::licenses) {
    ASSERT_TRUE(store_->write_derived(family, entries).has_value());
  }
  Texts entries(std::string_view prefix) {
    Texts seen;
    EXPECT_TRUE(store_
                    ->scan_derived(Derived::licenses, prefix,
                                   [&](std::string_view key, std::string_view value) {
                                     seen.push_back(std::string{key} + "=" + std::string{value});
                                   })
                    .has_value());
    return seen;
  }
};

TEST_F(DerivedData, are_found_by_key_and_by_prefix) {
  write({{"a1", "x"}, {"b1", "y"}, {"b2", "z"}});
  EXPECT_EQ(store_->derived(Derived::licenses, "b1")->value(), "y");
  EXPECT_FALSE(store_->derived(Derived::licenses, "b")->has_value());
  EXPECT_EQ(entries("b"), (Texts{"b1=y", "b2=z"}));
}

TEST_F(DerivedData, of_one_family_are_not_those_of_another) {
  write({{"a", "x"}});
  write({{"a", "y"}}, Derived::search);
  EXPECT_EQ(store_->derived(Derived::licenses, "a")->value(), "x");
  ASSERT_TRUE(store_->drop_derived(Derived::licenses).has_value());
  EXPECT_EQ(entries(""), Texts{});
  EXPECT_EQ(store_->derived(Derived::search, "a")->value(), "y");
}

TEST_F(DerivedData, are_removed_by_an_entry_without_a_value) {
  write({{"a", "x"}, {"b", "y"}});
  write({{"a", std::nullopt}, {"c", "z"}});
  EXPECT_EQ(entries(""), (Texts{"b=y", "c=z"}));
}

TEST_F(DerivedData, are_walked_in_the_order_of_their_keys) {
  write({{"a", "x"}, {"b", "y"}, {"d", "z"}});
  const auto cursor = store_->derived_cursor(Derived::licenses);
  cursor->seek("c");
  ASSERT_TRUE(cursor->valid());
  EXPECT_EQ(cursor->key(), "d");
  write({{"e", "later"}});
  cursor->next();
  EXPECT_FALSE(cursor->valid()) << "it shows what there was when it was made";
}

TEST_F(DerivedData, of_an_earlier_release_are_dropped) {
  append(0, {"a"});
  write({{"a", "x"}});
  store_.reset();
  {
    rocksdb::DB* db = nullptr;
    std::vector<std::string> names;
    const std::string path = directory_.path() + "/log";
    ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, path, &names).ok());
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions{});
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    ASSERT_TRUE(rocksdb::DB::Open({}, path, families, &handles, &db).ok());
    const std::unique_ptr<rocksdb::DB> owned{db};
    rocksdb::ColumnFamilyHandle* old = nullptr;
    ASSERT_TRUE(db->CreateColumnFamily({}, "derived", &old).ok());
    ASSERT_TRUE(db->Put({}, old, "i", "j").ok());
    // As a directory of that release: without a family of this one.
    const auto search = std::ranges::find(names, "search") - names.begin();
    ASSERT_TRUE(db->DropColumnFamily(handles[static_cast<std::size_t>(search)]).ok());
    handles.push_back(old);
    for (auto* handle : handles) ASSERT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
  }
  {
    const auto reader = Store::open({.directory = directory_.path() + "/log", .read_only = true});
    ASSERT_TRUE(reader.has_value()) << reader.error().internal;
    EXPECT_FALSE((*reader)->derived(Derived::search, "a")->has_value());
    EXPECT_FALSE((*reader)->derived_cursor(Derived::search)->valid());
  }
  open();
  EXPECT_EQ(scanned(*store_, 0, 1), "0=a ");
  write({{"b", "y"}}, Derived::search);
}

TEST_F(DerivedData, are_on_disk_once_they_are_flushed) {
  write({{"a", "x"}});
  ASSERT_TRUE(store_->flush_derived().has_value());
  open();
  EXPECT_EQ(entries(""), Texts{"a=x"});
}

TEST_F(DerivedData, are_discarded_without_touching_the_log) {
  append(0, {"a"});
  write({{"a", "x"}});
  ASSERT_TRUE(store_->drop_derived().has_value());
  EXPECT_EQ(entries(""), Texts{});
  write({{"a", "y"}});
  ASSERT_TRUE(store_->flush_derived().has_value());
  open();
  EXPECT_EQ(entries(""), Texts{"a=y"});
  EXPECT_EQ(scanned(*store_, 0, 1), "0=a ");
}

}  // namespace
