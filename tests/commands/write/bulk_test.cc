#include <fmt/format.h>
#include <future>

#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

using commands::write::Outcome;
using commands::write::PostOutcome;
using commands::write::Submission;

/// Requests of many events, and what comes while they are under way.
class Bulk : public LedgerFixture {
 protected:
  static constexpr std::size_t many = 20'000;

  void SetUp() override {
    given_license(serial);
    given_license("1801000002");
  }

  Submission payments(std::size_t count, const std::string& prefix) {
    std::vector<ledger::Event> events;
    for (std::size_t i = 0; i < count; ++i) {
      events.push_back(
          event(serial, ledger::PaymentReceived{.payment_id = prefix + fmt::to_string(i),
                                                .invoice_id = "I-1",
                                                .amount = 1,
                                                .currency = "SEK"}));
    }
    return {.request = commands::write::PostEvents{.events = std::move(events), .history = {}},
            .actor = "billing:erp"};
  }
  std::future<PostOutcome> send(Submission submission) {
    auto promise = std::make_shared<std::promise<PostOutcome>>();
    submission.done = [promise](ledger::Result<Outcome> outcome) {
      promise->set_value(std::get<PostOutcome>(std::move(outcome).value()));
    };
    EXPECT_TRUE(sequencer().submit(std::move(submission)));
    return promise->get_future();
  }
  ledger::Position sent_alone() {
    return post({event("1801000002", ledger::InvoiceVoided{"I-9"})}).front().position;
  }
};

TEST_F(Bulk, gives_way_to_a_single_event) {
  auto bulk = send(payments(many, "P-"));
  const auto single = sent_alone();
  const auto outcome = bulk.get();
  ASSERT_EQ(outcome.events.size(), many);
  EXPECT_LT(single, outcome.events.back().position);
  for (std::size_t i = 1; i < many; ++i) {
    ASSERT_EQ(outcome.events[i].status, commands::write::EventStatus::appended);
    ASSERT_LT(outcome.events[i - 1].position, outcome.events[i].position);
  }
  EXPECT_EQ(outcome.position, outcome.events.back().position);
}

TEST_F(Bulk, is_in_one_commit_under_an_idempotency_key) {
  Submission keyed = payments(many, "P-");
  keyed.key = {ledger::sha256({"key"}), ledger::sha256({"request"})};
  keyed.render = [](const Outcome&) { return std::string{"answer"}; };
  auto bulk = send(std::move(keyed));
  sent_alone();
  const auto outcome = bulk.get();
  EXPECT_EQ(outcome.events.back().position.value - outcome.events.front().position.value, many - 1);
}

TEST_F(Bulk, is_done_in_the_order_in_which_it_came_and_before_the_writer_stops) {
  auto first = send(payments(many, "A-"));
  auto second = send(payments(many, "B-"));
  sequencer().stop();
  EXPECT_LT(first.get().position, second.get().events.front().position);
}

TEST_F(Bulk, is_recognized_when_it_is_sent_again) {
  auto first = send(payments(3'000, "P-"));
  const auto position = first.get().events.back().position;
  Submission again = payments(3'000, "P-");
  auto& events = std::get<commands::write::PostEvents>(again.request).events;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto before = event_at(position.value - events.size() + 1 + i);
    events[i].id = before->id;
  }
  const auto outcome = send(std::move(again)).get();
  EXPECT_EQ(outcome.events.back().status, commands::write::EventStatus::duplicate);
  EXPECT_EQ(outcome.events.back().position, position);
  EXPECT_EQ(outcome.position, ledger::no_position);
}

}  // namespace
}  // namespace tests
