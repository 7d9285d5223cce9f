#pragma once

#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "commands/live/directory_upkeep.h"
#include "commands/live/live_licenses.h"
#include "commands/live/unpublished.h"
#include "ledger/identity_index.h"
#include "ledger/store.h"
#include "ledger/stream.h"
#include "ledger/stream_cache.h"
#include "projections/directory.h"
#include "projections/state/catalog_fold.h"

namespace commands::live {

/// What the writer has gathered to be saved.
struct ToSave {
  ledger::Store::Entries entries;
  std::string mark;
  std::vector<LicenseHead> grown;  // licenses that need a snapshot
  ledger::Instant now;
};

/// What the writer knows, as of one instant that only moves forward: the catalog, the licenses used
/// recently, the directory of all. What is applied may not be on disk yet; readers see events only
/// when they are. One thread, but for `complete`.
///
/// A failure that a function returns is also the state's: the writer must stop.
class WriterState {
 public:
  WriterState(const ledger::Store& store, ledger::StreamCache& streams,
              projections::Directory& directory);

  /// Reads what was saved and applies the tail of the log.
  ledger::Result<void> open();

  ledger::Instant now() const { return now_; }
  /// Does nothing if that is earlier. The caller has let take effect what is due until then.
  void move_to(ledger::Instant now) { now_ = std::max(now_, now); }

  ledger::Position end() const { return end_; }
  const projections::state::Catalog& catalog() const { return catalog_.catalog(); }
  ledger::StreamHead catalog_head() const { return catalog_head_; }

  /// Null for a serial number that was never registered. Valid until the next save.
  ledger::Result<LiveLicense*> find(std::string_view serial_number);
  /// Whether there is an event of the license.
  ledger::Result<bool> knows(std::string_view serial_number);
  /// Where a known license ends that is not in memory. Absent for any other.
  std::optional<LicenseHead> cold(const std::string& serial_number);
  /// Takes one that was loaded elsewhere, as it was there. Of no effect if it is in memory, or has
  /// got more events since.
  void adopt(const LicenseHead& license, LoadedLicense loaded);
  /// Whether an event of a known license may be followed by an automatic attempt.
  ledger::Result<bool> updates_automatically(std::string_view serial_number);
  /// Folds the licenses again that decisions have come for out of order, each once. To be called
  /// before what was applied is published or saved.
  ledger::Result<void> fold_outdated();
  /// The head of the stream that the event belongs to.
  ledger::Result<ledger::StreamHead> head_of(const ledger::Event& event);
  /// Applies a newly recorded event: the only way in which one reaches a license or the catalog.
  ledger::Result<void> apply(const ledger::EventPtr& event);

  ledger::IdentityIndex& identities() { return identities_; }
  const projections::Directory& directory() const { return directory_; }

  /// The next instant at which something recorded earlier takes effect.
  std::optional<ledger::Instant> next_due() const;
  /// Applies what takes effect until now. Returns the licenses to attempt to activate for it.
  ledger::Result<std::vector<std::string>> let_take_effect();
  /// Licenses with something pending that update automatically.
  std::vector<std::string> wanting_activation() const;

  /// Events of a license, including those not yet on disk.
  ledger::Result<Events> events_of(std::string_view serial_number);
  Events catalog_events() const;
  /// The event at a position, on disk or not yet.
  ledger::Result<ledger::EventPtr> event_at(ledger::Position position);

  /// Everything applied so far is on disk: readers may see it.
  void publish() { unpublished_.publish_to(streams_); }

  /// Brings the directory up to date for at most `at_most` licenses; true when none is left.
  bool refresh_directory(std::size_t at_most = std::numeric_limits<std::size_t>::max());

  /// Gathers what a restart would otherwise have to fold; all that is applied must be on disk. The
  /// caller has it completed and written, on any thread, then calls `saved`; until then it must not
  /// save again. A row that is not up to date is saved without its summary. A license gets a new
  /// snapshot only if it has more than `short_tail` events after the last one.
  ToSave save(std::uint64_t short_tail);
  /// Adds what takes long to make, snapshots and identities, and the mark. Any thread.
  ledger::Result<void> complete(ToSave& to_save) const;
  void saved() { identities_.drained(); }
  /// The number of events that a restart would have to apply.
  std::uint64_t unsaved_events() const { return end_.value - saved_until_.value; }

  /// A record that could not be read; set once, and the writer must stop.
  const std::optional<ledger::Failure>& failure() const { return failure_; }
  void fail_with(ledger::Failure failure) {
    if (!failure_) failure_ = std::move(failure);
  }

 private:
  /// The same, but perhaps outdated.
  ledger::Result<LiveLicense*> find_as_it_is(std::string_view serial_number);
  ledger::Result<void> fold_again(LiveLicense& license);
  void take(LiveLicense& license, const ledger::EventPtr& event);
  void apply_to_catalog(const ledger::EventPtr& event);
  std::optional<projections::LicenseSummary> appraise(const std::string& serial_number);
  /// False if what is saved is unreadable, or of another version.
  ledger::Result<bool> restore_saved();
  ledger::Result<bool> restore_rows(ledger::Position applied_until);
  /// The result, whose failure is also the state's.
  template <class T>
  ledger::Result<T> noted(ledger::Result<T> result) {
    if (!result) fail_with(result.error());
    return result;
  }

  const ledger::Store& store_;
  ledger::StreamCache& streams_;
  projections::Directory& directory_;
  ledger::IdentityIndex identities_;

  ledger::Instant now_ = ledger::earliest;
  ledger::Position end_;
  ledger::Position saved_until_;
  projections::state::CatalogFold catalog_;
  ledger::StreamHead catalog_head_;
  LiveLicenses licenses_;
  DirectoryUpkeep upkeep_;
  std::set<std::string> outdated_;  // licenses to fold again
  Unpublished unpublished_;
  std::optional<ledger::Failure> failure_;
};

}  // namespace commands::live
