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
#include "tools/stripe/mapping_problem.h"

namespace tools::stripe {

/// The state of an event that could not be posted immediately.
enum class ItemState : std::uint8_t {
  received,   ///< on its way; retried after a crash
  open,       ///< it needs attention, or waits for something else
  settled,    ///< in the ledger now
  dismissed,  ///< somebody decided that it does not belong in the ledger
};

}  // namespace tools::stripe

template <>
struct ledger::Names<tools::stripe::ItemState> {
  static constexpr std::array<std::string_view, 4> list{"received", "open", "settled", "dismissed"};
};

namespace tools::stripe {

/// Stored as JSON, by member name. Instants are in microseconds since 1970, except `created`.
struct Item {
  std::string id;            // evt_…
  std::uint64_t number = 0;  // in order of arrival
  std::string type;
  std::string object;        // the id of its object
  std::int64_t created = 0;  // according to Stripe, in seconds
  std::int64_t received_at = 0;
  std::string state = "received";
  std::string reason;  // of InboxReason; empty: none
  std::string detail;
  std::string serial;  // of the license that it waits for; empty: none
  int attempts = 0;
  std::int64_t attempted_at = 0;
  std::int64_t closed_at = 0;  // settled or dismissed
  std::string closed_by;       // who dismissed it
  std::string dismissal;       // why
  std::string raw;             // the body as posted; stored separately
};
BOOST_DESCRIBE_STRUCT(Item, (),
                      (id, number, type, object, created, received_at, state, reason, detail,
                       serial, attempts, attempted_at, closed_at, closed_by, dismissal))

/// The events that are not in the ledger, or were not at first, in the side store:
/// `stripe/inbox/<number>` is an item, `stripe/inbox-raw/<number>` the body that was posted, and
/// `stripe/inbox-number/<id>` the number. Any thread may read; one writes.
class Inbox {
 public:
  explicit Inbox(ledger::SideStore& side) : side_(side) {}

  /// Reads which items are open. To be called first.
  ledger::Result<void> open();

  ledger::Result<std::optional<Item>> find(const std::string& id) const;
  struct ItemFilter {
    std::optional<ItemState> state;
    std::optional<InboxReason> reason;
  };
  struct ItemPage {
    std::vector<Item> items;  // without `raw`
    bool has_more = false;
  };
  /// In order of arrival, starting after the number `after`.
  ledger::Result<ItemPage> list(const ItemFilter& filter, std::optional<std::uint64_t> after,
                                std::size_t limit) const;

  /// The number of open items, by reason.
  std::map<std::string, std::size_t> open_counts() const;
  /// The ids of the events that wait for a license to be registered, by serial number.
  std::map<std::string, std::set<std::string>> waiting_for_license() const;
  /// The ids of all items that are open or received, oldest first.
  ledger::Result<std::vector<std::string>> unsettled() const;

  using Changes = std::vector<ledger::SideStore::Change>;
  /// Adds what must be written, together with what belongs to it. Numbers an item that is new.
  void put(Item& item, Changes& changes);
  void remove(const Item& item, Changes& changes);
  /// To be called when the changes of put() and remove() are on disk.
  void written();
  /// Removes what was settled or dismissed before `before`, in microseconds since 1970.
  ledger::Result<void> sweep(std::int64_t before);

 private:
  struct OpenItem {
    std::string reason;
    std::string serial;
  };
  static std::optional<Item> parse(std::string_view text);

  ledger::SideStore& side_;
  mutable std::mutex mutex_;
  std::uint64_t next_number_ = 1;
  std::map<std::string, OpenItem> open_;
  std::map<std::string, std::optional<OpenItem>> unwritten_;
};

}  // namespace tools::stripe
