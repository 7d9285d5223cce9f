#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "ledger/store.h"
#include "tools/webhooks/store.h"
#include "tools/webhooks/watch.h"

namespace tools::webhooks {

/// The log as the followers see it.
struct FollowedLog {
  const ledger::Store& store;
  const ledger::StreamCache& streams;
  /// The ledger's clock, which may be a test's.
  std::function<Instant()> now;
  /// An instant that has come, such that every event recorded before it can be read; nothing when
  /// it cannot be said at the moment. May wait for the writer.
  std::function<std::optional<Instant>()> settled;
};

/// Follows the log for one subscription, from where it has got to: event after event, and between
/// them the instants at which time alone changes a license. What it makes of the log depends on
/// nothing else, so what a crash cuts off is done again to the same messages. One thread.
class Follower {
 public:
  Follower(FollowedLog log, Store& store, std::string id)
      : log_(std::move(log)), store_(store), id_(std::move(id)) {}

  struct Done {
    bool more = false;  // there is more to do at once
    bool told = false;  // there are new messages
  };
  /// One piece of work, a few milliseconds long.
  ledger::Result<Done> step();

 private:
  struct Work;  // what one piece came to, before it is written

  ledger::Result<void> load(const Subscription& subscription);
  ledger::Result<void> follow(Work& work, Position end);
  ledger::Result<void> take_event(Work& work, const ledger::EventPtr& event);
  ledger::Result<void> pass_time(Work& work, Instant until);
  ledger::Result<void> sweep(Work& work);
  void end_sweep(Work& work);
  ledger::Result<void> look_at(Work& work, const std::string& serial_number,
                               std::optional<Position> by, bool tell);
  ledger::Result<void> tell(Work& work, const std::vector<Change>& changes,
                            const projections::state::License& license, std::optional<Position> by);
  ledger::Result<Done> finish(Work& work);
  ledger::Result<std::optional<Condition>> condition_before(const Work& work,
                                                            const std::string& serial_number) const;
  void set_due(const std::string& serial_number, std::optional<Instant> before,
               std::optional<Instant> after);
  std::optional<Instant> next_due() const;
  const std::vector<std::string>& serial_numbers();
  /// Throws away what is in memory: the next piece begins from what is written.
  void forget();

  FollowedLog log_;
  Store& store_;
  const std::string id_;

  std::optional<Subscription> followed_;  // as it was when this was loaded
  Progress progress_;
  Position written_;  // how far what is written has got
  std::optional<Watch> watch_;
  std::set<std::pair<Instant, std::string>> due_;  // when time alone changes a license
  std::vector<std::string> swept_;                 // the licenses of a sweep under way, in order
};

}  // namespace tools::webhooks
