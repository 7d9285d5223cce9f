#include "tools/wire/event_json.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/example_events.h"

namespace tools::wire {
namespace {

using ledger::Event;
using ledger::EventType;

std::string shown(const std::vector<FieldError>& errors) {
  std::string text;
  for (const auto& error : errors) {
    text += error.pointer + ": " + error.code + " (" + error.detail + ")\n";
  }
  return text;
}

/// A valid event in structured mode with this data.
boost::json::value event_with(std::string_view type, std::string_view data) {
  return boost::json::object{{"specversion", "1.0"},
                             {"source", "/billing"},
                             {"id", "e-1"},
                             {"type", type},
                             {"subject", type == "policy.changed.v1" ? "default"
                                         : type == "log.restored.v1" ? "log"
                                                                     : "1801000001"},
                             {"data", boost::json::parse(data)}};
}

Event parsed(const boost::json::value& value) {
  std::vector<FieldError> errors;
  auto event = parse_event(value, "", errors);
  EXPECT_TRUE(event.has_value()) << shown(errors);
  return event.value_or(Event{});
}

template <class Data>
Data parsed_data(std::string_view type, std::string_view data) {
  const Event event = parsed(event_with(type, data));
  EXPECT_TRUE(std::holds_alternative<Data>(event.data));
  return std::holds_alternative<Data>(event.data) ? std::get<Data>(event.data) : Data{};
}

struct Example {
  std::string_view type;
  std::string_view data;
};

/// Every type with every member, as the ledger prints it.
constexpr Example in_full[]{
    {"license.registered.v1", R"({"company_name": "Nordvik Å \"B\"", "auto_update": false})"},
    {"module.defined.v1", R"({
       "type": "user", "display_name": {"en": "Sales", "sv": "Försäljning"}, "unrestricted": true,
       "hidden": true, "user_plan": true, "includes": ["user", "web"], "prerequisite": "base",
       "service_access": true})"},
    {"policy.changed.v1", R"({"warning_days": 30, "grace_days": 0, "payment_grace_days": 3650,
                              "activated_notice_days": 1})"},
    {"purchase.recorded.v1", R"({
       "order_id": "SO-1", "invoice_ids": ["INV-1", "INV-2"], "lines": [
         {"line_id": "L1", "module": "ten-sales", "quantity": 9007199254740991,
          "until": "2027-01-01"},
         {"line_id": "L2", "module": "web", "quantity": 0}]})"},
    {"invoice.issued.v1", R"({"invoice_id": "INV-1", "amount": 9007199254740991,
                              "currency": "SEK", "due_on": "2024-02-29"})"},
    {"invoice.credited.v1", R"({"credit_id": "C-1", "invoice_id": "INV-1", "amount": 1})"},
    {"invoice.voided.v1", R"({"invoice_id": "INV-1"})"},
    {"payment.received.v1", R"({"payment_id": "P-1", "invoice_id": "INV-1", "amount": 0,
                                "currency": "JPY"})"},
    {"payment.reversed.v1", R"({"reversal_id": "R-1", "payment_id": "P-1", "amount": 5,
                                "kind": "chargeback"})"},
    {"maintenance.agreed.v1", R"({"agreement_id": "M-1", "version": "8.5",
                                  "until": "2027-01-01"})"},
    {"installation.upgraded.v1", R"({"cust_id": "Cust1", "version": "9", "test": true})"},
    {"installation.kind_changed.v1", R"({"cust_id": "Cust1", "kind": "trial"})"},
    {"service_request.opened.v1", R"({"request_id": "R1", "user": "anna", "status": "active"})"},
    {"service_request.updated.v1",
     R"({"request_id": "R1", "user": "anna", "status": "postponed"})"},
    {"service_request.closed.v1", R"({"request_id": "R1", "user": "anna", "status": "active"})"},
    {"installation.bound.v1", R"({
       "cust_id": "Cust1", "kind": "demo", "deployment": "onsite", "version": "10.1",
       "company_name": "Nordvik AB",
       "seats": [{"module": "ten-sales", "user": "anna", "user_type": "other"}]})"},
    {"installation.binding_refused.v1", R"({
       "cust_id": "Cust1", "company_name": "Nordvik", "reasons": [
         {"code": "owner_mismatch", "company_name": "Nordvik", "registered_name": "Nordvik AB",
          "since": "2026-01-01T00:00:00Z",
          "evidence": [{"position": 4, "id": "e-4", "type": "license.registered.v1"}],
          "evidence_count": 1}]})"},
    {"installation.released.v1", R"({
       "cust_id": "Cust1",
       "seats": [{"module": "ten-sales", "user": "anna", "user_type": "associate"}]})"},
    {"license.activated.v1", R"({
       "number": 4294967295, "mode": "file", "modules": {"ten-sales": 7, "web": 0},
       "expires_on": "2027-01-01",
       "changes": [{"module": "ten-sales", "in_use": 9, "total": 10, "new_total": 7}]})"},
    {"activation.blocked.v1", R"({
       "number": 2, "mode": "manual", "cust_id": "Cust1", "reasons": [
         {"code": "unpaid", "invoice_id": "INV-7", "open": 1, "currency": "SEK",
          "due_on": "2026-03-03", "overdue": false, "since": "2026-03-01T00:00:00.000001Z",
          "evidence": [], "evidence_count": 0},
         {"code": "not_bound", "since": "2026-03-01T00:00:00Z", "evidence": [], "evidence_count": 0}]})"},
    {"pending.held.v1", R"({"number": 2, "reason": "The number of seats is wrong."})"},
    {"pending.released.v1", R"({"number": 2})"},
    {"seat.assigned.v1", R"({"module": "ten-sales", "user": "anna", "user_type": "other"})"},
    {"seat.assignment_refused.v1", R"({
       "module": "ten-sales", "user": "anna", "user_type": "associate", "reasons": [
         {"code": "no_free_seat", "module": "ten-sales", "in_use": 3, "total": 3,
          "since": "2026-03-01T00:00:00Z", "evidence": [], "evidence_count": 0}]})"},
    {"seat.removed.v1", R"({"module": "ten-sales", "user": "anna", "user_type": "associate"})"},
    {"seat.removal_refused.v1", R"({
       "module": "ten-service", "user": "anna", "reasons": [
         {"code": "open_requests", "user": "anna", "open_requests": 3,
          "since": "2026-03-01T00:00:00Z", "evidence": [], "evidence_count": 0}]})"},
    {"license_file.issued.v1", R"({
       "number": 2, "cust_id": "Cust1", "modules": {"ten-sales": 7}, "expires_on": "2027-01-01",
       "key_id": "key-1"})"},
    {"log.restored.v1", R"({
       "origin": "ledger.example/log1", "signed_size": 40, "signed_root": "2y7/5k0=",
       "reason": "The disk is lost."})"},
};

/// Every type with only its required members.
constexpr Example in_short[]{
    {"license.registered.v1", R"({"company_name": "N"})"},
    {"module.defined.v1", R"({})"},
    {"policy.changed.v1", R"({"grace_days": 0})"},
    {"purchase.recorded.v1",
     R"({"order_id": "S", "lines": [{"line_id": "L", "module": "m", "quantity": 0}]})"},
    {"invoice.issued.v1",
     R"({"invoice_id": "I", "amount": 0, "currency": "SEK", "due_on": "2026-01-01"})"},
    {"invoice.credited.v1", R"({"credit_id": "C", "invoice_id": "I", "amount": 0})"},
    {"invoice.voided.v1", R"({"invoice_id": "I"})"},
    {"payment.received.v1",
     R"({"payment_id": "P", "invoice_id": "I", "amount": 0, "currency": "SEK"})"},
    {"payment.reversed.v1",
     R"({"reversal_id": "R", "payment_id": "P", "amount": 0, "kind": "refund"})"},
    {"maintenance.agreed.v1", R"({"agreement_id": "M", "version": "8"})"},
    {"installation.upgraded.v1", R"({"cust_id": "C", "version": "9"})"},
    {"installation.kind_changed.v1", R"({"cust_id": "C", "kind": "test"})"},
    {"service_request.opened.v1", R"({"request_id": "R", "user": "anna"})"},
    {"service_request.updated.v1", R"({"request_id": "R", "user": "anna"})"},
    {"service_request.closed.v1", R"({"request_id": "R"})"},
    {"installation.bound.v1", R"({"cust_id": "C", "kind": "production", "deployment": "online",
                                  "version": "9", "company_name": "N"})"},
    {"installation.binding_refused.v1", R"({"cust_id": "C"})"},
    {"installation.released.v1", R"({"cust_id": "C"})"},
    {"license.activated.v1", R"({"number": 1, "mode": "automatic", "modules": {}})"},
    {"activation.blocked.v1", R"({"mode": "automatic"})"},
    {"pending.held.v1", R"({"number": 1})"},
    {"pending.released.v1", R"({"number": 1})"},
    {"seat.assigned.v1", R"({"module": "m", "user": "anna"})"},
    {"seat.assignment_refused.v1", R"({"module": "m", "user": "anna"})"},
    {"seat.removed.v1", R"({"module": "m", "user": "anna"})"},
    {"seat.removal_refused.v1", R"({"user": "anna"})"},
    {"license_file.issued.v1", R"({"number": 1})"},
    {"log.restored.v1", R"({"origin": "o", "signed_size": 0, "reason": "r"})"},
};

TEST(EventJson, has_examples_of_every_type) {
  ASSERT_EQ(std::size(in_full), ledger::event_type_count);
  ASSERT_EQ(std::size(in_short), ledger::event_type_count);
  for (std::size_t i = 0; i < ledger::event_type_count; ++i) {
    EXPECT_EQ(in_full[i].type, ledger::event_types()[i].name);
    EXPECT_EQ(in_short[i].type, ledger::event_types()[i].name);
  }
}

TEST(EventJson, prints_every_member_that_it_parsed) {
  for (const auto& example : in_full) {
    const Event event = parsed(event_with(example.type, example.data));
    EXPECT_EQ(ledger::name_of(event.type()), example.type);
    EXPECT_EQ(boost::json::value(event_data_json(event.data)), boost::json::parse(example.data))
        << example.type;
  }
}

TEST(EventJson, parses_its_own_output_to_the_same_data) {
  for (const auto& example : in_short) {
    const Event event = parsed(event_with(example.type, example.data));
    const auto printed = boost::json::serialize(event_data_json(event.data));
    EXPECT_EQ(parsed(event_with(example.type, printed)).data, event.data) << printed;
  }
}

TEST(EventJson, treats_null_as_absent) {
  const auto line = parsed_data<ledger::PurchaseRecorded>("purchase.recorded.v1",
                                                          R"({"order_id": "S", "invoice_ids": null,
          "lines": [{"line_id": "L", "module": "m", "quantity": 1, "until": null}]})");
  EXPECT_FALSE(line.lines.at(0).until);
  const auto module_defined = parsed_data<ledger::ModuleDefined>(
      "module.defined.v1", R"({"prerequisite": null, "includes": null, "hidden": null})");
  EXPECT_EQ(module_defined, ledger::ModuleDefined{});
  const auto blocked = parsed_data<ledger::ActivationBlocked>(
      "activation.blocked.v1", R"({"mode": "manual", "number": null, "reasons": null})");
  EXPECT_FALSE(blocked.number);
}

TEST(EventJson, gives_absent_members_their_defaults) {
  EXPECT_TRUE(
      parsed_data<ledger::LicenseRegistered>("license.registered.v1", R"({"company_name": "N"})")
          .auto_update);
  EXPECT_FALSE(parsed_data<ledger::InstallationUpgraded>("installation.upgraded.v1",
                                                         R"({"cust_id": "C", "version": "9"})")
                   .test);
  const auto policy =
      parsed_data<ledger::PolicyChanged>("policy.changed.v1", R"({"grace_days": 1})");
  EXPECT_EQ(policy.grace_days, 1);
  EXPECT_FALSE(policy.warning_days);
}

TEST(EventJson, ignores_unknown_members_of_decisions_but_not_of_facts) {
  const auto seat = parsed_data<ledger::SeatAssigned>(
      "seat.assigned.v1", R"({"module": "m", "user": "anna", "seen_by": [1], "note": null})");
  EXPECT_EQ(seat.user, "anna");
  const auto released = parsed_data<ledger::InstallationReleased>(
      "installation.released.v1",
      R"({"cust_id": "C", "seats": [{"module": "m", "user": "anna", "desk": 4}]})");
  EXPECT_EQ(released.seats.size(), 1U);

  std::vector<FieldError> errors;
  EXPECT_FALSE(parse_event(event_with("invoice.voided.v1", R"({"invoice_id": "I", "note": null})"),
                           "", errors));
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].code, "unknown_member");
}

TEST(EventJson, reads_the_attributes_and_ignores_extensions) {
  const Event event = parsed(boost::json::parse(R"({
    "specversion": "1.0", "source": "/billing", "id": "e/1", "type": "invoice.voided.v1",
    "subject": "1801000001", "time": "2026-03-01T01:00:00.5+01:00",
    "datacontenttype": "application/vnd.billing+JSON; charset=utf-8",
    "dataschema": "https://billing.example/v1", "traceparent": "00-0af7-b7ad-01",
    "recorded_at": 17, "data_base64": null, "data": {"invoice_id": "I"}})"));
  EXPECT_EQ(event.source, "/billing");
  EXPECT_EQ(event.id, "e/1");
  EXPECT_EQ(event.subject, "1801000001");
  EXPECT_EQ(event.time, ledger::parse_instant("2026-03-01T00:00:00.5Z"));
  EXPECT_EQ(event.type(), EventType::invoice_voided);
}

ledger::RecordedEvent recorded(std::string_view data) {
  ledger::RecordedEvent event;
  static_cast<Event&>(event) = parsed(event_with("invoice.voided.v1", data));
  event.position = {42};
  event.revision = {7};
  event.recorded_at = ledger::parse_instant("2026-03-02T08:00:00.123456Z").value();
  event.effective_at = ledger::parse_instant("2026-03-01T00:00:00Z").value();
  event.actor = "billing:shop";
  return event;
}

TEST(EventJson, prints_a_recorded_event_with_the_members_that_the_ledger_adds) {
  EXPECT_EQ(boost::json::value(event_json(recorded(R"({"invoice_id": "I"})"))),
            boost::json::parse(R"({
    "specversion": "1.0", "source": "/billing", "id": "e-1", "type": "invoice.voided.v1",
    "subject": "1801000001", "time": "2026-03-01T00:00:00Z",
    "datacontenttype": "application/json", "data": {"invoice_id": "I"},
    "position": 42, "recordedtime": "2026-03-02T08:00:00.123456Z", "revision": 7,
    "effective_at": "2026-03-01T00:00:00Z", "recorded_at": "2026-03-02T08:00:00.123456Z",
    "actor": "billing:shop"})"));
}

TEST(EventJson, reads_an_exported_event_and_its_first_recording) {
  for (const auto& event : tests::example_events()) {
    const auto exported = boost::json::parse(boost::json::serialize(event_json(event)));
    const Event again = parsed(exported);
    EXPECT_EQ(again.id, event.id);
    EXPECT_EQ(again.source, event.source);
    EXPECT_EQ(again.subject, event.subject);
    EXPECT_EQ(again.time, event.effective_at);
    EXPECT_EQ(again.data, event.data) << exported;

    std::vector<FieldError> errors;
    const auto first = parse_first_recording(exported, "", errors);
    ASSERT_TRUE(first) << shown(errors);
    EXPECT_EQ(first->recorded_at, event.recorded_at);
    EXPECT_EQ(first->actor, event.actor);
  }
}

TEST(EventJson, finds_no_first_recording_in_an_event_without_one) {
  std::vector<FieldError> errors;
  const auto first = parse_first_recording(boost::json::parse(R"({"id": "e-1"})"), "", errors);
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->recorded_at);
  EXPECT_TRUE(first->actor.empty());

  EXPECT_FALSE(
      parse_first_recording(boost::json::parse(R"({"recordedtime": "yesterday"})"), "/3", errors));
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].pointer, "/3/recordedtime");
  EXPECT_EQ(errors[0].code, "not_an_instant");
}

EventHeaders headers() {
  return {.specversion = "1.0",
          .source = "/billing",
          .id = "e-1",
          .type = "invoice.voided.v1",
          .subject = "1801000001",
          .time = std::nullopt};
}

TEST(BinaryEvent, is_the_same_event_as_in_structured_mode) {
  auto binary = headers();
  binary.time = "2026-03-01T00:00:00Z";
  auto structured = event_with("invoice.voided.v1", R"({"invoice_id": "I"})");
  structured.as_object()["time"] = "2026-03-01T00:00:00Z";
  const Event expected = parsed(structured);

  std::vector<FieldError> errors;
  const auto event =
      parse_binary_event(binary, boost::json::parse(R"({"invoice_id": "I"})"), errors);
  ASSERT_TRUE(event) << shown(errors);
  EXPECT_EQ(event->source, expected.source);
  EXPECT_EQ(event->id, expected.id);
  EXPECT_EQ(event->subject, expected.subject);
  EXPECT_EQ(event->time, expected.time);
  EXPECT_EQ(event->data, expected.data);
}

TEST(BinaryEvent, has_its_headers_unquoted_and_percent_decoded_once) {
  auto binary = headers();
  binary.id = "Euro%20%e2%82%AC%2541";
  binary.source = R"("/a \"b\" %C3%A5")";
  std::vector<FieldError> errors;
  const auto event =
      parse_binary_event(binary, boost::json::parse(R"({"invoice_id": "I"})"), errors);
  ASSERT_TRUE(event) << shown(errors);
  EXPECT_EQ(event->id, "Euro €%41");
  EXPECT_EQ(event->source, "/a \"b\" å");
}

TEST(BinaryEvent, is_rejected_if_a_header_does_not_decode) {
  for (const std::string_view bad :
       {"%", "%4", "%zz", "\"open", "\"a\"b", "\"a\\", "%C0%A0", "%ED%A0%80", "%F5%80%80%80",
        "%E2%82", "%80", "%E0%80%80", "%F0%80%80%80", "\xff"}) {
    auto binary = headers();
    binary.id = bad;
    std::vector<FieldError> errors;
    EXPECT_FALSE(parse_binary_event(binary, boost::json::parse(R"({"invoice_id": "I"})"), errors))
        << bad;
    ASSERT_EQ(errors.size(), 1U) << bad;
    EXPECT_EQ(errors[0].pointer, "/ce-id");
    EXPECT_EQ(errors[0].code, "bad_encoding");
  }
}

TEST(BinaryEvent, has_errors_that_point_to_headers_and_into_the_body) {
  auto binary = headers();
  binary.subject.reset();
  binary.time = "today";
  binary.specversion = "0.3";
  std::vector<FieldError> errors;
  EXPECT_FALSE(
      parse_binary_event(binary, boost::json::parse(R"({"invoice_id": 1, "b": 2})"), errors));
  const auto has = [&](std::string_view pointer, std::string_view code) {
    return std::any_of(errors.begin(), errors.end(), [&](const FieldError& error) {
      return error.pointer == pointer && error.code == code;
    });
  };
  EXPECT_EQ(errors.size(), 5U) << shown(errors);
  EXPECT_TRUE(has("/ce-subject", "required"));
  EXPECT_TRUE(has("/ce-time", "not_an_instant"));
  EXPECT_TRUE(has("/ce-specversion", "not_in_list"));
  EXPECT_TRUE(has("/invoice_id", "wrong_type"));
  EXPECT_TRUE(has("/b", "unknown_member"));

  errors.clear();
  EXPECT_FALSE(parse_binary_event(headers(), boost::json::parse("[]"), errors));
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].pointer, "");
}

}  // namespace
}  // namespace tools::wire
