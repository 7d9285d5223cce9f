#include "tools/api/routes.h"
#include "tools/wire/to_json.h"

namespace tools::api {
namespace {

namespace json = boost::json;

constexpr std::size_t max_checks = 10'000;

/// One check as it was asked.
struct AccessCheck {
  std::string serial_number;  // either this
  std::string cust_id;        // or this
  replay::AccessQuestion asked;
  std::optional<ledger::Instant> as_of;
};

AccessCheck read_check(wire::Fields& fields) {
  AccessCheck check{.serial_number = fields.optional_text("serial_number"),
                    .cust_id = fields.optional_text("cust_id"),
                    .asked = {.user = fields.optional_text("user"),
                              .module_name = fields.optional_text("module")},
                    .as_of = fields.optional_instant("as_of")};
  if (check.serial_number.empty() == check.cust_id.empty()) {
    fields.problem("", "required", "A check has either serial_number or cust_id.");
  }
  return check;
}

json::array codes_json(const std::vector<ledger::ReasonCode>& codes) {
  json::array names;
  for (const auto code : codes) names.emplace_back(ledger::name_of(code));
  return names;
}

/// Answers checks one after another, for one caller.
class CheckAnswers {
 public:
  explicit CheckAnswers(const Context& context) : context_(context), now_(context.now()) {}

  /// The result, or the problem in its place. A failure is that of a read.
  ledger::Result<json::object> answer(const AccessCheck& check) const {
    std::string serial = check.serial_number;
    if (serial.empty()) {
      LEDGER_ASSIGN_OR_RETURN(serial, questions().serial_of(check.cust_id, now_));
      if (serial.empty()) {
        return refused(check, {.status = 404,
                               .code = "installation_not_found",
                               .detail = "No license is bound to this cust_id."});
      }
    }
    if (!context_.may_use(serial)) {
      return refused(
          check,
          {.status = 403, .code = "forbidden", .detail = "This token is not for this license."});
    }
    LEDGER_ASSIGN_OR_RETURN(const auto found,
                            check.as_of
                                ? questions().access(serial, {*check.as_of, now_}, check.asked)
                                : questions().access_now(serial, now_, check.asked));
    if (!found) {
      return refused(check, {.status = 404,
                             .code = "license_not_found",
                             .detail = "No license is registered under this serial number."});
    }
    return json::object{{"serial_number", serial},
                        {"entitled", wire::to_json(found->entitled)},
                        {"held", wire::to_json(found->held)},
                        {"stage", projections::state::name_of(found->stage)},
                        {"can_be_activated", found->can_be_activated},
                        {"reasons", codes_json(found->reasons)},
                        {"position", found->position.value}};
  }

 private:
  const replay::Questions& questions() const { return context_.service().questions; }

  json::object refused(const AccessCheck& check, const wire::Problem& problem) const {
    json::object result;
    if (check.serial_number.empty()) {
      result["cust_id"] = check.cust_id;
    } else {
      result["serial_number"] = check.serial_number;
    }
    result["problem"] = wire::problem_json(problem, context_.language());
    return result;
  }

  const Context& context_;
  const ledger::Instant now_;
};

http::Reply answer_all(const Context& context, const std::vector<AccessCheck>& checks) {
  const CheckAnswers answers{context};
  json::array results;
  results.reserve(checks.size());
  for (const auto& check : checks) {
    auto result = answers.answer(check);
    if (!result) return context.failed(result.error());
    results.push_back(std::move(*result));
  }
  return Context::json(200, json::object{{"results", std::move(results)}});
}

}  // namespace

http::Reply answer_checks(Context& context) {
  const auto body = context.object_body();
  if (!body) return *context.refusal();
  wire::Fields fields{*body, "", context.errors()};
  auto checks = fields.list("checks", 1, read_check);
  if (checks.size() > max_checks) {
    fields.problem("checks", "too_many", "A request has at most 10000 checks.");
  }
  fields.done();
  if (auto refused = context.refusal()) return std::move(*refused);
  return context.apart(
      [context, checks = std::move(checks)] { return answer_all(context, checks); });
}

}  // namespace tools::api
