#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/side_store.h"
#include "tools/stripe/problem.h"

namespace tools::stripe {

/// Where an event of Stripe's stands that could not be taken in at once.
enum class ItemState : std::uint8_t {
  received,   ///< on its way; after a crash it is taken up again
  open,       ///< somebody must see to it, or something must come first
  settled,    ///< in the ledger now
  dismissed,  ///< somebody decided that it does not belong there
};

}  // namespace tools::stripe

template <>
struct ledger::Names<tools::stripe::ItemState> {
  static constexpr std::array<std::string_view, 4> list{"received", "open", "settled", "dismissed"};
};

namespace tools::stripe {

/// Kept as JSON, by member name; instants are microseconds since 1970.
struct Item {
  std::string id;            // evt_…
  std::uint64_t number = 0;  // in the order in which they came
  std::string type;
  std::string object;        // the id of what it is about
  std::int64_t created = 0;  // by Stripe
  std::int64_t received_at = 0;
  std::string state = "received";
  std::string reason;  // of InboxReason; empty: none
  std::string detail;
  std::string serial;  // of the license that is not registered; else empty
  int attempts = 0;
  std::int64_t attempted_at = 0;
  std::int64_t closed_at = 0;  // settled or dismissed
  std::string closed_by;       // who dismissed it, and why
  std::string dismissal;
  std::string raw;  // as it was posted; kept apart
};
BOOST_DESCRIBE_STRUCT(Item, (),
                      (id, number, type, object, created, received_at, state, reason, detail,
                       serial, attempts, attempted_at, closed_at, closed_by, dismissal))

/// The events that are not in the ledger, or were not at first, in the side store:
/// `stripe/inbox/<number>` is an item, `stripe/inbox-raw/<number>` what was posted, and
/// `stripe/inbox-number/<id>` its number. Any thread may read; one writes.
class Inbox {
 public:
  explicit Inbox(ledger::SideStore& side) : side_(side) {}

  /// Counts what is there. Before anything else.
  ledger::Result<void> open();

  ledger::Result<std::optional<Item>> find(const std::string& id) const;
  struct Wanted {
    std::optional<ItemState> state;
    std::optional<InboxReason> reason;
  };
  struct Page {
    std::vector<Item> items;  // without `raw`
    bool has_more = false;
  };
  /// In the order in which they came, from the number after `after` on.
  ledger::Result<Page> list(const Wanted& wanted, std::optional<std::uint64_t> after,
                            std::size_t limit) const;

  /// How many are open, by reason.
  std::map<std::string, std::size_t> open_counts() const;
  /// The events that wait for a license to be registered, by serial number.
  std::map<std::string, std::set<std::string>> waiting_for_license() const;
  /// All that are open or were on their way, oldest first.
  ledger::Result<std::vector<std::string>> unsettled() const;

  using Changes = std::vector<ledger::SideStore::Change>;
  /// Gives a new item its number; the change is to be written with what belongs to it.
  void put(Item& item, Changes& changes);
  void remove(const Item& item, Changes& changes);
  /// What put() and remove() said is on disk.
  void written();
  /// Removes what was settled or dismissed before that instant.
  ledger::Result<void> sweep(std::int64_t before);

 private:
  struct Open {
    std::string reason;
    std::string serial;
  };
  static std::optional<Item> read(std::string_view text);

  ledger::SideStore& side_;
  mutable std::mutex mutex_;
  std::uint64_t next_number_ = 1;
  std::map<std::string, Open> open_;
  std::map<std::string, std::optional<Open>> unwritten_;
};

}  // namespace tools::stripe
