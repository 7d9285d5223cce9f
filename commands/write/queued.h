#pragma once

#include <variant>

#include "commands/write/outcome.h"
#include "commands/write/submission.h"

namespace commands::write {

/// A request of the queue, of which some events may be done.
struct Queued {
  Submission submission;
  PostOutcome done = {};
};

/// A request of more events than this gives way to the others. It is performed in parts of this
/// size if it can be split.
inline constexpr std::size_t most_at_once = 64;

inline bool is_bulk(const Submission& submission) {
  const auto* posted = std::get_if<PostEvents>(&submission.request);
  return posted != nullptr && posted->events.size() > most_at_once;
}

/// Of posted events, whether each is a step of its own. What an idempotency key covers must be in
/// one commit with its answer, and nothing may come between events of trusted history.
inline bool can_be_split(const Submission& submission) {
  const auto& posted = std::get<PostEvents>(submission.request);
  return !posted.atomic && posted.history.empty() && !submission.key;
}

}  // namespace commands::write
