#include "commands/decide/license_file.h"
#include "tools/api/answers.h"
#include "tools/api/pages.h"
#include "tools/api/routes.h"
#include "tools/wire/reason_json.h"
#include "tools/wire/to_json.h"
#include "tools/wire/view_json.h"

namespace tools::api {
namespace {

namespace json = boost::json;
using commands::write::CommandOutcome;
using ledger::ActivationMode;

constexpr std::size_t max_license_file_bytes = 1 << 20;

ledger::LicenseNumber number_from(std::int64_t number) {
  return {static_cast<std::uint32_t>(number)};
}

}  // namespace

http::Reply activate_license(Context& context) {
  const std::string& serial = context.parameter(0);
  const auto body = context.object_body();
  if (!body) return *context.refusal();
  wire::Fields fields{*body, "", context.errors()};
  commands::ActivateLicense command{.serial_number = serial,
                                    .mode = fields.choice<ActivationMode>("mode"),
                                    .request = {.cust_id = fields.text("cust_id")}};
  if (const auto number = fields.optional_integer("number", 1, wire::max_license_number)) {
    command.request.number = number_from(*number);
  }
  const std::string file = fields.optional_text("license_file", max_license_file_bytes);
  fields.done();
  const bool by_file = command.mode == ActivationMode::file;
  if (by_file && file.empty()) {
    fields.problem("license_file", "required", "Mode file requires the license file.");
  } else if (!by_file && !file.empty()) {
    fields.problem("license_file", "not_expected",
                   "A license file is only allowed with mode file.");
  }
  if (by_file) {
    command.request.file = commands::decide::read_license_file(file, context.service().license_key);
  }
  const auto fill = [](const CommandOutcome& outcome, json::object& answer) {
    answer["outcome"] = "activated";
    answer["number"] = wire::to_json(outcome.number);
    answer["changes"] = wire::list_json(outcome.changes, wire::change_json);
  };
  return context.submit(commands::Command{std::move(command)},
                        command_answer(context.request(), {.done_status = 201, .fill = fill}));
}

http::Reply get_activations(Context& context) {
  const std::string& serial = context.parameter(0);
  const PageRequest page = page_request(context);
  if (auto refused = context.refusal()) return std::move(*refused);
  return context.about(serial, [context, serial, page]() -> http::Reply {
    const auto found =
        context.service().questions.attempts(serial, context.now(), page.from, page.limit);
    if (!found) return context.failed(found.error());
    if (!*found) return context.license_not_found(serial);
    const auto& [attempts, more] = **found;
    auto data = wire::list_json(attempts, [&](const replay::Attempt& attempt) {
      return wire::attempt_json(attempt, context.language());
    });
    std::optional<std::string> next_cursor;
    if (more) next_cursor = std::to_string(page.from + attempts.size());
    return Context::json(200, wire::page_json(std::move(data), next_cursor));
  });
}

http::Reply hold_pending(Context& context) {
  const std::string& serial = context.parameter(0);
  const auto body = context.object_body();
  if (!body) return *context.refusal();
  wire::Fields fields{*body, "", context.errors()};
  commands::HoldPending command{
      .serial_number = serial,
      .number = number_from(fields.integer("number", 1, wire::max_license_number)),
      .reason = fields.optional_text("reason", wire::max_explanation_bytes)};
  fields.done();
  const auto fill = [](const CommandOutcome& outcome, json::object& answer) {
    answer["number"] = wire::to_json(outcome.number);
    answer["held"] = true;
  };
  return context.submit(commands::Command{std::move(command)},
                        command_answer(context.request(), {.fill = fill}));
}

http::Reply release_hold(Context& context) {
  const std::string& serial = context.parameter(0);
  const auto fill = [](const CommandOutcome&, json::object& answer) { answer["held"] = false; };
  return context.submit(commands::Command{commands::ReleaseHold{.serial_number = serial}},
                        command_answer(context.request(), {.fill = fill}));
}

http::Reply issue_license_file(Context& context) {
  const std::string& serial = context.parameter(0);
  const auto& key = context.service().license_key;
  auto otherwise = command_answer(context.request(), {});
  return context.submit(
      commands::Command{
          commands::IssueLicenseFile{.serial_number = serial, .key_id = key.key_id()}},
      [&key, serial, otherwise](const CommandOutcome& outcome) -> http::HttpResponse {
        if (outcome.verdict != commands::Verdict::done) return otherwise(outcome);
        const auto& issued = std::get<ledger::LicenseFileIssued>(outcome.last_event->data);
        const commands::decide::LicenseFile file{.serial_number = serial,
                                                 .company_name = outcome.company_name,
                                                 .cust_id = issued.cust_id,
                                                 .number = issued.number,
                                                 .modules = issued.modules,
                                                 .expires_on = issued.expires_on,
                                                 .issued_at = outcome.last_event->effective_at};
        return {.status = 201,
                .content_type = "application/jose",
                .body = commands::decide::sign_license_file(file, key)};
      });
}

}  // namespace tools::api
