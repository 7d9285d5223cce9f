#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/cli/commands.h"
#include "tools/cli/pages/page.h"
#include "tools/cli/question_options.h"
#include "tools/cli/sources/remote_error.h"
#include "tools/cli/terminal.h"
#include "tools/wire/json_read.h"

namespace tools::cli {
namespace {

namespace json = boost::json;

struct InboxOptions {
  PlaceOptions place;
  std::string id;
  std::string status = "open";
  std::string reason;
  std::string because;
  bool all = false;
  bool as_json = false;
};

sources::Answer<net::HttpClient> open_server(const InboxOptions& options) {
  auto place = find_place(options.place, "");
  if (!place) return place.error();
  if (!place->server) {
    return sources::bad_usage("the inbox belongs to a running server: give --url, not --data");
  }
  return std::move(*place->server);
}

/// The object that the server answers with 200 to a post.
sources::Answer<json::object> post_object(net::HttpClient& client, const std::string& target,
                                          std::string body) {
  const auto answer = client.post(target, "application/json", std::move(body));
  if (!answer) return sources::failed(answer.error());
  if (answer->status != 200) return sources::trouble_of(*answer);
  boost::system::error_code error;
  json::value value = json::parse(answer->body, error);
  if (error || !value.is_object()) return sources::not_a_ledger();
  return std::move(value.get_object());
}

std::string reason_of(const json::object& item, std::string_view member) {
  const auto* reason = wire::object_in(item, "reason");
  return reason == nullptr ? "" : wire::text_in(*reason, member);
}

/// All pages of what is asked for, as one list.
sources::Answer<json::object> read_list(net::HttpClient& client, const InboxOptions& options) {
  json::array data;
  std::string cursor;
  while (true) {
    std::string target = "/v1/inbox?limit=1000";
    if (options.status != "all") target += "&status=" + options.status;
    if (!options.reason.empty()) target += "&reason=" + net::percent_encoded(options.reason);
    if (!cursor.empty()) target += "&cursor=" + net::percent_encoded(cursor);
    auto page = sources::get_object(client, target);
    if (!page) return page.error();
    for (const auto* item : wire::objects_in(*page, "data")) data.push_back(*item);
    cursor = wire::text_in(*page, "next_cursor");
    if (!wire::flag_in(*page, "has_more") || cursor.empty()) break;
  }
  return json::object{{"data", std::move(data)}};
}

int list(const InboxOptions& options) {
  auto client = open_server(options);
  if (!client) return tell(client.error(), options.as_json);
  const auto answer = read_list(*client, options);
  if (!answer) return tell(answer.error(), options.as_json);
  if (options.as_json) {
    print_json(*answer);
    return sources::exit_done;
  }
  pages::Page page{output_is_colored()};
  pages::Table table{{{"Event"}, {"Type"}, {"About"}, {"Received"}, {"Status"}, {"Reason"}}};
  for (const auto* item : wire::objects_in(*answer, "data")) {
    table.add({wire::text_in(*item, "id"), wire::text_in(*item, "type"),
               wire::text_in(*item, "object_id"), wire::text_in(*item, "received_at"),
               wire::text_in(*item, "status"), reason_of(*item, "code")});
  }
  if (table.empty()) {
    page.paragraph("Nothing is there.");
  } else {
    table.write_to(page);
  }
  fmt::print("{}", page.text());
  return sources::exit_done;
}

int show_item(const sources::Answer<json::object>& answer, const InboxOptions& options,
              bool with_event) {
  if (!answer) return tell(answer.error(), options.as_json);
  if (options.as_json) {
    print_json(*answer);
    return sources::exit_done;
  }
  pages::Page page{output_is_colored()};
  std::vector<pages::Page::Field> fields;
  const auto field = [&](const char* label, const std::string& text) {
    if (!text.empty()) fields.push_back({label, {{text}}});
  };
  field("Event", wire::text_in(*answer, "id"));
  field("Type", wire::text_in(*answer, "type"));
  field("About", wire::text_in(*answer, "object_id"));
  field("Status", wire::text_in(*answer, "status"));
  field("Reason", reason_of(*answer, "code"));
  field("", reason_of(*answer, "detail"));
  field("Received", wire::text_in(*answer, "received_at"));
  field("Tries", wire::text_in(*answer, "attempts"));
  field("Closed", wire::text_in(*answer, "closed_at"));
  if (const auto* dismissal = wire::object_in(*answer, "dismissal")) {
    field("Dismissed by", wire::text_in(*dismissal, "by"));
    field("", wire::text_in(*dismissal, "reason"));
  }
  page.fields(fields);
  fmt::print("{}", page.text());
  if (with_event && answer->contains("event")) {
    fmt::print("\n{}\n", json::serialize(answer->at("event")));
  }
  return sources::exit_done;
}

int show(const InboxOptions& options) {
  auto client = open_server(options);
  if (!client) return tell(client.error(), options.as_json);
  return show_item(sources::get_object(*client, "/v1/inbox/" + net::percent_encoded(options.id)),
                   options, true);
}

int retry(const InboxOptions& options) {
  if (options.all != options.id.empty()) {
    return tell(sources::bad_usage("name an event, or give --all"), options.as_json);
  }
  auto client = open_server(options);
  if (!client) return tell(client.error(), options.as_json);
  if (!options.all) {
    const auto item =
        post_object(*client, "/v1/inbox/" + net::percent_encoded(options.id) + "/retry", "");
    const int code = show_item(item, options, false);
    return code == sources::exit_done && wire::text_in(*item, "status") == "open"
               ? sources::exit_refused
               : code;
  }
  const auto answer = post_object(*client, "/v1/inbox/retry", "");
  if (!answer) return tell(answer.error(), options.as_json);
  if (options.as_json) {
    print_json(*answer);
  } else {
    fmt::print("{} tried, {} settled\n", wire::number_in(*answer, "tried"),
               wire::number_in(*answer, "settled"));
  }
  return sources::exit_done;
}

int dismiss(const InboxOptions& options) {
  auto client = open_server(options);
  if (!client) return tell(client.error(), options.as_json);
  const auto body = json::serialize(json::object{{"reason", options.because}});
  return show_item(
      post_object(*client, "/v1/inbox/" + net::percent_encoded(options.id) + "/dismissal", body),
      options, false);
}

}  // namespace

void add_inbox(CLI::App& program, int& exit_code) {
  CLI::App* inbox = program.add_subcommand(
      "inbox", "Events of Stripe's that are not in the ledger: see docs/stripe.md");
  inbox->require_subcommand(1);
  const auto add = [&](const char* name, const char* about, int (*run)(const InboxOptions&)) {
    auto options = std::make_shared<InboxOptions>();
    CLI::App* command = inbox->add_subcommand(name, about);
    add_place_options(*command, options->place, "Not for this: the inbox is a server's");
    command->add_flag("--json", options->as_json, "Answer as JSON");
    command->callback([options, run, &exit_code] { exit_code = run(*options); });
    return std::pair{command, options};
  };
  const auto [list_command, list_options] = add("list", "What is there, oldest first", list);
  list_command->add_option("--status", list_options->status, "Only of this status")
      ->check(CLI::IsMember({"open", "settled", "dismissed", "all"}))
      ->capture_default_str();
  list_command->add_option("--reason", list_options->reason, "Only for this reason")
      ->type_name("CODE");
  const auto [show_command, show_options] = add("show", "One event, with what Stripe posted", show);
  show_command->add_option("event", show_options->id, "evt_…")->required();
  const auto [retry_command, retry_options] =
      add("retry", "Try an event again; exit 1 when it stays open", retry);
  retry_command->add_option("event", retry_options->id, "evt_…");
  retry_command->add_flag("--all", retry_options->all, "All that are open");
  const auto [dismiss_command, dismiss_options] =
      add("dismiss", "Decide that an event does not belong in the ledger", dismiss);
  dismiss_command->add_option("event", dismiss_options->id, "evt_…")->required();
  dismiss_command->add_option("--because", dismiss_options->because, "Why")
      ->type_name("REASON")
      ->required();
}

}  // namespace tools::cli
