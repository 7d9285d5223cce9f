#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/webhooks/condition.h"
#include "tools/webhooks/side_entries.h"
#include "tools/webhooks/subscription.h"

namespace tools::webhooks {

/// The subscriptions, how far each has followed the log, and the condition there of each license
/// that it watches. Durable in the side store; the subscriptions are also in memory. Any thread.
///
/// An operation on a subscription that does not exist, or no longer does, writes nothing and
/// returns false or `nullopt`.
class Subscriptions {
 public:
  static ledger::Result<std::unique_ptr<Subscriptions>> open(ledger::SideStore& side);

  ledger::Result<void> add(Subscription subscription);
  std::optional<Subscription> find(std::string_view id) const;
  /// Oldest first.
  std::vector<Subscription> all() const;
  /// In ascending order.
  std::vector<std::string> ids() const;
  using Edit = std::function<void(Subscription&)>;
  ledger::Result<bool> edit(const std::string& id, const Edit& edit);
  /// The same, for an edit of what is followed: discards the conditions in the same write, and
  /// starts another generation.
  ledger::Result<bool> edit_and_refollow(const std::string& id, const Edit& edit);
  /// With its conditions. Its messages are removed by Deliveries::remove, or at the next start.
  ledger::Result<bool> remove(const std::string& id);

  /// Records progress without any result. It is kept in memory only: after a crash it would be
  /// repeated with the same outcome.
  void note(const std::string& id, std::uint64_t generation, const LogProgress& progress);
  ledger::Result<std::optional<Condition>> condition(const std::string& id,
                                                     std::string_view serial_number) const;
  using ConditionVisitor =
      std::function<void(const std::string& serial_number, const Condition& condition)>;
  ledger::Result<void> each_condition(const std::string& id, const ConditionVisitor& visit) const;

  using ById = std::map<std::string, Subscription, std::less<>>;
  /// The subscriptions while no other thread reads or changes them. Deliveries work under this lock
  /// too: so that a message, or an attempt to deliver it, is one write with what it changes in its
  /// subscription.
  class Locked {
   public:
    const ById& all() const { return subscriptions_.all_; }
    /// Null if there is none.
    const Subscription* find(std::string_view id) const;
    /// Writes the subscription together with `changes`, all or nothing, and keeps it in memory.
    ledger::Result<void> write(Subscription subscription, SideChanges changes);

   private:
    friend class Subscriptions;
    explicit Locked(Subscriptions& subscriptions)
        : subscriptions_(subscriptions), lock_(subscriptions.mutex_) {}
    Subscriptions& subscriptions_;
    std::unique_lock<std::mutex> lock_;
  };
  Locked lock() { return Locked{*this}; }

 private:
  explicit Subscriptions(ledger::SideStore& side) : side_(side) {}
  ledger::Result<void> load();

  ledger::SideStore& side_;
  mutable std::mutex mutex_;
  ById all_;
};

}  // namespace tools::webhooks
