#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "projections/reasons/rule.h"

namespace projections {

/// The reasons and warnings of one license that hold at an instant, each with the instant since
/// which it has held without a break. From one instant to the next only what an event or the
/// passing of time has touched is judged again.
class OpenReasons {
 public:
  using Rules = std::span<const reasons::Rule>;
  /// The rules must outlive it.
  explicit OpenReasons(const std::vector<Rules>& rules);

  /// An event is about to be applied: notes which answers it may change.
  void note(const reasons::Change& change);
  /// Moves to the instant of the question, when all events until then are applied. It may be the
  /// instant reached before, if more has taken effect there.
  void move_to(const reasons::Question& question);
  /// The same for the first instant: every reason that holds begins there.
  void begin_at(const reasons::Question& question);

  /// The next instant at which time alone changes an answer.
  std::optional<Instant> next_change(const reasons::Question& question) const;

  /// A matter that holds, or has held until an instant.
  struct Period {
    const reasons::Rule* rule;
    std::string key;
    Reason reason;                            // without evidence, since its begin
    std::optional<Instant> until = {};        // the first instant at which it does not hold
    std::optional<ledger::Evidence> by = {};  // the event that ended it; absent: time alone
  };
  /// Has `ended` called with each matter that has ended, in the order of their ends: once what
  /// holds at a later instant is judged, and by `finish`. To be set before the first instant.
  using Ended = std::function<void(Period)>;
  void report_ended(Ended ended) { report_ = std::move(ended); }
  void finish();
  /// What holds at the instant reached.
  std::vector<Period> holding() const;

  /// Sets `since` of reasons found at the instant reached. One that holds only because of a
  /// request, not of the license alone, begins at that instant; so does one that no rule finds.
  void date(reasons::Reasons& reasons, Instant reached) const;

 private:
  struct HasEnded {
    Reason reason;
    std::optional<ledger::Evidence> by;
  };
  struct Tracked {
    const reasons::Rule* rule;
    reasons::Touched touched = {};
    std::map<std::string, Reason, std::less<>> open = {};  // by key, without evidence
    /// What held until the instant reached: if it holds there after all, it was never interrupted.
    std::map<std::string, HasEnded, std::less<>> ended = {};
    /// Only for reports: what the event noted last touches, and which event of the coming instant
    /// has ended a key so far; absent: time alone.
    reasons::Touched by_last_event = {};
    std::map<std::string, std::optional<ledger::Evidence>, std::less<>> causes = {};
  };
  void note_for_report(const reasons::Change& change);
  void find_causes(const reasons::Question& question);
  static void judge(Tracked& tracked, const std::string& key, const reasons::Question& question);
  static void end(Tracked& tracked, const std::string& key, Instant at);
  void judge_touched(const reasons::Question& question);

  std::vector<Tracked> tracked_;
  Instant reached_ = ledger::earliest;
  Ended report_;
  // Only for reports.
  std::optional<ledger::Evidence> last_event_;  // noted for the coming instant; absent: none yet
  std::span<const reasons::ProductionInstallation> production_;
};

}  // namespace projections
