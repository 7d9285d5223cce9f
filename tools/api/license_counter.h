#pragma once

#include <memory>
#include <mutex>

#include "commands/write/sequencer.h"

namespace tools::api {

/// The number of licenses in each stage, and blocked by each reason, as of a recent instant. Both
/// change with events and with time, and only the writer knows them: it evaluates what has changed
/// since the last count, a few licenses between two batches, so that no request waits. Under a load
/// that changes more than that, the last count remains.
class LicenseCounter {
 public:
  explicit LicenseCounter(commands::write::Sequencer& sequencer) : sequencer_(sequencer) {}
  LicenseCounter(const LicenseCounter&) = delete;
  LicenseCounter& operator=(const LicenseCounter&) = delete;

  struct Counted {
    projections::LicenseCounts counts;
    ledger::Instant at;
  };
  /// The last count; null before the first.
  std::shared_ptr<const Counted> last() const;
  /// Starts a new count, unless one is in progress.
  void count_again();

 private:
  void ask();
  void take(const commands::write::CountOutcome* outcome);

  commands::write::Sequencer& sequencer_;
  mutable std::mutex mutex_;
  bool counting_ = false;
  std::shared_ptr<const Counted> last_;
};

}  // namespace tools::api
