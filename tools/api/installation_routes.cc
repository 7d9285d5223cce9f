#include "tools/api/answers.h"
#include "tools/api/routes.h"
#include "tools/text/text_rules.h"
#include "tools/wire/to_json.h"
#include "tools/wire/view_json.h"

namespace tools::api {
namespace {

namespace json = boost::json;

http::Reply installation_not_found(const Context& context) {
  return context.problem({.status = 404,
                          .code = "installation_not_found",
                          .detail = "No license is bound to this cust_id."});
}

/// The installation, or the problem for a caller that may not see it.
std::variant<replay::InstallationAnswer, http::Reply> find_installation(Context& context) {
  if (auto refused = context.refusal()) return std::move(*refused);
  auto found = context.service().questions.installation(context.parameter(0), context.now());
  if (!found) return context.failed(found.error());
  if (!*found) return installation_not_found(context);
  if (!context.may_use((*found)->serial_number)) {
    return context.forbidden("This token is not for the license of this installation.");
  }
  return std::move(**found);
}

/// The reply of `answer`, which asks about the license of the installation.
http::Reply about_installation(Context& context, http::Reply (*answer)(Context& context)) {
  const auto ever = context.service().directory.ever_bound_to(context.parameter(0));
  if (!ever) return context.failed(ever.error());
  const auto made = [context, answer]() mutable { return answer(context); };
  if (ever->size() > 1) return context.apart(made);
  return context.about(ever->empty() ? std::string{} : ever->front(), made);
}

http::Reply installation_answer(Context& context) {
  auto found = find_installation(context);
  if (auto* reply = std::get_if<http::Reply>(&found)) return std::move(*reply);
  const auto& answer = std::get<replay::InstallationAnswer>(found);
  json::object body = wire::installation_json(answer.installation);
  body["serial_number"] = answer.serial_number;
  body["company_name"] = answer.license.view.company_name;
  return Context::json(200, body);
}

http::Reply login_status_answer(Context& context) {
  auto found = find_installation(context);
  if (auto* reply = std::get_if<http::Reply>(&found)) return std::move(*reply);
  const auto& answer = std::get<replay::InstallationAnswer>(found);
  const auto& view = answer.license.view;
  json::object body{{"company_name", view.company_name},
                    {"serial_number", answer.serial_number},
                    {"cust_id", answer.installation.cust_id},
                    {"status", projections::name_of(view.status)},
                    {"stage", projections::state::name_of(view.stage)},
                    {"expires_on", wire::to_json(view.dates.expires_on)},
                    {"days_left", wire::to_json(view.days_left)},
                    {"can_be_activated", view.can_be_activated},
                    {"warnings", wire::explained(view.warnings, context.language())}};
  if (const auto user = context.query("user"); user && !user->empty()) {
    const ledger::Instant now = context.now();
    const auto seats = context.service().questions.seats_now(
        answer.serial_number, now, {.module_name = "", .user = *user, .user_type = {}});
    if (!seats) return context.failed(seats.error());
    body["user"] = *user;
    body["seats"] =
        wire::list_json(seats->value_or(std::vector<replay::SeatRow>{}),
                        [](const auto& row) { return wire::seat_json(row.seat, row.since); });
  }
  return Context::json(200, body);
}

http::Reply upgrade_answer(Context& context) {
  const auto version = context.query("version");
  if (!version || !text::is_version(*version)) {
    context.errors().push_back({"?version", version ? "not_a_version" : "required",
                                "version must be dotted numbers, such as 11.5."});
  }
  const auto on = context.query_instant("date");
  auto found = find_installation(context);
  if (auto* reply = std::get_if<http::Reply>(&found)) return std::move(*reply);
  const ledger::Instant now = context.now();
  const auto answer = context.service().questions.may_upgrade(context.parameter(0), *version,
                                                              on.value_or(now), now);
  if (!answer) return context.failed(answer.error());
  if (!*answer) return installation_not_found(context);
  return Context::json(
      200, json::object{{"allowed", (*answer)->allowed},
                        {"reasons", wire::explained((*answer)->reasons, context.language())}});
}

}  // namespace

http::Reply bind_installation(Context& context) {
  const auto body = context.object_body();
  if (!body) return *context.refusal();
  wire::Fields fields{*body, "", context.errors()};
  commands::BindInstallation command{.serial_number = fields.text("serial_number"),
                                     .cust_id = fields.text("cust_id"),
                                     .kind = fields.choice<ledger::InstallationKind>("kind"),
                                     .deployment = fields.choice<ledger::Deployment>("deployment"),
                                     .version = fields.version("version"),
                                     .company_name = fields.text("company_name")};
  fields.done();
  if (auto refused = context.refusal()) return std::move(*refused);
  if (!context.may_use(command.serial_number)) {
    return context.forbidden("This token is not for this license.");
  }
  const auto fill = [cust_id = command.cust_id, serial = command.serial_number](
                        const commands::write::CommandOutcome&, json::object& answer) {
    answer["cust_id"] = cust_id;
    answer["serial_number"] = serial;
  };
  return context.submit(commands::Command{std::move(command)},
                        command_answer(context.request(), {.done_status = 201, .fill = fill}));
}

http::Reply change_serial_number(Context& context) {
  const auto body = context.object_body();
  if (!body) return *context.refusal();
  wire::Fields fields{*body, "", context.errors()};
  commands::ChangeSerial command{.cust_id = context.parameter(0),
                                 .serial_number = fields.text("serial_number"),
                                 .company_name = fields.text("company_name")};
  fields.done();
  if (auto refused = context.refusal()) return std::move(*refused);
  // An admin moves an installation only between licenses that are both its own.
  const auto bound = context.service().questions.serial_of(command.cust_id, context.now());
  if (!bound) return context.failed(bound.error());
  const bool own =
      context.may_use(command.serial_number) && (bound->empty() || context.may_use(*bound));
  if (!own) return context.forbidden("This token is not for both licenses.");
  const auto fill = [cust_id = command.cust_id, serial = command.serial_number](
                        const commands::write::CommandOutcome&, json::object& answer) {
    answer["cust_id"] = cust_id;
    answer["serial_number"] = serial;
  };
  return context.submit(commands::Command{std::move(command)},
                        command_answer(context.request(), {.fill = fill}));
}

http::Reply get_installation(Context& context) {
  return about_installation(context, installation_answer);
}

http::Reply get_login_status(Context& context) {
  return about_installation(context, login_status_answer);
}

http::Reply may_upgrade(Context& context) { return about_installation(context, upgrade_answer); }

}  // namespace tools::api
