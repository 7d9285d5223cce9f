#include "tools/api/answers.h"
#include "tools/api/pages.h"
#include "tools/api/routes.h"
#include "tools/wire/to_json.h"
#include "tools/wire/view_json.h"

namespace tools::api {
namespace {

namespace json = boost::json;
using commands::write::CommandOutcome;

constexpr std::size_t max_changes = 5'000;

ledger::SeatHolder read_seat(wire::Fields& fields) {
  return {.module_name = fields.text("module"),
          .user = fields.text("user"),
          .user_type = fields.choice<ledger::UserType>("user_type")};
}

/// The object in the member that names the kind of change.
const json::object* part(wire::Fields& change, std::string_view name, std::string pointer,
                         std::vector<wire::FieldError>& errors) {
  const auto* value = change.member(name);
  if (value == nullptr) return nullptr;
  if (value->is_object()) return &value->get_object();
  errors.push_back({pointer.append("/").append(name), "wrong_type", "This must be an object."});
  return nullptr;
}

std::optional<commands::SeatChange> read_change(wire::Fields& change, const std::string& pointer,
                                                std::vector<wire::FieldError>& errors) {
  const std::size_t before = errors.size();
  std::vector<commands::SeatChange> found;
  if (const auto* object = part(change, "assign", pointer, errors)) {
    wire::Fields fields{*object, pointer + "/assign", errors};
    found.push_back(commands::Assign{read_seat(fields)});
    fields.done();
  }
  if (const auto* object = part(change, "remove", pointer, errors)) {
    wire::Fields fields{*object, pointer + "/remove", errors};
    found.push_back(
        commands::Remove{.module_name = fields.text("module"), .user = fields.text("user")});
    fields.done();
  }
  if (const auto* object = part(change, "reassign", pointer, errors)) {
    wire::Fields fields{*object, pointer + "/reassign", errors};
    found.push_back(commands::Reassign{
        .user = fields.text("user"), .from = fields.text("from"), .to = fields.text("to")});
    fields.done();
  }
  if (errors.size() > before) return std::nullopt;
  if (found.size() == 1) return std::move(found.front());
  change.problem("", "required", "A change is one of assign, remove and reassign.");
  return std::nullopt;
}

/// Pointers count every element, so invalid ones are skipped in place.
void read_changes(wire::Fields& fields, commands::ChangeSeats& command,
                  std::vector<wire::FieldError>& errors) {
  const auto* list = command.activate ? fields.member("changes") : fields.require("changes");
  if (list == nullptr) return;
  if (!list->is_array()) return fields.problem("changes", "wrong_type", "changes must be a list.");
  if (list->get_array().empty() && !command.activate) {
    return fields.problem("changes", "empty", "changes must not be empty.");
  }
  if (list->get_array().size() > max_changes) {
    return fields.problem("changes", "too_long", "A batch has at most 5000 changes.");
  }
  std::size_t index = 0;
  for (const auto& value : list->get_array()) {
    if (errors.size() >= wire::max_errors_per_value) break;
    const std::string pointer = "/changes/" + std::to_string(index++);
    if (!value.is_object()) {
      errors.push_back({pointer, "wrong_type", "This must be an object."});
      continue;
    }
    wire::Fields change{value.get_object(), pointer, errors};
    auto read = read_change(change, pointer, errors);
    change.done();
    if (read) command.changes.push_back(std::move(*read));
  }
}

}  // namespace

http::Reply assign_seat(Context& context) {
  const std::string& serial = context.parameter(0);
  const auto body = context.object_body();
  if (!body) return *context.refusal();
  wire::Fields fields{*body, "", context.errors()};
  commands::AssignSeat command{.serial_number = serial, .seat = read_seat(fields)};
  fields.done();
  const auto fill = [](const CommandOutcome& outcome, json::object& answer) {
    const bool given = outcome.verdict == commands::Verdict::done;
    answer = wire::seat_json(*outcome.seat, given ? std::optional{outcome.at} : outcome.seat_since);
  };
  return context.submit(commands::Command{std::move(command)},
                        command_answer(context.request(), {.done_status = 201, .fill = fill}));
}

http::Reply remove_seat(Context& context) {
  const std::string& serial = context.parameter(0);
  const bool cascade = context.query_flag("cascade");
  return context.submit(commands::Command{commands::RemoveSeat{.serial_number = serial,
                                                               .module_name = context.parameter(1),
                                                               .user = context.parameter(2),
                                                               .cascade = cascade}},
                        command_answer(context.request(), {}));
}

http::Reply remove_user(Context& context) {
  const std::string& serial = context.parameter(0);
  return context.submit(commands::Command{commands::RemoveUser{.serial_number = serial,
                                                               .user = context.parameter(1)}},
                        command_answer(context.request(), {}));
}

http::Reply change_seats(Context& context) {
  const std::string& serial = context.parameter(0);
  const auto body = context.object_body();
  if (!body) return *context.refusal();
  wire::Fields fields{*body, "", context.errors()};
  commands::ChangeSeats command{
      .serial_number = serial, .changes = {}, .activate = fields.boolean("activate", false)};
  read_changes(fields, command, context.errors());
  fields.done();
  const auto fill = [activate = command.activate](const CommandOutcome& outcome,
                                                  json::object& answer) {
    answer["done"] = outcome.verdict == commands::Verdict::done;
    if (!activate) return;
    answer["activation"] =
        json::object{{"outcome", "activated"},
                     {"number", wire::to_json(outcome.number)},
                     {"changes", wire::list_json(outcome.changes, wire::change_json)}};
  };
  return context.submit(commands::Command{std::move(command)},
                        command_answer(context.request(), {.fill = fill}));
}

http::Reply get_seats(Context& context) {
  const std::string& serial = context.parameter(0);
  const auto at = context.query_instants();
  replay::SeatFilter filter{.module_name = context.query("module").value_or(""),
                            .user = context.query("user").value_or(""),
                            .user_type = {}};
  if (const auto name = context.query("user_type")) {
    filter.user_type = ledger::named<ledger::UserType>(*name);
    if (!filter.user_type) {
      context.errors().push_back(
          {"?user_type", "not_in_list", "user_type must be associate, other or system."});
    }
  }
  const PageRequest page = page_request(context);
  if (auto refused = context.refusal()) return std::move(*refused);
  const bool now = !context.query("as_of") && !context.query("known_at");
  return context.about(serial, [context, serial, at, filter, page, now]() -> http::Reply {
    const auto& questions = context.service().questions;
    const auto rows = now ? questions.seats_now(serial, context.now(), filter)
                          : questions.seats(serial, at, filter);
    if (!rows) return context.failed(rows.error());
    if (!*rows) return context.license_not_found(serial);
    return page_of(page, **rows,
                   [](const replay::SeatRow& row) { return wire::seat_json(row.seat, row.since); });
  });
}

}  // namespace tools::api
