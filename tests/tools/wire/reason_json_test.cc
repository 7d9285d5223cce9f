#include "tools/wire/reason_json.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <string_view>
#include <vector>

namespace tools::wire {
namespace {

using ledger::Reason;
using ledger::ReasonCode;

Reason reason_of(ReasonCode code) {
  Reason reason;
  reason.code = code;
  reason.since = ledger::parse_instant("2026-03-01T00:00:00Z").value();
  return reason;
}

/// The printed reason without the members that are common to all.
boost::json::value own_members(const Reason& reason) {
  auto printed = reason_json(reason);
  printed.erase("since");
  printed.erase("evidence");
  printed.erase("evidence_count");
  return printed;
}

Reason parsed_again(const Reason& reason) {
  std::vector<FieldError> errors;
  const auto printed = boost::json::parse(boost::json::serialize(reason_json(reason)));
  auto again = parse_reason(printed, "", errors);
  EXPECT_TRUE(again) << boost::json::serialize(printed);
  return again.value_or(Reason{});
}

TEST(ReasonJson, states_for_an_excess_how_many_seats_to_remove_and_who_holds_them) {
  auto reason = reason_of(ReasonCode::excess);
  reason.module_name = "ten-sales";
  reason.in_use = 9;
  reason.new_total = 7;
  reason.to_remove = 2;
  reason.users = {"anna", "bo"};
  EXPECT_EQ(own_members(reason),
            boost::json::parse(R"({"code": "excess", "module": "ten-sales", "in_use": 9,
    "new_total": 7, "to_remove": 2, "users": ["anna", "bo"]})"));
}

TEST(ReasonJson, states_for_an_invoice_the_open_amount_or_null_if_it_is_unknown) {
  auto reason = reason_of(ReasonCode::unpaid);
  reason.invoice_id = "INV-7";
  reason.overdue = false;
  EXPECT_EQ(own_members(reason),
            boost::json::parse(R"({"code": "unpaid", "invoice_id": "INV-7", "open": null,
    "currency": null, "due_on": null, "overdue": false})"));
  reason.open = 1;
  reason.currency = "SEK";
  reason.due_on = ledger::parse_date("2026-03-03");
  EXPECT_EQ(own_members(reason),
            boost::json::parse(R"({"code": "unpaid", "invoice_id": "INV-7", "open": 1,
    "currency": "SEK", "due_on": "2026-03-03", "overdue": false})"));
}

TEST(ReasonJson, states_for_a_version_that_nothing_is_covered) {
  auto reason = reason_of(ReasonCode::version);
  reason.installed = "9";
  EXPECT_EQ(own_members(reason),
            boost::json::parse(R"({"code": "version", "installed": "9", "covered": null})"));
}

TEST(ReasonJson, has_an_empty_list_if_the_code_has_a_list) {
  auto reason = reason_of(ReasonCode::over_assigned);
  EXPECT_EQ(own_members(reason), boost::json::parse(R"({"code": "over_assigned", "module": null,
    "in_use": null, "total": null, "to_remove": null, "users": []})"));
}

TEST(ReasonJson, states_since_when_and_its_evidence) {
  auto reason = reason_of(ReasonCode::not_bound);
  reason.evidence = {
      {.position = {40}, .id = "e-40", .type = ledger::EventType::license_registered},
      {.position = ledger::no_position,
       .id = "if-1",
       .type = ledger::EventType::installation_bound}};
  reason.uncited = 3;
  EXPECT_EQ(boost::json::value(reason_json(reason)), boost::json::parse(R"({
    "code": "not_bound", "since": "2026-03-01T00:00:00Z", "evidence": [
      {"position": 40, "id": "e-40", "type": "license.registered.v1"},
      {"position": null, "id": "if-1", "type": "installation.bound.v1"}],
    "evidence_count": 5})"));
  EXPECT_EQ(parsed_again(reason), reason);

  std::vector<FieldError> errors;
  EXPECT_EQ(parse_reason(reason_json(reason), "", errors), reason);  // without having been text
}

TEST(ReasonJson, reads_back_equal_whatever_the_code) {
  for (const auto code : ledger::every<ReasonCode>()) {
    const auto reason = reason_of(code);
    EXPECT_EQ(parsed_again(reason), reason) << ledger::name_of(reason.code);
  }
}

TEST(ReasonJson, reads_back_equal_with_every_member_set) {
  auto reason = reason_of(ReasonCode::held);
  reason.module_name = "m";
  reason.invoice_id = "i";
  reason.payment_id = "p";
  reason.user = "u";
  reason.cust_id = "c";
  reason.serial_number = "s";
  reason.number = ledger::LicenseNumber{0};
  reason.in_use = 1;
  reason.total = 2;
  reason.new_total = 3;
  reason.to_remove = 4;
  reason.open = max_integer;
  reason.open_requests = 6;
  reason.currency = "SEK";
  reason.expected_currency = "NOK";
  reason.due_on = ledger::parse_date("0001-01-01");
  reason.overdue = true;
  reason.installed = "9.1";
  reason.covered = "8";
  reason.expires_on = ledger::parse_date("9999-12-31");
  reason.days_left = -7;
  reason.company_name = "";
  reason.registered_name = "Nordvik AB";
  reason.prerequisite = "base";
  reason.modules = {"a", "b"};
  reason.users = {"anna"};
  reason.bound_cust_id = "c2";
  reason.bound_serial = "s2";
  reason.version = "10";
  reason.newest = ledger::LicenseNumber{4'294'967'295};
  EXPECT_EQ(parsed_again(reason), reason);
}

TEST(ReasonJson, from_another_system_is_read_by_its_code_alone) {
  std::vector<FieldError> errors;
  const auto reason = parse_reason(
      boost::json::parse(
          R"({"code": "stale", "resolver": "nobody", "message": "…", "remedies": [{}]})"),
      "", errors);
  ASSERT_TRUE(reason);
  EXPECT_EQ(reason->code, ReasonCode::stale);
}

TEST(ReasonJson, is_rejected_if_a_member_has_the_wrong_type) {
  std::vector<FieldError> errors;
  EXPECT_FALSE(parse_reason(boost::json::parse("17"), "/r", errors));
  EXPECT_FALSE(parse_reason(boost::json::parse(R"({"code": "bad_luck"})"), "/r", errors));
  EXPECT_FALSE(
      parse_reason(boost::json::parse(R"({"code": "held", "number": 4294967296})"), "/r", errors));
  EXPECT_FALSE(parse_reason(
      boost::json::parse(R"({"code": "held", "evidence": [{"id": "e", "type": "no.such.v1"}]})"),
      "/r", errors));
  ASSERT_EQ(errors.size(), 4U);
  EXPECT_EQ(errors[0].pointer + ' ' + errors[0].code, "/r wrong_type");
  EXPECT_EQ(errors[1].pointer + ' ' + errors[1].code, "/r/code not_in_list");
  EXPECT_EQ(errors[2].pointer + ' ' + errors[2].code, "/r/number out_of_range");
  EXPECT_EQ(errors[3].pointer + ' ' + errors[3].code, "/r/evidence/0/type unknown_type");
}

}  // namespace
}  // namespace tools::wire
