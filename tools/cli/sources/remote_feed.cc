#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/cli/sources/feed.h"
#include "tools/cli/sources/remote_error.h"
#include "tools/wire/json_read.h"

namespace tools::cli::sources {
namespace {

namespace json = boost::json;

/// What the server can leave out by itself: it knows one subject and one type at a time.
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

enum class Rest : unsigned char { wanted, unwanted };

/// Hands on what of a page is wanted; whether anything that comes after it can be. Trouble when it
/// is no page of events.
Answer<Rest> read_page(const json::array& rows, const ExportFilter& filter,
                       const FeedReader& reader) {
  for (const auto& row : rows) {
    const auto* event = row.if_object();
    const auto recorded_at =
        event == nullptr ? std::nullopt : wire::instant_in(*event, "recordedtime");
    if (!recorded_at || !wire::integer_in(*event, "position")) return not_a_ledger();
    if (filter.past_the_end(*recorded_at)) return Rest::unwanted;
    const bool wanted =
        filter.wants(wire::text_in(*event, "type"), wire::text_in(*event, "subject"), *recorded_at);
    if (wanted && !reader.event(*event)) return Rest::unwanted;
  }
  return Rest::wanted;
}

}  // namespace

Answer<void> read_remote_feed(net::HttpClient& client, const ExportFilter& filter,
                              const FeedReader& reader) {
  const std::string target = first_target(filter);
  std::uint64_t passed = 0;
  std::string cursor;
  do {
    // A cursor goes before `after`.
    const auto page =
        get_object(client, cursor.empty() ? target : fmt::format("{}&cursor={}", target, cursor));
    if (!page) return page.error();
    const auto* rows = page->if_contains("data");
    if (rows == nullptr || !rows->is_array()) return not_a_ledger();
    const auto rest = read_page(rows->get_array(), filter, reader);
    if (!rest) return rest.error();
    passed += rows->get_array().size();
    reader.progress(passed, 0);
    cursor.clear();
    if (*rest == Rest::wanted) cursor = net::percent_encoded(wire::text_in(*page, "next_cursor"));
  } while (!cursor.empty());
  return boost::system::in_place_value;
}

}  // namespace tools::cli::sources
