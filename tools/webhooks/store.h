#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/side_store.h"
#include "tools/webhooks/changes.h"
#include "tools/webhooks/delivery.h"
#include "tools/webhooks/message.h"
#include "tools/webhooks/subscription.h"

namespace tools::webhooks {

/// How long deliveries that are over can be looked at: whichever limit is reached first.
struct Retention {
  std::size_t deliveries = 10'000;  // of each subscription
  std::int64_t days = 30;
};

/// Subscriptions, how far each has followed the log, how the licenses under its watch stood then,
/// and its messages: durable beside the log, with an index in memory of what is to be sent when.
///
/// What belongs together is one write: a step along the log with the conditions and messages that
/// came of it; an attempt with what it means for its subscription. So whatever is cut off is done
/// again from the same place, to the same messages. A subscription that was removed or changed
/// meanwhile makes a write come to nothing: false, or nothing, is answered then. Any thread.
class Store {
 public:
  static ledger::Result<std::unique_ptr<Store>> open(ledger::SideStore& side,
                                                     Retention retention = {});

  // --- subscriptions
  ledger::Result<void> add(Subscription subscription);
  std::optional<Subscription> find(std::string_view id) const;
  /// In the order in which they were made.
  std::vector<Subscription> all() const;
  std::vector<std::string> ids() const;
  using Edit = std::function<void(Subscription&)>;
  ledger::Result<bool> edit(const std::string& id, const Edit& edit);
  /// The same, and throws away how the licenses under watch stood: what is followed is another.
  ledger::Result<bool> follow_anew(const std::string& id, const Edit& edit);
  ledger::Result<bool> remove(const std::string& id);

  // --- following the log
  struct Step {
    std::uint64_t generation = 0;  // of the subscription that was followed
    Progress progress;
    std::map<std::string, Condition> conditions;  // by serial number
    std::vector<Message> messages;
  };
  ledger::Result<bool> take(const std::string& id, const Step& step);
  /// A step that nothing came of: it need not be written, as it would be done again to the same.
  void note(const std::string& id, std::uint64_t generation, const Progress& progress);
  ledger::Result<std::optional<Condition>> condition(const std::string& id,
                                                     std::string_view serial_number) const;
  using ConditionVisitor =
      std::function<void(const std::string& serial_number, const Condition& condition)>;
  ledger::Result<void> each_condition(const std::string& id, const ConditionVisitor& visit) const;

  // --- sending
  struct Job {
    Subscription subscription;
    Delivery delivery;
    std::string body;
  };
  /// What is due, in the order in which it became due, at most so much under way of each
  /// subscription. It is under way until `finish`.
  ledger::Result<std::vector<Job>> take_due(Instant now, std::size_t most_under_way);
  /// When something that is not under way is due.
  std::optional<Instant> next_due(std::size_t most_under_way) const;
  struct Finish {
    Attempt attempt;
    std::optional<Instant> next_attempt_at;  // after a failure; nothing: it has failed for good
    std::string disable;                     // the reason to send nothing more; empty: none
  };
  ledger::Result<void> finish(const std::string& id, std::uint64_t number, const Finish& finish);

  // --- looking, and sending by hand
  struct Backlog {
    std::size_t pending = 0;
    std::optional<Instant> oldest;  // when the oldest pending message was made
  };
  Backlog backlog(std::string_view id) const;
  ledger::Result<std::optional<Delivery>> add_message(const std::string& id, const Message& message,
                                                      Instant now);
  ledger::Result<std::optional<Delivery>> delivery(const std::string& id,
                                                   std::string_view message_id) const;
  /// Due at once, its schedule from the start.
  ledger::Result<std::optional<Delivery>> redeliver(const std::string& id,
                                                    std::string_view message_id, Instant now);
  struct DeliveryQuery {
    std::optional<DeliveryStatus> status;
    std::optional<std::uint64_t> before;  // a number
    std::size_t limit = 50;
  };
  /// The newest first.
  ledger::Result<std::vector<Delivery>> deliveries(const std::string& id,
                                                   const DeliveryQuery& query) const;
  /// Forgets deliveries that have been over for so long.
  ledger::Result<void> forget_old(Instant now);

 private:
  using Changes = std::vector<ledger::SideStore::Change>;
  struct Pending {
    Instant due;
    Instant created_at;
  };
  struct Finished {
    Instant at;
    DeliveryStatus status{};
  };
  struct Held {
    Subscription subscription;
    std::map<std::uint64_t, Pending> pending;           // by number
    std::set<std::pair<Instant, std::uint64_t>> queue;  // of those not under way
    std::set<std::uint64_t> under_way;
    std::map<std::uint64_t, Finished> finished;
  };
  using All = std::map<std::string, Held, std::less<>>;

  Store(ledger::SideStore& side, Retention retention) : side_(side), retention_(retention) {}
  ledger::Result<void> load();
  ledger::Result<void> load_deliveries(Held& held);
  ledger::Result<void> remove_all_of(const std::string& id);
  ledger::Result<void> remove_below(const std::string& prefix);
  /// Writes all of it, and takes the subscription as it then is.
  ledger::Result<void> write(Held& held, Subscription subscription, Changes changes);
  ledger::Result<std::optional<Delivery>> read_delivery(const std::string& id,
                                                        std::uint64_t number) const;
  ledger::Result<std::optional<std::uint64_t>> number_of(const std::string& id,
                                                         std::string_view message_id) const;
  Delivery new_delivery(Subscription& subscription, const Message& message, Instant now,
                        Changes& changes) const;
  ledger::Result<void> drop_old(Held& held, Instant now);
  static void index(Held& held, const Delivery& delivery);
  static void unindex(Held& held, std::uint64_t number);

  ledger::SideStore& side_;
  const Retention retention_;
  mutable std::mutex mutex_;
  All all_;
};

/// Past this many pending messages a subscription follows the log no further: the log keeps what is
/// to come, and nothing is lost.
inline constexpr std::size_t max_pending = 1'000;

}  // namespace tools::webhooks
