#include "ledger/proof/log_check.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>

#include "ledger/codec.h"
#include "ledger/files.h"
#include "tests/support/ledger_fixture.h"
#include "tests/support/times.h"

/// Altered bytes are detected wherever they are, and reported with their position: no ledger opens
/// on them.
namespace tests {
namespace {

namespace fs = std::filesystem;

class LogCheck : public LedgerFixture {
 protected:
  LogCheck() {
    given_license(serial);
    for (int i = 0; i < 600; ++i) {
      request_opened(serial, "anna.berg", fmt::format("R-{}", i));
      if (i % 200 == 0) static_cast<void>(opened().checkpointer->sign(*opened().tree));
    }
    static_cast<void>(opened().checkpointer->sign(*opened().tree));
    end_ = end().value;
  }

  /// The failure when the ledger is reopened with the whole log checked; empty: it opens.
  std::string opening(unsigned threads = 2) {
    close();
    const auto again = commands::write::open_ledger(directory(), false, {.check_threads = threads});
    return again ? "" : to_text(again.error());
  }
  /// Opens the database alone, as an attacker would who has the disk but not the keys.
  void alter(const std::function<void(ledger::Store&)>& change) {
    close();
    auto store = ledger::Store::open({.directory = directory() + "/log"});
    ASSERT_TRUE(store.has_value());
    change(**store);
  }
  static void put(ledger::Store& store, std::uint64_t position, const std::string& record) {
    ledger::Store::Commit commit{store};
    commit.put_event({position},
                     {reinterpret_cast<const std::uint8_t*>(record.data()), record.size()});
    ASSERT_TRUE(store.write(commit).has_value());
  }

  std::uint64_t end_ = 0;
};

TEST_F(LogCheck, finds_nothing_if_nothing_is_wrong) {
  EXPECT_EQ(opening(1), "");
  EXPECT_EQ(opening(3), "");
}

TEST_F(LogCheck, detects_any_altered_byte_of_a_record) {
  for (const std::uint64_t position : {std::uint64_t{0}, std::uint64_t{255}, end_ - 1}) {
    std::string good;
    alter([&](ledger::Store& store) {
      good = *store.record({position});
      std::string altered = good;
      altered[altered.size() / 2] = static_cast<char>(altered[altered.size() / 2] ^ 1);
      put(store, position, altered);
    });
    EXPECT_NE(opening(), "") << position;
    alter([&](ledger::Store& store) { put(store, position, good); });
    EXPECT_EQ(opening(), "");
  }
}

TEST_F(LogCheck, names_the_position_of_an_altered_event) {
  alter([&](ledger::Store& store) {
    const std::string record = *store.record({300});
    auto event =
        *ledger::decode({reinterpret_cast<const std::uint8_t*>(record.data()), record.size()});
    std::get<ledger::ServiceRequestOpened>(event.data).user = "nobody";
    ledger::RecordEncoder encoder;
    const auto altered = encoder.encode(event, {});
    put(store, 300, {altered.begin(), altered.end()});
  });
  EXPECT_NE(opening().find("position 300:"), std::string::npos) << opening();
}

TEST_F(LogCheck, detects_an_altered_tile) {
  alter([&](ledger::Store& store) {
    const std::string key("\0\0\0\0\0\0\0\0\1", 9);
    std::string tile = store.tree(key)->value();
    tile[32 * 7] = static_cast<char>(tile[32 * 7] ^ 1);
    ledger::Store::Commit commit{store};
    commit.put_tree(key, tile);
    ASSERT_TRUE(store.write(commit).has_value());
  });
  EXPECT_NE(opening(), "");
}

/// An attacker who can write to the disk can make records, tiles and head agree again, but cannot
/// sign a checkpoint.
TEST_F(LogCheck, detects_a_history_rewritten_with_all_its_tiles) {
  close();
  TemporaryDirectory elsewhere;
  {
    auto store = ledger::Store::open({.directory = directory() + "/log"});
    auto forged = ledger::Store::open({.directory = elsewhere.path() + "/log"});
    ASSERT_TRUE(store.has_value() && forged.has_value());
    ledger::proof::Tree tree{**forged};
    ASSERT_TRUE(tree.open().has_value());
    ledger::Store::Commit commit{**forged};
    ledger::RecordEncoder encoder;
    for (std::uint64_t at = 0; at < end_; ++at) {
      const std::string record = *(*store)->record({at});
      auto event =
          *ledger::decode({reinterpret_cast<const std::uint8_t*>(record.data()), record.size()});
      if (at == 300) std::get<ledger::ServiceRequestOpened>(event.data).user = "nobody";
      const auto bytes = encoder.encode(event, {});
      commit.put_event({at}, bytes);
      tree.append(bytes, commit);
    }
    tree.seal(commit);
    ASSERT_TRUE((*forged)->write(commit).has_value());
  }
  fs::remove_all(directory() + "/log");
  fs::rename(elsewhere.path() + "/log", directory() + "/log");
  EXPECT_NE(opening().find("the log was altered"), std::string::npos) << opening();
}

TEST_F(LogCheck, detects_that_the_log_was_longer) {
  const std::string newest = *ledger::read_file(directory() + "/checkpoint");
  TemporaryDirectory copy;
  close();
  fs::copy(directory() + "/log", copy.path() + "/log", fs::copy_options::recursive);
  restart();
  for (int i = 0; i < 3; ++i) request_closed(serial, "anna.berg", fmt::format("R-{}", i));
  static_cast<void>(opened().checkpointer->sign(*opened().tree));
  close();
  fs::remove_all(directory() + "/log");
  fs::copy(copy.path() + "/log", directory() + "/log", fs::copy_options::recursive);
  const std::string failure = opening();
  EXPECT_NE(failure.find(fmt::format("those from position {} on are lost", end_)),
            std::string::npos)
      << failure;
  // The same read only.
  EXPECT_FALSE(commands::write::open_ledger(directory(), true).has_value());
}

TEST_F(LogCheck, detects_a_checkpoint_that_was_altered_or_removed) {
  const std::string path = directory() + "/checkpoint";
  close();
  const std::string good = *ledger::read_file(path);
  for (const std::size_t at : {std::size_t{3}, good.find('\n') + 1, good.size() - 10}) {
    std::string altered = good;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    ASSERT_TRUE(ledger::write_private_file(path, altered).has_value());
    EXPECT_NE(opening().find("was altered"), std::string::npos) << opening();
  }
  fs::remove(path);
  EXPECT_NE(opening().find("is missing"), std::string::npos);
  ASSERT_TRUE(ledger::write_private_file(path, good).has_value());
  EXPECT_EQ(opening(), "");
}

TEST_F(LogCheck, refuses_another_origin_and_a_missing_key) {
  close();
  const auto other =
      commands::write::open_ledger(directory(), false, {.origin = "another.example/log"});
  ASSERT_FALSE(other.has_value());
  EXPECT_NE(other.error().detail.find("keeps its origin"), std::string::npos);
  fs::remove(directory() + "/log.key");
  EXPECT_NE(opening().find("is missing"), std::string::npos);
}

/// A bit flipped in any file of the database: found by RocksDB's checksums or by ours, or in bytes
/// that are never read again.
TEST_F(LogCheck, serves_no_event_from_a_file_with_an_altered_byte) {
  std::vector<std::string> expected;
  for (const auto& event : all_events()) expected.push_back(event->id);
  close();
  TemporaryDirectory copy;
  int refused = 0;
  for (const auto& file : fs::directory_iterator(directory() + "/log")) {
    const auto extension = file.path().extension();
    if (extension != ".sst" && extension != ".log") continue;
    const auto size = fs::file_size(file.path());
    if (size == 0) continue;
    for (const auto at : {size / 3, size / 2}) {
      fs::remove_all(copy.path() + "/data");
      fs::copy(directory(), copy.path() + "/data", fs::copy_options::recursive);
      const auto altered = copy.path() + "/data/log/" + file.path().filename().string();
      std::fstream bytes{altered, std::ios::in | std::ios::out | std::ios::binary};
      bytes.seekg(static_cast<std::streamoff>(at));
      const int byte = bytes.get();
      bytes.seekp(static_cast<std::streamoff>(at));
      bytes.put(static_cast<char>(byte ^ 1));
      bytes.close();
      const auto again =
          commands::write::open_ledger(copy.path() + "/data", false, {.check_threads = 1});
      if (!again) {
        ++refused;
        continue;
      }
      std::vector<std::string> seen;
      const auto read = ledger::read_events(*again->store, {0}, {end_}, [&](const auto& event) {
        seen.push_back(event->id);
        return true;
      });
      ASSERT_TRUE(read.has_value());
      EXPECT_EQ(seen, expected) << altered << " at " << at;
    }
  }
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace tests
