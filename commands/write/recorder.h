#pragma once

#include <array>
#include <string>
#include <vector>

#include "commands/decision.h"
#include "commands/live/writer_state.h"
#include "ledger/codec.h"
#include "ledger/proof/tree.h"
#include "ledger/store.h"

namespace commands::write {

/// Licenses that are tried in one step with the definition or policy that concerns them.
inline constexpr std::size_t most_in_one_step = 256;

/// Gives events their place in the log: position, stream, instants, salt. Adds each to the commit
/// and the tree, and applies it to the state. Also makes the automatic attempts that follow from
/// events, however these came. One thread.
///
/// A failure is that of a read. It is also the state's, so what was appended will not be written.
class Recorder {
 public:
  Recorder(ledger::Store& store, ledger::proof::Tree& tree, live::WriterState& state)
      : tree_(tree), state_(state), commit_(store) {}

  /// Appends an event posted from outside; `identity` is the key of its identity. Returns null, and
  /// has no effect, if the record would be too large.
  ledger::Result<ledger::EventPtr> append_posted(const ledger::Event& event,
                                                 const ledger::IdentityKey& identity,
                                                 const std::string& actor, Instant recorded_at);
  /// Shortens lists for which a record has no room, and appends all events of the decision. False,
  /// with no effect, if one still does not fit.
  ledger::Result<bool> append_decision(Decision& decision, const std::string& actor);

  /// Whether the event's record would be small enough, at any position.
  bool fits(const ledger::Event& event, const std::string& actor);

  /// Attempts to activate what is pending of the licenses that events have touched since the last
  /// call, each once. A definition or policy begins a round of all that wait: its first licenses
  /// are tried here, and the rest is the caller's.
  ledger::Result<void> retry_touched();
  ledger::Result<void> retry_pending(const std::vector<std::string>& serial_numbers);
  ledger::Result<void> retry_pending(const std::string& serial_number);

  /// After trusted history, which brings its own attempts.
  void forget_touched();

  ledger::Store::Commit& commit() { return commit_; }
  /// The last event recorded, ever.
  const ledger::EventPtr& last() const { return last_; }
  std::size_t recorded() const { return recorded_; }
  void start_batch();

 private:
  /// Appends an event of the ledger's own, effective now.
  ledger::Result<void> append_own(Draft draft, const std::string& actor);
  /// False, with no effect, if the record is too large.
  ledger::Result<bool> place(const std::shared_ptr<ledger::RecordedEvent>& recorded,
                             const ledger::IdentityKey& identity);
  bool shorten_to_fit(Draft& draft, const std::string& actor);
  std::string next_id() const;
  ledger::Salt next_salt();

  ledger::proof::Tree& tree_;
  live::WriterState& state_;
  ledger::Store::Commit commit_;
  ledger::RecordEncoder encoder_;
  std::vector<std::uint8_t> random_;
  std::size_t random_used_ = 0;
  std::vector<std::string> touched_;
  bool catalog_touched_ = false;
  ledger::EventPtr last_;
  std::size_t recorded_ = 0;  // in this batch
};

}  // namespace commands::write
