#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/wire/event_json.h"

namespace tools::wire {
namespace {

using Errors = std::vector<FieldError>;

/// `pointer code`, one per line.
std::string in_brief(const Errors& errors) {
  std::string text;
  for (const auto& error : errors) text += error.pointer + ' ' + error.code + '\n';
  return text;
}

Errors errors_of(const boost::json::value& event, std::string_view pointer = "") {
  Errors errors;
  const auto parsed = parse_event(event, pointer, errors);
  EXPECT_EQ(parsed.has_value(), errors.empty());
  return errors;
}

/// A valid event, which the cases make invalid.
boost::json::object voided() {
  return boost::json::parse(
             R"({"specversion": "1.0", "source": "/billing", "id": "e-1", "subject": "1801000001",
                  "type": "invoice.voided.v1", "data": {"invoice_id": "I"}})")
      .as_object();
}

Errors errors_of_data(std::string_view type, std::string_view data) {
  auto event = voided();
  event["type"] = type;
  event["data"] = boost::json::parse(data);
  if (type == "policy.changed.v1") event["subject"] = "default";
  if (type == "log.restored.v1") event["subject"] = "log";
  return errors_of(event);
}

std::string quoted(const std::string& text) {
  return boost::json::serialize(boost::json::string{text});
}

struct AttributeCase {
  std::string member;
  std::string value;  // JSON; empty: the member is absent
  std::string error;
};

TEST(EventErrors, name_the_attribute_and_what_is_wrong_with_it) {
  const std::string long_text(256, 'x');
  const AttributeCase cases[]{
      {"specversion", "", "/specversion required\n"},
      {"specversion", "1.0", "/specversion wrong_type\n"},
      {"specversion", R"("1.1")", "/specversion not_in_list\n"},
      {"source", "", "/source required\n"},
      {"source", R"("")", "/source empty\n"},
      {"source", quoted(long_text), "/source too_long\n"},
      {"id", "null", "/id required\n"},
      {"id", "7", "/id wrong_type\n"},
      {"id", R"("a\nb")", "/id control_character\n"},
      {"id", R"("a\u007f")", "/id control_character\n"},
      {"id", R"("a\u0085")", "/id control_character\n"},
      {"type", "", "/type required\n"},
      {"type", R"("invoice.voided.v2")", "/type unknown_type\n"},
      {"type", "[]", "/type wrong_type\n"},
      {"subject", "", "/subject required\n"},
      {"subject", "{}", "/subject wrong_type\n"},
      {"time", R"("2026-03-01")", "/time not_an_instant\n"},
      {"time", R"("2026-02-30T00:00:00Z")", "/time not_an_instant\n"},
      {"time", R"("2026-03-01T00:00:00")", "/time not_an_instant\n"},
      {"time", R"("0001-01-01T00:00:00+00:01")", "/time not_an_instant\n"},
      {"time", R"("9999-12-31T23:59:59-00:01")", "/time not_an_instant\n"},
      {"time", "1772323200", "/time wrong_type\n"},
      {"datacontenttype", R"("text/plain")", "/datacontenttype not_json\n"},
      {"data", "", "/data required\n"},
      {"data", "null", "/data required\n"},
      {"data", R"("{}")", "/data wrong_type\n"},
      {"data_base64", R"("e30=")", "/data_base64 not_json\n"},
      {"Time", R"("2026-03-01T00:00:00Z")", "/Time unknown_member\n"},
      {"a~b/c", "1", "/a~0b~1c unknown_member\n"},
  };
  for (const auto& [member, value, error] : cases) {
    auto event = voided();
    event.erase(member);
    if (!value.empty()) event[member] = boost::json::parse(value);
    EXPECT_EQ(in_brief(errors_of(event)), error) << member << " = " << value;
  }
}

TEST(EventErrors, reject_another_subject_for_the_policy) {
  auto event = voided();
  event["type"] = "policy.changed.v1";
  event["data"] = {{"grace_days", 1}};
  EXPECT_EQ(in_brief(errors_of(event)), "/subject wrong_subject\n");
}

TEST(EventErrors, reject_data_in_base64_without_requiring_it_in_json_too) {
  auto event = voided();
  event.erase("data");
  event["data_base64"] = "e30=";
  EXPECT_EQ(in_brief(errors_of(event)), "/data_base64 not_json\n");
}

TEST(EventErrors, reject_what_is_not_an_object) {
  for (const auto* text : {"[]", "null", "1", "\"event\"", "true"}) {
    EXPECT_EQ(in_brief(errors_of(boost::json::parse(text), "/4")), "/4 wrong_type\n") << text;
  }
}

struct DataCase {
  std::string type;
  std::string data;
  std::string errors;
};

TEST(EventErrors, name_the_member_of_a_fact_and_what_is_wrong_with_it) {
  const std::string line = R"({"line_id": "L", "module": "m", "quantity": 1})";
  const std::string long_text = quoted(std::string(256, 'x'));
  const DataCase cases[]{
      {"license.registered.v1", "{}", "/data/company_name required\n"},
      {"license.registered.v1", R"({"company_name": ""})", "/data/company_name empty\n"},
      {"license.registered.v1", R"({"company_name": )" + long_text + "}",
       "/data/company_name too_long\n"},
      {"license.registered.v1", R"({"company_name": "N", "auto_update": "yes"})",
       "/data/auto_update wrong_type\n"},
      {"license.registered.v1", R"({"company_name": "N", "autoupdate": true})",
       "/data/autoupdate unknown_member\n"},
      {"module.defined.v1", R"({"type": "User"})", "/data/type not_in_list\n"},
      {"module.defined.v1", R"({"type": 1})", "/data/type wrong_type\n"},
      {"module.defined.v1", R"({"display_name": "Sales"})", "/data/display_name wrong_type\n"},
      {"module.defined.v1", R"({"display_name": {"s/v": 1}})",
       "/data/display_name/s~1v wrong_type\n"},
      {"module.defined.v1", R"({"display_name": {"": "Sales"}})", "/data/display_name/ empty\n"},
      {"module.defined.v1", R"({"includes": "user"})", "/data/includes wrong_type\n"},
      {"module.defined.v1", R"({"includes": ["user", null, ""]})",
       "/data/includes/1 wrong_type\n/data/includes/2 empty\n"},
      {"policy.changed.v1", "{}", "/data empty\n"},
      {"policy.changed.v1", R"({"grace_days": null})", "/data empty\n"},
      {"policy.changed.v1", R"({"warning_days": -1, "grace_days": 3651})",
       "/data/warning_days out_of_range\n/data/grace_days out_of_range\n"},
      {"purchase.recorded.v1", R"({"order_id": "S"})", "/data/lines required\n"},
      {"purchase.recorded.v1", R"({"order_id": "S", "lines": []})", "/data/lines empty\n"},
      {"purchase.recorded.v1", R"({"order_id": "S", "lines": {}})", "/data/lines wrong_type\n"},
      {"purchase.recorded.v1", R"({"order_id": "S", "lines": ["L"]})",
       "/data/lines/0 wrong_type\n"},
      {"purchase.recorded.v1", R"({"order_id": "S", "lines": [)" + line + ", " + line + "]}",
       "/data/lines/1/line_id duplicate_line_id\n"},
      {"purchase.recorded.v1",
       R"({"order_id": "S", "lines": [{"line_id": "L", "module": "m", "quantity": -1}]})",
       "/data/lines/0/quantity out_of_range\n"},
      {"purchase.recorded.v1",
       R"({"order_id": "S", "lines": [{"line_id": "L", "module": "m", "quantity": 1,
                                       "until": "2025-02-29"}]})",
       "/data/lines/0/until not_a_date\n"},
      {"purchase.recorded.v1",
       R"({"order_id": "S", "lines": [{"line_id": "L", "module": "m", "quantity": 1, "x": 1}]})",
       "/data/lines/0/x unknown_member\n"},
      {"purchase.recorded.v1", R"({"order_id": "S", "lines": [)" + line + R"(],
                                   "invoice_ids": [7]})",
       "/data/invoice_ids/0 wrong_type\n"},
      {"invoice.issued.v1",
       R"({"invoice_id": "I", "amount": 1, "currency": "sek", "due_on": "2026-01-01"})",
       "/data/currency not_a_currency\n"},
      {"invoice.issued.v1",
       R"({"invoice_id": "I", "amount": 1, "currency": "SEKK", "due_on": "01/02/2026"})",
       "/data/currency not_a_currency\n/data/due_on not_a_date\n"},
      {"invoice.credited.v1", R"({"credit_id": "C", "amount": 1})", "/data/invoice_id required\n"},
      {"invoice.voided.v1", "{}", "/data/invoice_id required\n"},
      {"payment.received.v1", R"({"payment_id": "P", "invoice_id": "I", "amount": 1})",
       "/data/currency required\n"},
      {"payment.reversed.v1",
       R"({"reversal_id": "R", "payment_id": "P", "amount": 1, "kind": "stolen"})",
       "/data/kind not_in_list\n"},
      {"payment.reversed.v1", R"({"reversal_id": "R", "payment_id": "P", "amount": 1})",
       "/data/kind required\n"},
      {"maintenance.agreed.v1", R"({"agreement_id": "M", "version": 8})",
       "/data/version wrong_type\n"},
      {"installation.upgraded.v1", R"({"cust_id": "C"})", "/data/version required\n"},
      {"installation.kind_changed.v1", R"({"cust_id": "C", "kind": "live"})",
       "/data/kind not_in_list\n"},
      {"service_request.opened.v1", R"({"request_id": "R"})", "/data/user required\n"},
      {"service_request.updated.v1", R"({"request_id": "R", "user": ""})", "/data/user empty\n"},
      {"service_request.closed.v1", R"({"user": "anna", "status": "done"})",
       "/data/request_id required\n/data/status not_in_list\n"},
  };
  for (const auto& [type, data, errors] : cases) {
    EXPECT_EQ(in_brief(errors_of_data(type, data)), errors) << type << ' ' << data;
  }
}

TEST(EventErrors, name_the_member_of_a_decision_that_a_fold_would_miss) {
  const DataCase cases[]{
      {"installation.bound.v1", "{}",
       "/data/cust_id required\n/data/kind required\n/data/deployment required\n"
       "/data/version required\n/data/company_name required\n"},
      {"installation.bound.v1",
       R"({"cust_id": "C", "kind": "demo", "deployment": "cloud", "version": "v9",
           "company_name": "N", "seats": [{"user": "anna", "user_type": "guest"}]})",
       "/data/deployment not_in_list\n/data/version not_a_version\n"
       "/data/seats/0/module required\n/data/seats/0/user_type not_in_list\n"},
      {"installation.binding_refused.v1", R"({"cust_id": "C", "reasons": [{}]})",
       "/data/reasons/0/code required\n"},
      {"installation.released.v1", R"({"seats": {}})",
       "/data/cust_id required\n/data/seats wrong_type\n"},
      {"license.activated.v1", R"({"number": 0, "mode": "magic"})",
       "/data/modules required\n/data/number out_of_range\n/data/mode not_in_list\n"},
      {"license.activated.v1",
       R"({"number": 4294967296, "mode": "file", "modules": {"m": 1.5, "n": -1},
           "expires_on": "never", "changes": [{"module": "m", "in_use": 1, "total": 1}]})",
       "/data/number out_of_range\n/data/modules/m wrong_type\n/data/modules/n out_of_range\n"
       "/data/expires_on not_a_date\n/data/changes/0/new_total required\n"},
      {"activation.blocked.v1", R"({"number": -1})",
       "/data/number out_of_range\n/data/mode required\n"},
      {"activation.blocked.v1",
       R"({"mode": "manual", "reasons": [{"code": "held", "since": "then"}]})",
       "/data/reasons/0/since not_an_instant\n"},
      {"pending.held.v1", R"({"number": "2"})", "/data/number wrong_type\n"},
      {"pending.released.v1", "{}", "/data/number required\n"},
      {"seat.assigned.v1", R"({"module": "m"})", "/data/user required\n"},
      {"seat.assignment_refused.v1", R"({"user": "anna"})", "/data/module required\n"},
      {"seat.removed.v1", R"({"module": "m", "user": ["anna"]})", "/data/user wrong_type\n"},
      {"seat.removal_refused.v1", "{}", "/data/user required\n"},
      {"license_file.issued.v1", R"({"number": true})", "/data/number wrong_type\n"},
      {"log.restored.v1", R"({"origin": "o", "signed_size": -1, "reason": "r"})",
       "/data/signed_size out_of_range\n"},
  };
  for (const auto& [type, data, errors] : cases) {
    EXPECT_EQ(in_brief(errors_of_data(type, data)), errors) << type << ' ' << data;
  }
}

TEST(EventErrors, are_reported_together_with_pointers_into_the_batch) {
  auto event = voided();
  event.erase("id");
  event["time"] = "soon";
  event["type"] = "invoice.issued.v1";
  event["data"] =
      boost::json::parse(R"({"invoice_id": "I", "amount": "1", "currency": "kr", "due": 1})");
  EXPECT_EQ(in_brief(errors_of(event, "/17")),
            "/17/id required\n"
            "/17/time not_an_instant\n"
            "/17/data/amount wrong_type\n"
            "/17/data/currency not_a_currency\n"
            "/17/data/due_on required\n"
            "/17/data/due unknown_member\n");
}

TEST(EventErrors, reject_numbers_that_are_not_integers_in_range) {
  const std::pair<std::string_view, std::string_view> amounts[]{
      {"0", ""},
      {"-0", ""},
      {"9007199254740991", ""},
      {"9007199254740992", "/data/amount out_of_range\n"},
      {"-1", "/data/amount out_of_range\n"},
      {"9223372036854775807", "/data/amount out_of_range\n"},
      {"9223372036854775808", "/data/amount out_of_range\n"},
      {"-9223372036854775809", "/data/amount out_of_range\n"},
      {"18446744073709551616", "/data/amount out_of_range\n"},
      {"1e400", "/data/amount out_of_range\n"},
      {"1e3", "/data/amount wrong_type\n"},
      {"1.0", "/data/amount wrong_type\n"},
      {"-0.0", "/data/amount wrong_type\n"},
      {"1e-400", "/data/amount wrong_type\n"},
      {"true", "/data/amount wrong_type\n"},
      {"\"1\"", "/data/amount wrong_type\n"},
      {"null", "/data/amount required\n"},
  };
  for (const auto& [amount, error] : amounts) {
    const auto data =
        R"({"credit_id": "C", "invoice_id": "I", "amount": )" + std::string{amount} + "}";
    EXPECT_EQ(in_brief(errors_of_data("invoice.credited.v1", data)), error) << amount;
  }
}

TEST(EventErrors, distinguish_versions_from_similar_texts) {
  for (const std::string version :
       {"8", "8.5", "0.0", "10.1.0.4", "999999999", "1.2.3.4.5.6.7.8"}) {
    EXPECT_EQ(in_brief(errors_of_data("maintenance.agreed.v1",
                                      R"({"agreement_id": "M", "version": ")" + version + "\"}")),
              "")
        << version;
  }
  for (const std::string version : {".", "8.", ".8", "8..5", "8.5a", "v8", " 8", "-8", "1000000000",
                                    "1.2.3.4.5.6.7.8.9", "٨"}) {
    EXPECT_EQ(in_brief(errors_of_data("maintenance.agreed.v1",
                                      R"({"agreement_id": "M", "version": ")" + version + "\"}")),
              "/data/version not_a_version\n")
        << version;
  }
}

TEST(EventErrors, stop_at_a_hundred_for_one_value) {
  std::string lines = "[0";
  for (int i = 1; i < 5000; ++i) lines += ",0";
  EXPECT_EQ(errors_of_data("purchase.recorded.v1", R"({"order_id": "S", "lines": )" + lines + "]}")
                .size(),
            max_errors_per_value);

  auto event = voided();
  for (int i = 0; i < 5000; ++i) event["X" + std::to_string(i)] = i;
  EXPECT_EQ(errors_of(event).size(), max_errors_per_value);
}

TEST(EventErrors, stay_few_however_deep_the_nesting) {
  boost::json::value deep = 1;
  for (int i = 0; i < 500; ++i) {
    deep = boost::json::object{{"data", boost::json::array{std::move(deep)}}};
  }
  auto event = voided();
  event["data"] = std::move(deep);
  for (const auto& traits : ledger::event_types()) {
    event["type"] = traits.name;
    const auto count = errors_of(event).size();
    EXPECT_TRUE(count >= 1 && count <= 6) << traits.name << ' ' << count;
  }
}

/// Replaces every value of an event by every kind of JSON value, one at a time.
class Spoiler {
 public:
  explicit Spoiler(boost::json::value event) : event_(std::move(event)) {}

  int spoil_all() {
    spoil(event_);
    return tried_;
  }

 private:
  void spoil(boost::json::value& place) {
    const boost::json::value before = place;
    for (const auto* text : {"null", "true", "-1", "1.5", "1e300", "\"\"", "\"x\"", "\"\\u0000\"",
                             "[]", "[[]]", "{}", "{\"\": null}", "[null, 1, {\"a\": []}]"}) {
      place = boost::json::parse(text);
      errors_of(event_);
      ++tried_;
    }
    place = before;
    if (auto* object = place.if_object()) {
      for (auto& member : *object) spoil(member.value());
    } else if (auto* array = place.if_array()) {
      for (auto& element : *array) spoil(element);
    }
  }

  boost::json::value event_;
  int tried_ = 0;
};

TEST(EventErrors, are_reported_whenever_there_is_no_event) {
  auto event = voided();
  event["type"] = "activation.blocked.v1";
  event["time"] = "2026-03-01T00:00:00Z";
  event["data"] = boost::json::parse(R"({
    "number": 2, "mode": "manual", "cust_id": "C", "reasons": [
      {"code": "excess", "module": "m", "in_use": 9, "new_total": 7, "to_remove": 2,
       "users": ["anna"], "due_on": "2026-03-01", "overdue": true, "covered": "8",
       "since": "2026-03-01T00:00:00Z",
       "evidence": [{"position": 4, "id": "e", "type": "purchase.recorded.v1"}]}]})");
  EXPECT_GT(Spoiler(event).spoil_all(), 250);

  event["type"] = "purchase.recorded.v1";
  event["data"] = boost::json::parse(R"({"order_id": "S", "invoice_ids": ["I"], "lines": [
    {"line_id": "L", "module": "m", "quantity": 1, "until": "2027-01-01"}]})");
  EXPECT_GT(Spoiler(event).spoil_all(), 150);
}

}  // namespace
}  // namespace tools::wire
