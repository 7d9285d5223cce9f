#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "projections/state/fold.h"
#include "projections/words/messages.h"
#include "tools/webhooks/changes.h"

/// The body of a message is `{type, timestamp, data}`, as Standard Webhooks recommends.
namespace tools::webhooks {

using projections::words::Language;

struct WebhookMessage {
  std::string id;  // the same for every attempt, and whenever the message is derived again
  std::string type;
  std::string subject;  // the license it is about; or a module, `default`, or the webhook's id
  std::string body;
};

/// What a message is about. Its id is derived from nothing else, so that the same thing is never
/// reported with two ids, whatever happens between deriving a message and writing it.
struct MessageIdentity {
  std::string_view webhook_id;
  std::string_view type;
  std::string_view serial_number;
  std::string_view about = {};         // the invoice
  std::optional<ledger::Position> by;  // the event; nullopt if time alone caused it
  Instant at;
};
std::string message_id(const MessageIdentity& identity);

/// The event as in the feed.
std::string event_body(const ledger::RecordedEvent& event);

/// The type under which a decision is reported in addition to its event; `nullopt` for an event
/// that is not a decision.
std::optional<ChangeType> decision_type(const ledger::RecordedEvent& event);
/// `dated`: the reasons of a refusal with their `since`. They are explained, as in the response to
/// the request.
std::string decision_body(const ledger::RecordedEvent& event,
                          const projections::reasons::Reasons& dated, Language language);

/// Where a change was seen: the license after it, and the event that caused it, if any. `past` is
/// the history of the license from its start, which dates the reasons.
struct SeenChange {
  projections::reasons::Question question;
  std::optional<ledger::Position> by;
  projections::state::Fold past;
};
std::string change_body(const LicenseChange& change, SeenChange seen, Language language);

std::string test_body(std::string_view webhook_id, Instant at);

}  // namespace tools::webhooks
