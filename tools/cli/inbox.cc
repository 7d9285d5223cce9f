#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/cli/pages/text_page.h"
#include "tools/cli/question_options.h"
#include "tools/cli/sources/remote_error.h"
#include "tools/cli/terminal.h"
#include "tools/wire/json_read.h"

namespace tools::cli {
namespace {

namespace json = boost::json;

struct InboxOptions {
  LocationOptions location;
  std::string id;
  std::string status = "open";
  std::string reason;
  std::string because;
  bool all = false;
  bool as_json = false;
};

sources::CommandResult<net::HttpClient> open_server(const InboxOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(auto location, find_ledger(options.location, ""));
  if (!location.server) {
    return sources::bad_usage("only a running server has an inbox: give --url, not --data");
  }
  return std::move(*location.server);
}

std::string item_path(const InboxOptions& options, std::string_view action = "") {
  return fmt::format("/v1/inbox/{}{}", net::percent_encoded(options.id), action);
}

std::string reason_of(const json::object& item, std::string_view member) {
  const auto* reason = wire::object_in(item, "reason");
  return reason == nullptr ? "" : wire::text_in(*reason, member);
}

/// All pages of the selected items, as one list.
sources::CommandResult<json::object> read_list(net::HttpClient& client,
                                               const InboxOptions& options) {
  json::array data;
  std::string cursor;
  while (true) {
    std::string target = "/v1/inbox?limit=1000";
    if (options.status != "all") target += "&status=" + options.status;
    if (!options.reason.empty()) target += "&reason=" + net::percent_encoded(options.reason);
    if (!cursor.empty()) target += "&cursor=" + net::percent_encoded(cursor);
    LEDGER_ASSIGN_OR_RETURN(const auto page, sources::get_object(client, target));
    for (const auto* item : wire::objects_in(page, "data")) data.push_back(*item);
    cursor = wire::text_in(page, "next_cursor");
    if (!wire::flag_in(page, "has_more") || cursor.empty()) break;
  }
  return json::object{{"data", std::move(data)}};
}

sources::CommandResult<int> list(const InboxOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(auto client, open_server(options));
  LEDGER_ASSIGN_OR_RETURN(const auto items, read_list(client, options));
  if (options.as_json) {
    print_json(items);
    return sources::exit_done;
  }
  pages::TextPage page{stdout_is_colored()};
  pages::TextTable table{{{"Event"}, {"Type"}, {"About"}, {"Received"}, {"Status"}, {"Reason"}}};
  for (const auto* item : wire::objects_in(items, "data")) {
    table.add({wire::text_in(*item, "id"), wire::text_in(*item, "type"),
               wire::text_in(*item, "object_id"), wire::text_in(*item, "received_at"),
               wire::text_in(*item, "status"), reason_of(*item, "code")});
  }
  if (table.empty()) {
    page.paragraph("No events.");
  } else {
    table.write_to(page);
  }
  fmt::print("{}", page.text());
  return sources::exit_done;
}

void print_item(const json::object& item, const InboxOptions& options) {
  if (options.as_json) return print_json(item);
  pages::TextPage page{stdout_is_colored()};
  std::vector<pages::TextPage::Field> fields;
  const auto field = [&](const char* label, const std::string& text) {
    if (!text.empty()) fields.push_back({label, {{text}}});
  };
  field("Event", wire::text_in(item, "id"));
  field("Type", wire::text_in(item, "type"));
  field("About", wire::text_in(item, "object_id"));
  field("Status", wire::text_in(item, "status"));
  field("Reason", reason_of(item, "code"));
  field("", reason_of(item, "detail"));
  field("Received", wire::text_in(item, "received_at"));
  field("Attempts", wire::text_in(item, "attempts"));
  field("Closed", wire::text_in(item, "closed_at"));
  if (const auto* dismissal = wire::object_in(item, "dismissal")) {
    field("Dismissed by", wire::text_in(*dismissal, "by"));
    field("", wire::text_in(*dismissal, "reason"));
  }
  page.fields(fields);
  fmt::print("{}", page.text());
}

sources::CommandResult<int> show(const InboxOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(auto client, open_server(options));
  LEDGER_ASSIGN_OR_RETURN(const auto item, sources::get_object(client, item_path(options)));
  print_item(item, options);
  if (!options.as_json && item.contains("event")) {
    fmt::print("\n{}\n", json::serialize(item.at("event")));
  }
  return sources::exit_done;
}

sources::CommandResult<int> retry(const InboxOptions& options) {
  if (options.all != options.id.empty()) {
    return sources::bad_usage("name an event, or give --all");
  }
  LEDGER_ASSIGN_OR_RETURN(auto client, open_server(options));
  if (!options.all) {
    LEDGER_ASSIGN_OR_RETURN(const auto item,
                            sources::post_object(client, item_path(options, "/retry"), ""));
    print_item(item, options);
    return wire::text_in(item, "status") == "open" ? sources::exit_refused : sources::exit_done;
  }
  LEDGER_ASSIGN_OR_RETURN(const auto counts, sources::post_object(client, "/v1/inbox/retry", ""));
  if (options.as_json) {
    print_json(counts);
  } else {
    fmt::print("{} tried, {} settled\n", wire::number_in(counts, "tried"),
               wire::number_in(counts, "settled"));
  }
  return sources::exit_done;
}

sources::CommandResult<int> dismiss(const InboxOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(auto client, open_server(options));
  const auto body = json::serialize(json::object{{"reason", options.because}});
  LEDGER_ASSIGN_OR_RETURN(const auto item,
                          sources::post_object(client, item_path(options, "/dismissal"), body));
  print_item(item, options);
  return sources::exit_done;
}

}  // namespace

void add_inbox(CLI::App& inbox, int& exit_code) {
  inbox.require_subcommand(1);
  const auto add = [&](const char* name, const char* description,
                       sources::CommandResult<int> (*run)(const InboxOptions&)) {
    auto options = std::make_shared<InboxOptions>();
    CLI::App* command = inbox.add_subcommand(name, description);
    add_location_options(*command, options->location, "Not supported: only a server has an inbox");
    command->add_flag("--json", options->as_json, "Print JSON");
    command->callback(
        [options, run, &exit_code] { exit_code = exit_code_of(run(*options), options->as_json); });
    return std::pair{command, options};
  };
  const auto [list_command, list_options] = add("list", "List events, oldest first", list);
  list_command->add_option("--status", list_options->status, "Only this status")
      ->check(CLI::IsMember({"open", "settled", "dismissed", "all"}))
      ->capture_default_str();
  list_command->add_option("--reason", list_options->reason, "Only this reason")->type_name("CODE");
  const auto [show_command, show_options] =
      add("show", "Show one event, with what Stripe posted", show);
  show_command->add_option("event", show_options->id, "evt_…")->required();
  const auto [retry_command, retry_options] =
      add("retry", "Retry an event; exit code 1 if it stays open", retry);
  retry_command->add_option("event", retry_options->id, "evt_…");
  retry_command->add_flag("--all", retry_options->all, "All open events");
  const auto [dismiss_command, dismiss_options] =
      add("dismiss", "Decide that an event does not belong in the ledger", dismiss);
  dismiss_command->add_option("event", dismiss_options->id, "evt_…")->required();
  dismiss_command->add_option("--because", dismiss_options->because, "Why")
      ->type_name("REASON")
      ->required();
}

}  // namespace tools::cli
