#pragma once

#include <memory>
#include <mutex>

#include "commands/write/sequencer.h"

namespace tools::api {

/// How many licenses are in which stage, and how many each reason blocks, as of an instant not long
/// ago. What each license is like changes with its events and with time, and only the writer knows;
/// it works out what has changed since it was asked last, a few licenses between two batches, so
/// that nobody waits for it. Under a load that changes more than that, what was counted last stays.
class LicenseCounter {
 public:
  explicit LicenseCounter(commands::write::Sequencer& sequencer) : sequencer_(sequencer) {}
  LicenseCounter(const LicenseCounter&) = delete;
  LicenseCounter& operator=(const LicenseCounter&) = delete;

  struct Counted {
    projections::LicenseCounts counts;
    ledger::Instant at;
  };
  /// What was counted last; null before the first time.
  std::shared_ptr<const Counted> last() const;
  /// Has the writer count, unless it does so already.
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
