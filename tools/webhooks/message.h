#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "projections/state/fold.h"
#include "projections/words/messages.h"
#include "tools/webhooks/changes.h"

/// What a receiver is sent: `{type, timestamp, data}`, as Standard Webhooks recommends.
namespace tools::webhooks {

using projections::words::Language;

struct Message {
  std::string id;  // the same for every attempt, and however often it is worked out
  std::string type;
  std::string subject;  // the license it is about; a module, `default` or the webhook's own id
  std::string body;
};

/// What a message tells of. Its id is made of nothing else, so that the same is never told under
/// two ids, whatever happened between working it out and writing it down.
struct Occasion {
  std::string_view webhook_id;
  std::string_view type;
  std::string_view serial_number;
  std::string_view about = {};         // the invoice
  std::optional<ledger::Position> by;  // the event; nothing where time alone did it
  Instant at;
};
std::string message_id(const Occasion& occasion);

/// The event as the feed has it.
std::string event_body(const ledger::RecordedEvent& event);

/// What a decision is told as beside the event itself; nothing for events that are told as events
/// only.
std::optional<ChangeType> change_in(const ledger::RecordedEvent& event);
/// With every reason explained, as the answer to the request had it.
std::string decision_body(const ledger::RecordedEvent& event, Language language);

/// Where a change was seen: the license after it, and what it was seen by. The fold that dates the
/// reasons is run from the start of the license's past.
struct Sighting {
  projections::reasons::Question question;
  std::optional<ledger::Position> by;
  projections::state::Fold past;
};
std::string change_body(const Change& change, Sighting sighting, Language language);

std::string test_body(std::string_view webhook_id, Instant at);

}  // namespace tools::webhooks
