#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/cli/sources/feed.h"
#include "tools/cli/sources/remote_error.h"
#include "tools/wire/json_read.h"

namespace tools::cli::sources {
namespace {

namespace json = boost::json;

/// Leaves to the server what it can filter: one subject and one type.
std::string first_target(const ExportFilter& filter) {
  std::string target = "/v1/events?limit=1000";
  if (filter.serial_numbers.size() == 1) {
    target += fmt::format("&subject={}", net::percent_encoded(*filter.serial_numbers.begin()));
  }
  if (filter.types.size() == 1) {
    target += fmt::format("&type={}", net::percent_encoded(*filter.types.begin()));
  }
  if (filter.after) target += fmt::format("&after={}", filter.after->value);
  return target;
}

enum class AfterPage : unsigned char { read_on, stop };

/// Passes the selected events of a page to the reader. An error if it is not a page of events.
CommandResult<AfterPage> read_page(const json::array& rows, const ExportFilter& filter,
                                   const FeedReader& reader) {
  for (const auto& row : rows) {
    const auto* event = row.if_object();
    const auto recorded_at =
        event == nullptr ? std::nullopt : wire::instant_in(*event, "recordedtime");
    if (!recorded_at || !wire::integer_in(*event, "position")) return not_a_ledger();
    if (filter.is_past_end(*recorded_at)) return AfterPage::stop;
    const bool wanted =
        filter.wants(wire::text_in(*event, "type"), wire::text_in(*event, "subject"), *recorded_at);
    if (wanted && !reader.event(*event)) return AfterPage::stop;
  }
  return AfterPage::read_on;
}

}  // namespace

CommandResult<void> read_remote_feed(net::HttpClient& client, const ExportFilter& filter,
                                     const FeedReader& reader) {
  const std::string target = first_target(filter);
  std::uint64_t count = 0;
  std::string cursor;
  do {
    // The server prefers `cursor` to `after`.
    const auto page_target = cursor.empty() ? target : fmt::format("{}&cursor={}", target, cursor);
    LEDGER_ASSIGN_OR_RETURN(const auto page, get_object(client, page_target));
    const auto* rows = page.if_contains("data");
    if (rows == nullptr || !rows->is_array()) return not_a_ledger();
    LEDGER_ASSIGN_OR_RETURN(const auto next, read_page(rows->get_array(), filter, reader));
    count += rows->get_array().size();
    reader.progress(count, 0);
    cursor.clear();
    if (next == AfterPage::read_on) {
      cursor = net::percent_encoded(wire::text_in(page, "next_cursor"));
    }
  } while (!cursor.empty());
  return ledger::ok;
}

}  // namespace tools::cli::sources
