#include <algorithm>
#include <boost/json.hpp>

#include "ledger/proof/readable_log.h"
#include "ledger/proof/receipt.h"
#include "ledger/stream.h"
#include "tools/cli/sources/feed.h"
#include "tools/cli/sources/retry_open.h"
#include "tools/wire/event_json.h"

namespace tools::cli::sources {
namespace {

namespace json = boost::json;
using ledger::Position;

/// Adds to events their stored bytes, and proofs that these are in the log.
class Proofs {
 public:
  explicit Proofs(const ledger::proof::ReadableLog& log)
      : log_(log), tree_(ledger::proof::remembering(log.tree->reader())) {}

  ledger::Result<void> add(json::object& event, Position position) {
    const auto record = log_.store->record(position);
    if (!record) return record.error();
    event["record"] = ledger::base64(*record);
    const auto& checkpoint = log_.checkpoint;
    if (!checkpoint || position.value >= checkpoint->checkpoint.head.size) {
      return boost::system::in_place_value;
    }
    const auto receipt = ledger::proof::make_receipt(tree_, position, *checkpoint);
    if (!receipt) return receipt.error();
    event["receipt"] = receipt->to_text();
    return boost::system::in_place_value;
  }

 private:
  const ledger::proof::ReadableLog& log_;
  ledger::proof::HashReader tree_;
};

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
  const auto log = open_beside_a_server(
      [&] { return ledger::proof::open_for_reading({.directory = directory, .key_path = {}}); });
  if (!log) return failed(log.error());
  const auto& store = *log->store;
  const Position end = store.end_at_open();
  Position from = filter.after ? std::min(next(*filter.after), end) : Position{0};
  if (filter.from) {
    const auto first = first_recorded_from(store, from, end, *filter.from);
    if (!first) return failed(first.error());
    from = *first;
  }
  const std::uint64_t total = end.value - from.value;
  std::uint64_t passed = 0;
  std::optional<ledger::Failure> unread;
  Proofs proofs{*log};
  const auto read = ledger::read_events(store, from, end, [&](const ledger::EventPtr& event) {
    if (filter.past_the_end(event->recorded_at)) return false;
    if (filter.wants(ledger::name_of(event->type()), event->subject, event->recorded_at)) {
      json::object line = wire::event_json(*event);
      if (reader.proved && reader.proved(line)) {
        if (const auto added = proofs.add(line, event->position); !added) {
          unread = added.error();
          return false;
        }
      }
      if (!reader.event(line)) return false;
    }
    reader.progress(++passed, total);
    return true;
  });
  if (unread) return failed(*unread);
  if (!read) return failed(read.error());
  return boost::system::in_place_value;
}

}  // namespace tools::cli::sources
