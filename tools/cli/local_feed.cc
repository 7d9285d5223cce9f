#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fmt/format.h>

#include "ledger/stream.h"
#include "tools/cli/feed.h"
#include "tools/cli/patience.h"
#include "tools/wire/event_json.h"

namespace tools::cli {
namespace {

using ledger::Position;

/// The log alone: nothing that is derived from it is read.
ledger::Result<std::unique_ptr<ledger::Store>> open_log(const std::string& directory) {
  std::error_code error;
  if (!std::filesystem::exists(directory + "/log/CURRENT", error)) {
    return ledger::fail(ledger::FailureKind::not_found, "there is no ledger in " + directory);
  }
  return open_beside_a_server(
      [&] { return ledger::Store::open({.directory = directory + "/log", .read_only = true}); });
}

/// The first position from `from` on that was recorded at `instant` or later: recorded_at never
/// falls along the log.
ledger::Result<Position> first_recorded_from(const ledger::Store& store, Position from, Position to,
                                             ledger::Instant instant) {
  while (from < to) {
    const Position middle{from.value + (to.value - from.value) / 2};
    const auto event = ledger::read_event(store, middle);
    if (!event) return event.error();
    if ((*event)->recorded_at < instant) {
      from = next(middle);
    } else {
      to = middle;
    }
  }
  return from;
}

}  // namespace

Answer<void> read_local_feed(const std::string& directory, const ExportFilter& filter,
                             const FeedReader& reader) {
  const auto store = open_log(directory);
  if (!store) return failed(store.error());
  const Position end = (*store)->end_at_open();
  Position from = filter.after ? std::min(next(*filter.after), end) : Position{0};
  if (filter.from) {
    const auto first = first_recorded_from(**store, from, end, *filter.from);
    if (!first) return failed(first.error());
    from = *first;
  }
  const std::uint64_t total = end.value - from.value;
  std::uint64_t passed = 0;
  const auto read = ledger::read_events(**store, from, end, [&](const ledger::EventPtr& event) {
    if (filter.past_the_end(event->recorded_at)) return false;
    const bool wanted =
        filter.wants(ledger::name_of(event->type()), event->subject, event->recorded_at);
    if (wanted && !reader.event(event_json(*event))) return false;
    reader.progress(++passed, total);
    return true;
  });
  if (!read) return failed(read.error());
  return boost::system::in_place_value;
}

}  // namespace tools::cli
