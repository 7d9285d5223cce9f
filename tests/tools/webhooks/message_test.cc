#include "tools/webhooks/message.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <set>

#include "tools/wire/event_json.h"

namespace tools::webhooks {
namespace {

namespace json = boost::json;
using ledger::Position;

const MessageIdentity paid{.webhook_id = "wh_1",
                           .type = "invoice.settled",
                           .serial_number = "1801000001",
                           .about = "INV-7",
                           .by = Position{42},
                           .at = {1'767'225'600'000'000}};

TEST(MessageId, is_the_same_whenever_it_is_derived) {
  MessageIdentity again = paid;
  again.at = {again.at.micros + 5};  // an event is identified by its position
  EXPECT_EQ(message_id(paid), message_id(again));
  EXPECT_EQ(message_id(paid), message_id(paid));
  EXPECT_EQ(message_id(paid).size(), 36U);
  EXPECT_EQ(message_id(paid).find('.'), std::string::npos)
      << "dots separate the parts of the signed text";
}

TEST(MessageId, depends_on_every_part_of_the_identity) {
  std::vector<MessageIdentity> identities(8, paid);
  identities[1].webhook_id = "wh_2";
  identities[2].type = "invoice.overdue";
  identities[3].serial_number = "1801000002";
  identities[4].about = "INV-8";
  identities[5].by = Position{43};
  identities[6].by.reset();
  identities[7].by.reset();
  identities[7].at = {5};
  std::set<std::string> ids;
  for (const auto& identity : identities) ids.insert(message_id(identity));
  EXPECT_EQ(ids.size(), identities.size());
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

TEST(WebhookMessage, of_an_event_is_the_event_as_in_the_feed) {
  const auto event = recorded(refused_seat());
  const auto body = json::parse(event_body(event)).as_object();
  EXPECT_EQ(body.at("type"), "seat.assignment_refused.v1");
  EXPECT_EQ(body.at("timestamp"), "2026-01-01T00:00:00Z");
  EXPECT_EQ(body.at("data"), json::value(wire::event_json(event)));
}

TEST(WebhookMessage, of_a_decision_explains_its_reasons_in_the_requested_language) {
  const auto event = recorded(refused_seat());
  EXPECT_EQ(decision_type(event), ChangeType::seat_refused);
  auto dated = refused_seat().reasons;
  dated[0].since = ledger::Instant{1'764'547'200'000'000};
  for (const auto language : {Language::en, Language::sv}) {
    const auto body = json::parse(decision_body(event, dated, language)).as_object();
    EXPECT_EQ(body.at("type"), "seat.refused");
    const auto& data = body.at("data").as_object();
    EXPECT_EQ(data.at("serial_number"), "1801000001");
    EXPECT_EQ(data.at("position"), 57);
    EXPECT_EQ(data.at("user"), "bo");
    EXPECT_EQ(data.at("actor"), "admin:Nordvik IT");
    const auto& reason = data.at("reasons").as_array().at(0).as_object();
    EXPECT_EQ(reason.at("code"), "no_free_seat");
    EXPECT_EQ(reason.at("since"), "2025-12-01T00:00:00Z");
    const std::string message{reason.at("message").as_string()};
    EXPECT_EQ(message, projections::words::message(refused_seat().reasons[0], language));
    EXPECT_TRUE(reason.contains("resolver") && reason.contains("remedies"));
  }
}

TEST(WebhookMessage, is_only_the_event_if_the_event_is_not_a_decision) {
  EXPECT_EQ(decision_type(recorded(ledger::InvoiceVoided{"INV-7"})), std::nullopt);
  EXPECT_EQ(decision_type(recorded(ledger::SeatAssigned{})), std::nullopt);
}

}  // namespace
}  // namespace tools::webhooks
