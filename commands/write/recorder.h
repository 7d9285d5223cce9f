#pragma once

#include <array>
#include <string>
#include <vector>

#include "commands/decision.h"
#include "commands/write/world.h"
#include "ledger/codec.h"
#include "ledger/proof/tree.h"
#include "ledger/store.h"

namespace commands::write {

/// Gives events their place in the log: position, stream, instants, random bits; encodes each once,
/// puts it into the commit and the tree, and applies it to the world. Also makes the automatic
/// attempts that follow, so that every door into the log has them. One thread.
class Recorder {
 public:
  Recorder(ledger::Store& store, ledger::proof::Tree& tree, World& world)
      : tree_(tree), world_(world), commit_(store) {}

  /// An event posted from outside, with the key of its identity. Null when the record would be too
  /// large: nothing has happened then.
  ledger::EventPtr record(const ledger::Event& event, const ledger::IdentityKey& identity,
                          const std::string& actor, Instant recorded_at);
  /// Dates the reasons of a refusal by the license's past, and records all its events, or none
  /// when one is larger than a record can be; lists inside a refusal are shortened before that.
  bool record(Decision& decision, const std::string& actor);

  /// Whether the record of the event would be small enough, wherever it came to stand.
  bool fits(const ledger::Event& event, const std::string& actor);

  /// Tries the licenses that the events since the last call have touched, each once.
  void attempt_automatically();
  void attempt_automatically(const std::vector<std::string>& serial_numbers);

  /// After trusted history, which brings its own attempts.
  void forget_touched();

  ledger::Store::Commit& commit() { return commit_; }
  /// The last event recorded, ever.
  const ledger::EventPtr& last() const { return last_; }
  std::size_t recorded() const { return recorded_; }
  void start_batch();

 private:
  bool place(const std::shared_ptr<ledger::RecordedEvent>& recorded,
             const ledger::IdentityKey& identity);
  /// An event of the ledger's own, effective now.
  void record(Draft draft, const std::string& actor);
  std::string next_id() const;
  ledger::Salt next_salt();
  void date(Decision& decision);

  ledger::proof::Tree& tree_;
  World& world_;
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
