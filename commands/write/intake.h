#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/write/outcome.h"
#include "commands/write/recorder.h"
#include "commands/write/world.h"

namespace commands::write {

/// Events posted from outside. `atomic`: one step, all or nothing; else each is a step of its own.
struct PostEvents {
  std::vector<ledger::Event> events;
  bool atomic = false;
  /// Trusted history, one for each event: it keeps the instants at which it was recorded and who
  /// did it, and brings its decisions with it. Only into a log that ends before it.
  struct History {
    Instant recorded_at;
    std::string actor;
    std::optional<ledger::Position> position = {};  // where it must come to stand, if that is said
  };
  std::vector<History> history;
};

/// Takes in what is posted: facts reported by other systems, and decisions as trusted history.
/// Never refuses a fact for a business reason. One thread.
class Intake {
 public:
  Intake(World& world, Recorder& recorder) : world_(world), recorder_(recorder) {}

  /// One outcome for each event, in order; with the automatic attempts that follow.
  EventOutcomes post(const PostEvents& posted, const std::string& actor);

 private:
  EventOutcomes post_each(const PostEvents& posted, const std::string& actor);
  EventOutcomes post_atomically(const PostEvents& posted, const std::string& actor);
  EventOutcomes import(const PostEvents& posted, const std::string& actor);
  EventOutcome append_as_recorded(const ledger::Event& event, const PostEvents::History& history,
                                  const std::string& actor);
  EventOutcome check(const ledger::Event& event, const ledger::IdentityKey& identity, Instant now);
  EventOutcome append(const ledger::Event& event, const std::string& actor);

  World& world_;
  Recorder& recorder_;
};

}  // namespace commands::write
