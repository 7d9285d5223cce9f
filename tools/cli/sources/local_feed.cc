#include <algorithm>
#include <boost/json.hpp>

#include "ledger/proof/readable_log.h"
#include "ledger/proof/receipt.h"
#include "ledger/stream.h"
#include "tools/cli/sources/feed.h"
#include "tools/wire/event_json.h"

namespace tools::cli::sources {
namespace {

namespace json = boost::json;
using ledger::Position;

/// Adds to events their stored bytes, and proofs that they are in the log.
class Proofs {
 public:
  explicit Proofs(const ledger::proof::ReadableLog& log)
      : log_(log), tree_(ledger::proof::remembering(log.tree->reader())) {}

  ledger::Result<void> add(json::object& event, Position position) {
    LEDGER_ASSIGN_OR_RETURN(const auto record, log_.store->record(position));
    event["record"] = ledger::base64(record);
    const auto& checkpoint = log_.checkpoint;
    if (!checkpoint || position.value >= checkpoint->checkpoint.head.size) return ledger::ok;
    LEDGER_ASSIGN_OR_RETURN(const auto receipt,
                            ledger::proof::make_receipt(tree_, position, *checkpoint));
    event["receipt"] = receipt.to_text();
    return ledger::ok;
  }

 private:
  const ledger::proof::ReadableLog& log_;
  ledger::proof::HashReader tree_;
};

/// The first position from `from` that was recorded at `instant` or later: recorded_at never
/// decreases along the log.
ledger::Result<Position> first_recorded_from(const ledger::Store& store, Position from, Position to,
                                             ledger::Instant instant) {
  while (from < to) {
    const Position middle{from.value + (to.value - from.value) / 2};
    LEDGER_ASSIGN_OR_RETURN(const auto event, ledger::read_event(store, middle));
    if (event->recorded_at < instant) {
      from = next(middle);
    } else {
      to = middle;
    }
  }
  return from;
}

}  // namespace

CommandResult<void> read_local_feed(const std::string& directory, const ExportFilter& filter,
                                    const FeedReader& reader) {
  LEDGER_ASSIGN_OR_RETURN(const auto log,
                          ledger::proof::open_for_reading({.directory = directory}));
  const auto& store = *log.store;
  const Position end = store.end_at_open();
  Position from = filter.after ? std::min(next(*filter.after), end) : Position{0};
  if (filter.from) {
    LEDGER_ASSIGN_OR_RETURN(from, first_recorded_from(store, from, end, *filter.from));
  }
  const std::uint64_t total = end.value - from.value;
  std::uint64_t count = 0;
  std::optional<ledger::Failure> unproved;
  Proofs proofs{log};
  const auto read = ledger::read_events(store, from, end, [&](const ledger::EventPtr& event) {
    if (filter.is_past_end(event->recorded_at)) return false;
    if (filter.wants(ledger::name_of(event->type()), event->subject, event->recorded_at)) {
      json::object line = wire::event_json(*event);
      if (reader.needs_proof && reader.needs_proof(line)) {
        if (const auto added = proofs.add(line, event->position); !added) {
          unproved = added.error();
          return false;
        }
      }
      if (!reader.event(line)) return false;
    }
    reader.progress(++count, total);
    return true;
  });
  if (unproved) return *unproved;
  if (!read) return read.error();
  return ledger::ok;
}

}  // namespace tools::cli::sources
