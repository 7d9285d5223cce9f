#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <set>

#include "tools/webhooks/message.h"
#include "tools/wire/event_json.h"

namespace tools::webhooks {
namespace {

namespace json = boost::json;
using ledger::Position;

const Occasion paid{.webhook_id = "wh_1",
                    .type = "invoice.settled",
                    .serial_number = "1801000001",
                    .about = "INV-7",
                    .by = Position{42},
                    .at = {1'767'225'600'000'000}};

TEST(MessageId, is_the_same_whenever_it_is_worked_out) {
  Occasion again = paid;
  again.at = {again.at.micros + 5};  // an event is told by its position
  EXPECT_EQ(message_id(paid), message_id(again));
  EXPECT_EQ(message_id(paid), message_id(paid));
  EXPECT_EQ(message_id(paid).size(), 36U);
  EXPECT_EQ(message_id(paid).find('.'), std::string::npos) << "the signed text is parted by dots";
}

TEST(MessageId, differs_in_everything_that_is_told) {
  std::vector<Occasion> occasions(8, paid);
  occasions[1].webhook_id = "wh_2";
  occasions[2].type = "invoice.overdue";
  occasions[3].serial_number = "1801000002";
  occasions[4].about = "INV-8";
  occasions[5].by = Position{43};
  occasions[6].by.reset();
  occasions[7].by.reset();
  occasions[7].at = {5};
  std::set<std::string> ids;
  for (const auto& occasion : occasions) ids.insert(message_id(occasion));
  EXPECT_EQ(ids.size(), occasions.size());
}

ledger::RecordedEvent recorded(ledger::EventData data) {
  ledger::RecordedEvent event;
  event.source = "/license-ledger";
  event.id = "00000000000000000057";
  event.subject = "1801000001";
  event.data = std::move(data);
  event.position = {57};
  event.recorded_at = event.effective_at = {1'767'225'600'000'000};
  event.actor = "admin:Nordvik IT";
  return event;
}

ledger::SeatAssignmentRefused refused_seat() {
  ledger::SeatAssignmentRefused refused;
  refused.module_name = "ten-sales";
  refused.user = "bo";
  refused.reasons = {{.code = ledger::ReasonCode::no_free_seat,
                      .module_name = "ten-sales",
                      .user = "bo",
                      .in_use = 10,
                      .total = 10}};
  return refused;
}

TEST(Message, of_an_event_is_the_event_of_the_feed) {
  const auto event = recorded(refused_seat());
  const auto body = json::parse(event_body(event)).as_object();
  EXPECT_EQ(body.at("type"), "seat.assignment_refused.v1");
  EXPECT_EQ(body.at("timestamp"), "2026-01-01T00:00:00Z");
  EXPECT_EQ(body.at("data"), json::value(event_json(event)));
}

TEST(Message, of_a_decision_explains_its_reasons_in_the_language_asked_for) {
  const auto event = recorded(refused_seat());
  EXPECT_EQ(change_in(event), ChangeType::seat_refused);
  for (const auto language : {Language::en, Language::sv}) {
    const auto body = json::parse(decision_body(event, language)).as_object();
    EXPECT_EQ(body.at("type"), "seat.refused");
    const auto& data = body.at("data").as_object();
    EXPECT_EQ(data.at("serial_number"), "1801000001");
    EXPECT_EQ(data.at("position"), 57);
    EXPECT_EQ(data.at("user"), "bo");
    EXPECT_EQ(data.at("actor"), "admin:Nordvik IT");
    const auto& reason = data.at("reasons").as_array().at(0).as_object();
    EXPECT_EQ(reason.at("code"), "no_free_seat");
    const std::string message{reason.at("message").as_string()};
    EXPECT_EQ(message, projections::words::message(refused_seat().reasons[0], language));
    EXPECT_TRUE(reason.contains("resolver") && reason.contains("remedies"));
  }
}

TEST(Message, of_an_event_that_decides_nothing_is_the_event_alone) {
  EXPECT_EQ(change_in(recorded(ledger::InvoiceVoided{"INV-7"})), std::nullopt);
  EXPECT_EQ(change_in(recorded(ledger::SeatAssigned{})), std::nullopt);
}

}  // namespace
}  // namespace tools::webhooks
