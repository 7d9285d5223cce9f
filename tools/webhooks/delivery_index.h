#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "tools/webhooks/delivery.h"

namespace tools::webhooks {

/// How long finished deliveries are kept: until the first of the two limits is reached.
struct Retention {
  std::size_t deliveries = 10'000;  // of each subscription
  std::int64_t days = 30;
};

struct DeliveryQuery {
  std::optional<DeliveryStatus> status;
  std::optional<std::uint64_t> before;  // a number
  std::size_t limit = 50;
};

struct Backlog {
  std::size_t pending = 0;
  std::optional<Instant> oldest;  // when the oldest pending message was created
};

/// The deliveries of one subscription by number: which are due when, under way, or finished. In
/// memory only. One thread at a time.
class DeliveryIndex {
 public:
  /// Adds the delivery or replaces it. A pending one is queued, and so no longer under way.
  void put(const Delivery& delivery);
  void remove(std::uint64_t number);
  /// It is under way until it is put again.
  void start(std::uint64_t number);

  /// The queued delivery that is due first, and when.
  std::optional<std::pair<Instant, std::uint64_t>> first_due() const;
  std::size_t under_way() const { return under_way_.size(); }
  bool is_under_way(std::uint64_t number) const { return under_way_.contains(number); }
  Backlog backlog() const;
  /// Newest first.
  std::vector<std::uint64_t> find(const DeliveryQuery& query) const;

  std::size_t finished() const { return finished_.size(); }
  /// Finished deliveries that need not be kept any longer, oldest first, at most `limit`.
  std::vector<std::uint64_t> expired(const Retention& retention, Instant now,
                                     std::size_t limit) const;

 private:
  struct PendingTimes {
    Instant due;
    Instant created_at;
  };
  struct FinishedState {
    Instant at;
    DeliveryStatus status{};
  };

  std::map<std::uint64_t, PendingTimes> pending_;
  std::set<std::pair<Instant, std::uint64_t>> queue_;  // pending and not under way
  std::set<std::uint64_t> under_way_;
  std::map<std::uint64_t, FinishedState> finished_;
};

}  // namespace tools::webhooks
