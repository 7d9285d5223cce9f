#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event.h"
#include "ledger/mutex.h"
#include "ledger/store.h"
#include "ledger/stream.h"

namespace ledger {

/// What must be known of a license without reading its events.
struct DirectoryEntry {
  StreamHead head;
  std::optional<Revision> snapshot;  // the revision of its snapshot, if it has one
  bool automatic = false;            // a registration, in force or not, has `auto_update`
  bool waiting = false;              // automatic, and something may wait for activation

  bool operator==(const DirectoryEntry&) const = default;
};

/// What is known of all licenses, each fact of it from one event alone: so it costs no fold to
/// keep, and lies on disk, with the latest changes in memory until they are saved. Lists are
/// supersets, because nothing is folded: whoever uses one asks each license that it names.
///
/// One thread notes events, which may not be on disk yet. The functions so marked may be called by
/// any thread; what they find may be ahead of the disk.
class Directory {
 public:
  explicit Directory(const Store& store) : store_(store) {}

  // --- any thread
  /// Every license that was ever registered under the company name, by serial number.
  Result<std::vector<std::string>> owned_by(std::string_view company_name) const;
  /// Every license that the installation was ever bound to, by serial number.
  Result<std::vector<std::string>> ever_bound_to(std::string_view cust_id) const;
  /// Whether these lists, and that of licenses which wait, name the license.
  Result<bool> is_owned_by(std::string_view serial_number, std::string_view company_name) const;
  Result<bool> was_bound_to(std::string_view serial_number, std::string_view cust_id) const;
  Result<bool> is_waiting(std::string_view serial_number) const;
  /// At most `most` serial numbers that come after `after`, in order.
  Result<std::vector<std::string>> serial_numbers(std::string_view after, std::size_t most) const;

  // --- the writer
  /// `nullopt` for a serial number without events.
  Result<std::optional<DirectoryEntry>> find(std::string_view serial_number);
  /// The next event of a license. Returns the entry as it is after it.
  Result<DirectoryEntry> note(const RecordedEvent& event);
  /// For what is known from the fold of the license, or has been done. It must have events.
  Result<void> set_waiting(const std::string& serial_number, bool waiting);
  Result<void> set_snapshot(const std::string& serial_number, Revision revision);

  /// The next instant at which an event takes effect that was recorded before.
  Result<std::optional<Instant>> next_due() const;
  /// One license for which an event takes effect at an instant. They are taken in this order.
  struct Due {
    Instant at;
    std::string serial_number;
    auto operator<=>(const Due&) const = default;
  };
  /// Those up to `until`, at most `most` of them. They are not found again.
  Result<std::vector<Due>> take_due(Instant until, std::size_t most);
  /// Those up to `last` were taken before a restart. An event takes effect after it was recorded,
  /// so none comes before what was taken.
  void skip_due(const Due& last);
  /// Licenses that may wait for an automatic activation, as `serial_numbers`.
  Result<std::vector<std::string>> waiting(std::string_view after, std::size_t most) const;

  // --- saving, as in IdentityIndex
  void drain();
  void add_draining(Store::Entries& entries) const;
  void drained();
  /// How much `drain` would set aside.
  std::size_t unsaved() const;

 private:
  using Entries = boost::unordered_flat_map<std::string, DirectoryEntry>;
  using Keys = std::map<std::string, bool, std::less<>>;  // false: removed

  Result<std::vector<std::string>> list(std::string prefix, std::string_view after,
                                        std::size_t most) const;
  /// Those not in the store yet that have the prefix and come at `from` or after it.
  Keys unsaved_keys(const std::string& prefix, const std::string& from, std::size_t most) const;
  Result<bool> has(const std::string& key) const;
  void change(const std::string& serial_number, const DirectoryEntry& entry);
  void change_key(std::string key, bool exists);

  const Store& store_;
  mutable Mutex mutex_;
  // What is not in the store yet: the latest, and what is being written.
  Entries recent_ LEDGER_GUARDED_BY(mutex_);
  Entries draining_ LEDGER_GUARDED_BY(mutex_);
  Keys recent_keys_ LEDGER_GUARDED_BY(mutex_);
  Keys draining_keys_ LEDGER_GUARDED_BY(mutex_);
  // The writer's: entries that are in the store, so that one is not read at each of its events.
  Entries read_;
  std::string taken_due_;                                   // the last key taken, without its kind
  mutable std::optional<std::optional<Instant>> next_due_;  // absent: to be looked up
};

/// Where the stream of a license ended when the directory was saved last.
Result<std::optional<StreamHead>> saved_head(const Store& store, std::string_view serial_number);

}  // namespace ledger
