#include <chrono>
#include <future>
#include <memory>
#include <thread>

#include "commands/live/derived_format.h"
#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

using commands::Verdict;
using ledger::Position;
using ledger::ReasonCode;

class Restart : public LedgerFixture {};

TEST_F(Restart, finds_everything_as_it_was) {
  given_active(serial, {{"ten-sales", 2, "2027-01-01"}});
  assign(serial, "ten-sales", "anna");
  const auto before = end();
  restart();
  EXPECT_EQ(end(), before);
  EXPECT_EQ(row_of(view(serial), "ten-sales").in_use, 1);
  assign(serial, "ten-sales", "bo");
  EXPECT_EQ(codes_of(assign(serial, "ten-sales", "cia").reasons), Texts{"no_free_seat ten-sales"});
}

TEST_F(Restart, finds_all_that_was_acknowledged_after_a_crash) {
  given_active(serial, {{"ten-sales", 1}});
  restart();
  assign(serial, "ten-sales", "anna");
  const auto before = end();
  crash();
  EXPECT_EQ(end(), before);
  EXPECT_EQ(codes_of(assign(serial, "ten-sales", "bo").reasons), Texts{"no_free_seat ten-sales"});
}

TEST_F(Restart, knows_where_the_published_log_ends) {
  given_module("ten-sales", {});
  given_license(serial);
  EXPECT_EQ(opened().streams->end(), Position{2});
  restart();
  EXPECT_EQ(opened().streams->end(), Position{2});
}

TEST_F(Restart, never_sets_the_clock_back_before_the_last_event) {
  TestLedger ledger{{.test_clock = at("2026-03-01")}};
  ledger.given_license(serial);
  ledger.clock("2026-06-01");
  ledger.fact(serial, ledger::InvoiceVoided{.invoice_id = "I-1"});
  ledger.close();
  // Opened by a process whose clock is behind.
  auto opened = commands::write::open_ledger(ledger.directory(), false);
  ASSERT_TRUE(opened.has_value());
  commands::write::Sequencer behind{*opened, {.test_clock = at("2026-03-01")}};
  EXPECT_EQ(behind.now(), at("2026-06-01"));
}

TEST_F(Restart, applies_what_became_due_while_it_was_down) {
  given_license(serial, "Nordvik AB", {.auto_update = true});
  bind(serial, "Cust1");
  bought(serial, {{"ten-sales", 2}}, {.time = "2026-03-10"});
  crash();
  clock("2026-03-20");
  EXPECT_EQ(view(serial).activated_at, at("2026-03-10"));
}

TEST_F(Restart, keeps_search_right_if_a_definition_changed_before_it) {
  given_active(serial, {{"ten-sales", 2}});
  assign(serial, "ten-sales", "anna");
  assign(serial, "ten-sales", "bo");
  bought(serial, {{"ten-sales", 1}});
  EXPECT_EQ(search({.blocked_by = {ReasonCode::excess}}).size(), 1U);
  restart();
  given_module("ten-sales", {.unrestricted = true});
  EXPECT_EQ(search({.blocked_by = {ReasonCode::excess}}).size(), 0U);
  restart();
  EXPECT_EQ(search({.blocked_by = {ReasonCode::excess}}).size(), 0U);
}

/// What is derived is on disk until the end of the log.
void wait_until_saved(TestLedger& ledger) {
  using namespace commands::live;
  const auto saved = [&] {
    const auto mark =
        ledger.opened().store->derived(ledger::Derived::licenses, derived_format::mark_key);
    return *mark && derived_format::decode_mark(**mark)->applied_until == ledger.end();
  };
  // A save that was running when the last events came is followed by one after the next request.
  while (!saved()) ledger.clock(ledger.now());
  ASSERT_TRUE(ledger.opened().store->flush_derived().has_value());
}

TEST_F(Restart, appraises_again_what_was_saved_before_a_definition) {
  TestLedger ledger{{.save_every = 1, .test_clock = at("2026-03-01")}};
  ledger.given_active(serial, {{"ten-sales", 2}});
  ledger.assign(serial, "ten-sales", "anna");
  ledger.assign(serial, "ten-sales", "bo");
  ledger.bought(serial, {{"ten-sales", 1}});
  ledger.restart();
  EXPECT_EQ(ledger.search({.blocked_by = {ReasonCode::excess}}).size(), 1U);
  ledger.given_module("ten-sales", {.unrestricted = true});
  wait_until_saved(ledger);
  ledger.crash();
  EXPECT_EQ(ledger.opened().state->unsaved_events(), 0U);
  EXPECT_EQ(ledger.search({.blocked_by = {ReasonCode::excess}}).size(), 0U);
}

TEST_F(Restart, appraises_again_what_was_saved_without_a_search) {
  TestLedger ledger{{.save_every = 1, .test_clock = at("2026-03-01")}};
  ledger.given_active(serial, {{"ten-sales", 2}});
  ledger.assign(serial, "ten-sales", "anna");
  wait_until_saved(ledger);
  ledger.crash();
  EXPECT_EQ(ledger.opened().state->unsaved_events(), 0U);
  EXPECT_EQ(ledger.search({.stages = {projections::state::Stage::valid}}).size(), 1U);
}

TEST_F(Restart, keeps_search_right_if_the_policy_changed_before_it) {
  given_active(serial, {{"ten-sales", 2, "2026-03-20"}});
  EXPECT_EQ(search({.stages = {projections::state::Stage::warning}}).size(), 1U);
  restart();
  policy({.warning_days = 1});
  restart();
  EXPECT_EQ(search({.stages = {projections::state::Stage::warning}}).size(), 0U);
  EXPECT_EQ(search({.stages = {projections::state::Stage::valid}}).size(), 1U);
}

TEST_F(Restart, rebuilds_what_is_derived_if_it_is_of_another_version) {
  given_active(serial, {{"ten-sales", 2}});
  assign(serial, "ten-sales", "anna");
  close();
  auto store = ledger::Store::open({.directory = directory() + "/log"});
  ASSERT_TRUE(store.has_value());
  const std::vector<ledger::DerivedEntry> mark{{"m", "of another version"}};
  ASSERT_TRUE((*store)->write_derived(ledger::Derived::licenses, mark).has_value());
  ASSERT_TRUE((*store)->flush_derived().has_value());
  store->reset();
  restart();
  EXPECT_EQ(row_of(view(serial), "ten-sales").in_use, 1);
  EXPECT_EQ(assign(serial, "ten-sales", "anna").verdict, Verdict::already_so);
}

TEST_F(Restart, can_be_read_alongside_the_writer) {
  given_active(serial, {{"ten-sales", 2}});
  assign(serial, "ten-sales", "anna");
  const auto reader = commands::write::open_ledger(directory(), true);
  ASSERT_TRUE(reader.has_value()) << reader.error().detail;
  const replay::Questions questions{*reader->streams, *reader->directory};
  EXPECT_EQ(reader->state->end(), end());
  const auto answer = questions.license(serial, {now(), now()});
  EXPECT_EQ(row_of(answer->value().view, "ten-sales").in_use, 1);

  assign(serial, "ten-sales", "bo");
  EXPECT_EQ(row_of(questions.license(serial, {now(), now()})->value().view, "ten-sales").in_use, 1);
  const auto later = commands::write::open_ledger(directory(), true);
  EXPECT_EQ(later->state->end(), end());
}

TEST_F(Restart, finds_no_ledger_in_an_empty_directory) {
  const TemporaryDirectory empty;
  const auto reader = commands::write::open_ledger(empty.path(), true);
  ASSERT_TRUE(reader.has_error());
  EXPECT_EQ(reader.error().kind, ledger::FailureKind::not_found);
}

/// Requests about licenses that another thread loads first.
class ColdLicenses : public ::testing::Test {
 protected:
  void SetUp() override {
    ledger.given_active(serial, {{"ten-sales", 2}});
    ledger.assign(serial, "ten-sales", "anna");
    ledger.given_license(other);
    ledger.given_license(waiting, "Nordvik AB", {.auto_update = true});
    ledger.bought(waiting, {{"ten-sales", 2}});
    ledger.restart();
  }
  /// Of the state that the writer leaves.
  bool is_cold(const std::string& one) {
    ledger.sequencer().stop();
    return ledger.opened().state->cold(one)->has_value();
  }

  static constexpr const char* serial = "1801000001";
  static constexpr const char* other = "1801000002";
  static constexpr const char* waiting = "1801000003";  // for its installation
  TestLedger ledger{{.long_history = 1, .test_clock = at("2026-03-01")}};
};

TEST_F(ColdLicenses, are_loaded_for_a_command) {
  EXPECT_EQ(ledger.assign(serial, "ten-sales", "bo").verdict, Verdict::done);
  EXPECT_EQ(codes_of(ledger.assign(serial, "ten-sales", "cia").reasons),
            Texts{"no_free_seat ten-sales"});
  EXPECT_FALSE(is_cold(serial));
  EXPECT_TRUE(is_cold(other));
}

TEST_F(ColdLicenses, are_loaded_for_facts_only_where_an_attempt_may_follow) {
  commands::write::PostEvents posted;
  for (const auto* one : {serial, waiting, other, serial}) {
    posted.events.push_back(ledger.event(one, ledger::InvoiceVoided{.invoice_id = "I-9"}));
  }
  posted.atomic = true;
  const auto outcome = ledger.submit(posted);
  for (const auto& event : outcome.events) {
    EXPECT_EQ(event.status, commands::write::EventStatus::appended);
  }
  EXPECT_TRUE(is_cold(serial));
  EXPECT_TRUE(is_cold(other));
  EXPECT_FALSE(is_cold(waiting));
}

TEST_F(ColdLicenses, are_loaded_for_a_request_of_many_events_as_it_goes_on) {
  commands::write::PostEvents posted;
  for (int i = 0; i < 300; ++i) {
    posted.events.push_back(ledger.event(i < 200 ? serial : other,
                                         ledger::InvoiceVoided{.invoice_id = std::to_string(i)}));
  }
  const auto outcome = ledger.submit(posted);
  ASSERT_EQ(outcome.events.size(), 300U);
  for (const auto& event : outcome.events) {
    EXPECT_EQ(event.status, commands::write::EventStatus::appended);
  }
}

TEST_F(ColdLicenses, are_loaded_once_for_all_who_wait) {
  std::vector<std::future<bool>> answered;
  for (int i = 0; i < 50; ++i) {
    auto promise = std::make_shared<std::promise<bool>>();
    answered.push_back(promise->get_future());
    const bool taken = ledger.sequencer().submit(
        {.request = commands::Command{commands::RemoveSeat{
             .serial_number = serial, .module_name = "ten-sales", .user = "anna"}},
         .actor = "admin:anna",
         .done = [promise](auto outcome) { promise->set_value(outcome.has_value()); }});
    ASSERT_TRUE(taken);
  }
  for (auto& one : answered) EXPECT_TRUE(one.get());
  EXPECT_EQ(row_of(ledger.view(serial), "ten-sales").in_use, 0);
}

/// The writer ends with everything answered, also what waits.
TEST_F(ColdLicenses, are_loaded_before_the_writer_stops) {
  auto promise = std::make_shared<std::promise<bool>>();
  auto answered = promise->get_future();
  ASSERT_TRUE(ledger.sequencer().submit(
      {.request = commands::Command{commands::RemoveSeat{
           .serial_number = serial, .module_name = "ten-sales", .user = "anna"}},
       .actor = "admin:anna",
       .done = [promise](auto outcome) { promise->set_value(outcome.has_value()); }}));
  ledger.sequencer().stop();
  EXPECT_TRUE(answered.get());
}

class MachineClock : public ::testing::Test {
 protected:
  TestLedger ledger{commands::write::SequencerOptions{}};
};

TEST_F(MachineClock, lets_an_event_take_effect_when_its_instant_comes) {
  ledger.given_license(serial, "Nordvik AB", {.auto_update = true});
  ledger.bind(serial, "Cust1");
  ledger::Event bought = ledger.event(
      serial, ledger::PurchaseRecorded{
                  .order_id = "SO-1", .lines = {{"l-1", "ten-sales", 1, {}}}, .invoice_ids = {}});
  bought.time = ledger::Instant{ledger.now().micros + 150'000};
  ledger.post({bought});
  for (int i = 0; i < 500 && !ledger.view(serial).current_number; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  ASSERT_TRUE(ledger.view(serial).current_number.has_value());
  EXPECT_GE(ledger.view(serial).activated_at, *bought.time);
}

TEST_F(MachineClock, sleeps_while_the_next_event_is_centuries_away) {
  ledger.given_license(serial, "Nordvik AB");
  ledger.fact(serial, ledger::InvoiceVoided{.invoice_id = "I-1"}, "9999-01-01");
  const auto before = ledger.sequencer().stats().batches;
  std::this_thread::sleep_for(std::chrono::milliseconds{100});
  EXPECT_EQ(ledger.sequencer().stats().batches, before);
}

}  // namespace
}  // namespace tests
