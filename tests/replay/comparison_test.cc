#include "replay/comparison.h"

#include "commands/live/derived_format.h"
#include "ledger/bytes.h"
#include "ledger/codec.h"
#include "projections/state/snapshot.h"
#include "replay/index/index_keys.h"
#include "tests/support/replay_fixture.h"

namespace tests {
namespace {

namespace derived_format = commands::live::derived_format;

class Replay : public ReplayFixture {
 protected:
  inline static const std::string row_key = replay::index::keys::key('r', std::string{serial});

  void alter_row(const std::function<void(projections::search::SearchRow&)>& change) const {
    alter(ledger::Derived::search, row_key, [&](std::string& bytes) {
      auto row = projections::search::decode_row(bytes).value();
      change(row);
      bytes = projections::search::encode(row);
    });
  }
  void alter_snapshot(const std::function<void(std::string&)>& change) const {
    alter(ledger::Derived::snapshots, serial, change);
  }
  void alter_state(const std::function<void(projections::state::License&)>& change) const {
    alter_snapshot([&](std::string& bytes) {
      auto snapshot = derived_format::decode_snapshot(bytes).value();
      auto license = projections::state::license_from(snapshot.license).value();
      change(license);
      snapshot.license = projections::state::snapshot_of(license);
      bytes = derived_format::encode(snapshot);
    });
  }
};

TEST_F(Replay, of_an_empty_ledger_is_equal) {
  const auto compared = comparison();
  EXPECT_TRUE(compared.equal());
  EXPECT_EQ(compared.licenses, 0U);
}

TEST_F(Replay, of_unaltered_data_is_equal) {
  given_saved_ledger();
  const auto compared = comparison({.threads = 2});
  EXPECT_EQ(differences(), Texts{});
  EXPECT_EQ(compared.licenses, 1U);
  EXPECT_EQ(compared.live, compared.rebuilt);
  EXPECT_EQ(compared.until.now, at(start_of_tests));
}

TEST_F(Replay, alongside_the_writer_sees_what_was_synced) {
  given_saved_ledger();
  restart();
  assign(serial, "ten-sales", "last");
  const auto compared = comparison({.threads = 2});
  EXPECT_TRUE(compared.equal());
  EXPECT_EQ(compared.until.end, end());
}

TEST_F(Replay, names_the_seat_that_an_altered_snapshot_lacks) {
  given_saved_ledger();
  alter_state([](auto& license) { license.seats.remove("ten-sales", "user07"); });
  EXPECT_EQ(differences(),
            Texts{"1801000001: seats, seats: expected user07 has a seat of ten-sales as associate "
                  "since 2026-03-01T00:00:00Z, found user07 has no seat of ten-sales"});
  const auto compared = comparison();
  EXPECT_NE(compared.live, compared.rebuilt);
}

TEST_F(Replay, names_the_altered_part_of_a_state) {
  given_saved_ledger();
  alter_state([](auto& license) { license.binding->cust_id = "Cust2"; });
  const auto found = differences();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].starts_with("1801000001: state, binding: expected Cust1, bound by"))
      << found[0];
}

TEST_F(Replay, names_a_snapshot_that_cannot_be_read) {
  given_saved_ledger();
  alter_snapshot([](std::string& bytes) { bytes.resize(bytes.size() / 2); });
  EXPECT_EQ(differences(),
            Texts{"1801000001: state, snapshot: expected a past state of the license, "
                  "found bytes that cannot be read"});
}

TEST_F(Replay, finds_every_altered_byte_of_a_snapshot) {
  given_saved_ledger();
  std::string kept;
  alter_snapshot([&](std::string& bytes) { kept = bytes; });
  for (std::size_t i = 0; i < kept.size(); i += 13) {
    alter_snapshot([&](std::string& bytes) {
      bytes = kept;
      bytes[i] = static_cast<char>(bytes[i] ^ 1);
    });
    const auto compared = comparison();
    ASSERT_FALSE(compared.equal()) << "byte " << i;
    EXPECT_EQ(compared.differences.front().serial_number, serial);
  }
}

TEST_F(Replay, names_what_differs_in_the_search_view) {
  given_saved_ledger();
  alter_row([](projections::search::SearchRow& row) {
    row.company_name = "Sydvik AB";
    row.expires_on = ledger::parse_date("2026-05-01");
    row.blocked_by = {ledger::ReasonCode::unpaid};
  });
  EXPECT_EQ(differences(),
            (Texts{"1801000001: search view, company name: expected Nordvik AB, found Sydvik AB",
                   "1801000001: search view, expires on: expected 2027-01-01, found 2026-05-01",
                   "1801000001: search view, blocked by: expected none, found unpaid"}));
}

TEST_F(Replay, does_not_ask_of_a_row_what_came_after_it) {
  given_saved_ledger();
  restart();
  assign(serial, "ten-sales", "not indexed");
  close();
  EXPECT_EQ(differences(), Texts{});
}

TEST_F(Replay, names_what_the_directory_does_not_list) {
  given_saved_ledger();
  with_store([](ledger::Store& store) {
    std::vector<ledger::DerivedEntry> removed;
    ASSERT_TRUE(store
                    .scan_derived(ledger::Derived::licenses, "o",
                                  [&](std::string_view key, std::string_view) {
                                    removed.push_back({std::string{key}, std::nullopt});
                                  })
                    .has_value());
    ASSERT_TRUE(store.write_derived(ledger::Derived::licenses, removed).has_value());
  });
  EXPECT_EQ(differences(), Texts{"1801000001: directory, owner Nordvik AB: expected listed, found "
                                 "not listed"});
}

TEST_F(Replay, names_a_row_that_cannot_be_read) {
  given_saved_ledger();
  alter(ledger::Derived::search, row_key, [](std::string& bytes) { bytes.pop_back(); });
  EXPECT_EQ(differences(), Texts{"1801000001: search view, row: expected as in the log, found "
                                 "bytes that cannot be read"});
}

TEST_F(Replay, names_a_mark_that_cannot_be_read) {
  given_saved_ledger();
  alter(ledger::Derived::licenses, std::string{derived_format::mark_key},
        [](std::string& bytes) { bytes.pop_back(); });
  EXPECT_EQ(differences(), Texts{": applied position, mark of the last save: expected as in the "
                                 "log, found bytes that cannot be read"});
  EXPECT_FALSE(comparison().live.has_value());
}

TEST_F(Replay, names_a_wrong_applied_position) {
  given_saved_ledger();
  restart();
  close();
  alter(ledger::Derived::licenses, "l" + std::string{serial}, [](std::string& bytes) {
    std::string head;
    ledger::append_big_endian(head, std::uint64_t{5});
    ledger::append_big_endian(head, std::uint64_t{4});
    bytes.replace(0, head.size(), head);
  });
  const auto found = differences();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].starts_with("1801000001: applied position, end of its stream: expected "))
      << found[0];
  EXPECT_TRUE(found[0].ends_with("found position 5, revision 4")) << found[0];
}

TEST_F(Replay, names_the_catalog_if_definitions_are_missing) {
  given_module("ten-service", {});
  given_saved_ledger();
  alter(ledger::Derived::licenses, std::string{derived_format::mark_key}, [](std::string& bytes) {
    auto mark = derived_format::decode_mark(bytes).value();
    mark.catalog_head = {{0}, {0}};
    bytes = derived_format::encode(mark);
  });
  EXPECT_EQ(differences(), Texts{": catalog, module definitions and policy: expected modules: 2, "
                                 "found modules: 1"});
}

TEST_F(Replay, names_stored_data_of_a_license_that_the_log_does_not_contain) {
  given_saved_ledger();
  with_store([](ledger::Store& store) {
    const std::vector<ledger::DerivedEntry> stranger{{"99", "anything"}};
    ASSERT_TRUE(store.write_derived(ledger::Derived::snapshots, stranger).has_value());
  });
  EXPECT_EQ(differences(),
            Texts{"99: state, snapshot: expected none: the log has no such license, found one"});
}

TEST_F(Replay, fails_with_the_position_of_a_record_that_cannot_be_read) {
  given_saved_ledger();
  with_store([](ledger::Store& store) {
    auto record = store.record({11});
    ASSERT_TRUE(record.has_value());
    std::vector<std::uint8_t> bytes(record->begin(), record->end());
    bytes.resize(bytes.size() - 8);
    ledger::Store::Commit commit{store};
    commit.put_event({11}, bytes);
    ASSERT_TRUE(store.write(commit).has_value());
  });
  for (const unsigned threads : {1U, 3U}) {
    const auto compared = replayed({.threads = threads});
    ASSERT_TRUE(compared.has_error());
    EXPECT_EQ(compared.error().kind, ledger::FailureKind::corrupt);
    EXPECT_TRUE(compared.error().detail.starts_with("the record at position 11 "))
        << compared.error().detail;
  }
}

TEST_F(Replay, fails_with_the_position_of_a_record_that_does_not_follow_in_its_stream) {
  given_saved_ledger();
  with_store([](ledger::Store& store) {
    auto event = *ledger::read_event(store, {11}).value();
    event.revision = {3};
    ledger::RecordEncoder encoder;
    ledger::Store::Commit commit{store};
    commit.put_event({11}, encoder.encode(event, {}));
    ASSERT_TRUE(store.write(commit).has_value());
  });
  const auto compared = replayed();
  ASSERT_TRUE(compared.has_error());
  EXPECT_EQ(
      compared.error().detail,
      "the record at position 11 claims to be revision 3 of its stream, but the one before it "
      "is revision 9 at position 10");
}

TEST_F(Replay, is_equal_again_after_a_repair) {
  given_saved_ledger();
  const auto before = comparison();
  alter_state([](auto& license) { license.seats.remove("ten-sales", "user07"); });
  alter(ledger::Derived::search, row_key, [](std::string& bytes) { bytes.pop_back(); });
  EXPECT_FALSE(comparison().equal());
  {
    auto opened = commands::write::open_store(directory(), false);
    ASSERT_TRUE(opened.has_value());
    ASSERT_TRUE(commands::write::rebuild_derived(*opened).has_value());
  }
  const auto after = comparison();
  EXPECT_TRUE(after.equal());
  EXPECT_EQ(after.rebuilt, before.rebuilt);
  // The rebuilt data is on disk: no event is left to be applied.
  auto opened = commands::write::open_ledger(directory(), true);
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->state->unsaved_events(), 0U);
}

TEST_F(Replay, until_a_position_or_an_instant_gives_the_ledger_as_it_was) {
  given_saved_ledger();
  restart();
  const auto then = comparison();
  const ledger::Position last{then.until.end.value - 1};
  clock("2026-03-10");
  assign(serial, "ten-sales", "after");
  bought(serial, {{"ten-sales", 50}}, {.time = "2026-04-01"});
  close();
  EXPECT_NE(comparison().rebuilt, then.rebuilt);
  with_store([&](ledger::Store& store) {
    const auto by_position = replay::until_position(store, last).value();
    EXPECT_EQ(by_position.end, then.until.end);
    EXPECT_EQ(by_position.now, at(start_of_tests));
    const auto by_instant = replay::until_instant(store, at("2026-03-09")).value();
    EXPECT_EQ(by_instant.end, then.until.end);
    EXPECT_EQ(replay::until_instant(store, at("2020-01-01")).value().end, ledger::Position{});
    EXPECT_EQ(replay::until_position(store, {1000}).error().kind, ledger::FailureKind::not_found);
  });
  for (const auto now : {at(start_of_tests), at("2026-03-09")}) {
    const auto past = comparison({.threads = 2, .until = replay::Until{then.until.end, now}});
    EXPECT_TRUE(past.equal());
    EXPECT_EQ(past.rebuilt, then.rebuilt);
    EXPECT_EQ(past.live, past.rebuilt);
  }
}

TEST_F(Replay, folds_again_if_history_was_imported_late) {
  given_saved_ledger();
  restart();
  clock("2026-03-10");
  assign(serial, "ten-sales", "bo");
  fact(serial, ledger::SeatRemoved{{"ten-sales", "user03"}}, "2026-03-05");
  fact(serial, ledger::SeatAssigned{{"ten-sales", "anna"}}, "2026-03-04");
  for (int i = 0; i < 20; ++i) assign(serial, "ten-sales", "more" + std::to_string(i));
  close();
  EXPECT_EQ(differences(), Texts{});
  alter_state([](auto& license) { license.seats.remove("ten-sales", "anna"); });
  EXPECT_EQ(differences().size(), 1U);
}

}  // namespace
}  // namespace tests
