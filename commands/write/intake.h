#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "commands/live/writer_state.h"
#include "commands/write/admissibility.h"
#include "commands/write/outcome.h"
#include "commands/write/recorder.h"
#include "commands/write/submission.h"

namespace commands::write {

/// Appends posted events: facts that other systems report, and decisions as trusted history. Never
/// refuses a fact for a business reason. One thread.
class Intake {
 public:
  Intake(live::WriterState& state, Recorder& recorder) : state_(state), recorder_(recorder) {}

  /// One outcome for each event, in order. Makes the automatic activations that follow.
  ledger::Result<EventOutcomes> post(const PostEvents& posted, const std::string& actor);

 private:
  ledger::Result<EventOutcomes> post_each(const PostEvents& posted, const std::string& actor);
  ledger::Result<EventOutcomes> post_atomically(const PostEvents& posted, const std::string& actor);
  ledger::Result<EventOutcomes> import(const PostEvents& posted, const std::string& actor);

  /// `registered`: the licenses that earlier events of the same step register.
  ledger::Result<Admissibility> judge(const ledger::Event& event,
                                      const ledger::IdentityKey& identity, Instant now,
                                      const std::set<std::string_view>& registered = {});
  ledger::Result<std::vector<Admissibility>> judge_step(const std::vector<ledger::Event>& events,
                                                        const std::string& actor);
  ledger::Result<EventOutcome> append(const ledger::Event& event, const std::string& actor);
  ledger::Result<EventOutcome> append_as_recorded(const ledger::Event& event,
                                                  const PostEvents::History& history,
                                                  const std::string& actor);

  live::WriterState& state_;
  Recorder& recorder_;
};

}  // namespace commands::write
