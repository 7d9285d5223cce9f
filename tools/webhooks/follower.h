#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "ledger/directory.h"
#include "ledger/store.h"
#include "tools/webhooks/log_step.h"
#include "tools/webhooks/log_view.h"

namespace tools::webhooks {

/// The log as the followers see it.
struct FollowedLog {
  const ledger::Store& store;
  const ledger::StreamCache& streams;
  const ledger::Directory& directory;
  /// The ledger's clock, which may be a test clock.
  std::function<Instant()> now;
  /// An instant that has passed, such that every event recorded before it can be read; `nullopt` if
  /// there is none at the moment. May wait for the writer.
  std::function<std::optional<Instant>()> settled;
};

/// Follows the log for one subscription, from the position it has reached: event after event, and
/// between them the instants at which time alone changes a license. The result depends on the log
/// only, so work that a crash interrupts is repeated with the same messages. One thread.
class Follower {
 public:
  Follower(FollowedLog log, Subscriptions& subscriptions, Deliveries& deliveries, std::string id)
      : log_(std::move(log)),
        subscriptions_(subscriptions),
        deliveries_(deliveries),
        id_(std::move(id)) {}

  struct StepResult {
    bool more = false;  // there is more to do immediately
    bool new_messages = false;
  };
  /// One piece of work that takes a few milliseconds, and its one write.
  ledger::Result<StepResult> step();

 private:
  struct Work;  // the result of one piece of work before it is written

  ledger::Result<void> load(const Subscription& subscription);
  ledger::Result<void> follow(Work& work, Position end);
  ledger::Result<void> apply(Work& work, const ledger::EventPtr& event);
  ledger::Result<void> report_event(Work& work, const ledger::RecordedEvent& event);
  ledger::Result<void> pass_time(Work& work, Instant until);
  void begin_sweep(Work& work, Sweep::Cause cause);
  ledger::Result<void> sweep(Work& work);
  /// The next licenses of a sweep, in order.
  ledger::Result<std::vector<std::string>> next_swept(std::string_view after) const;
  void end_sweep(Work& work);
  ledger::Result<void> examine(Work& work, const std::string& serial_number,
                               std::optional<Position> by, bool report);
  ledger::Result<void> report_changes(Work& work, const std::vector<LicenseChange>& changes,
                                      const projections::state::License& license,
                                      std::optional<Position> by);
  ledger::Result<StepResult> finish(Work& work);
  ledger::Result<std::optional<Condition>> condition_before(const Work& work,
                                                            const std::string& serial_number) const;
  void set_due(const std::string& serial_number, std::optional<Instant> before,
               std::optional<Instant> after);
  std::optional<Instant> next_due() const;
  /// Discards what is in memory: the next step starts from what is stored.
  void forget();

  FollowedLog log_;
  Subscriptions& subscriptions_;
  Deliveries& deliveries_;
  const std::string id_;

  std::optional<Subscription> followed_;  // as it was when it was loaded
  LogProgress progress_;
  Position written_;                               // the position that is stored
  std::optional<LogView> view_;                    // only if licenses are watched
  std::set<std::pair<Instant, std::string>> due_;  // when time alone changes a license
};

}  // namespace tools::webhooks
