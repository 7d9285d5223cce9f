#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "commands/command.h"
#include "commands/write/idempotency_keys.h"
#include "commands/write/outcome.h"
#include "ledger/event.h"
#include "ledger/result.h"

namespace commands::write {

/// Events posted from outside. `atomic`: one step, all or nothing; otherwise each is a step of its
/// own.
struct PostEvents {
  std::vector<ledger::Event> events;
  bool atomic = false;
  /// Trusted history, one for each event: the event keeps the instant at which it was recorded and
  /// its actor, and brings its decisions with it. Only into a log that ends before it.
  struct History {
    Instant recorded_at;
    std::string actor;
    std::optional<ledger::Position> position = {};  // that it must be placed at, if given
  };
  std::vector<History> history;
};

struct SetClock {
  Instant now;
};

using Request = std::variant<PostEvents, Command, SetClock>;

/// The outcome of a request that was performed.
template <class R>
struct OutcomeOf;
template <>
struct OutcomeOf<PostEvents> {
  using type = PostOutcome;
};
template <>
struct OutcomeOf<Command> {
  using type = CommandOutcome;
};
template <>
struct OutcomeOf<SetClock> {
  using type = ClockOutcome;
};
template <class R>
using outcome_of = typename OutcomeOf<R>::type;

/// One request in the writer's queue.
struct Submission {
  Request request;
  std::string actor;  // `role:name`
  std::optional<ledger::Revision> if_match;
  /// The answer that `render` makes of the outcome is stored under it, together with the events,
  /// forever.
  std::optional<IdempotencyKey> key;
  std::function<std::string(const Outcome&)> render;
  /// Called once, on the writer's thread, when the outcome is on disk; must be quick. A failure
  /// means that the outcome is not known and that the writer has stopped.
  std::function<void(ledger::Result<Outcome>)> done;
};

}  // namespace commands::write
