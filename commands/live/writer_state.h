#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "commands/live/derived_format.h"
#include "commands/live/license_snapshot.h"
#include "commands/live/live_licenses.h"
#include "commands/live/unpublished.h"
#include "ledger/directory.h"
#include "ledger/identity_index.h"
#include "ledger/store.h"
#include "ledger/stream.h"
#include "ledger/stream_cache.h"
#include "projections/state/catalog_fold.h"

namespace commands::live {

/// A license, and where its stream ended at some time.
struct LicenseHead {
  std::string serial_number;
  ledger::StreamHead head;
};

/// What the writer has gathered to be saved, by family.
struct ToSave {
  ledger::Store::Entries identities;
  ledger::Store::Entries licenses;
  ledger::Store::Entries snapshots;
  std::string identities_mark;
  std::string licenses_mark;
  std::vector<LicenseHead> grown;  // licenses that need a snapshot
  ledger::Instant now;
};
/// Writes all of it, in pieces that no commit waits for long. Any thread.
ledger::Result<void> write_saved(ledger::Store& store, const ToSave& to_save);

/// What the writer knows, as of one instant that only moves forward: the catalog, the directory of
/// all licenses, and the states of those that decisions were about last. What is applied may not be
/// on disk yet; readers see events only when they are. An event of a license that is not in memory
/// costs no fold: its head is all that is needed. One thread, but for `complete`.
///
/// A failure that a function returns is also the state's: the writer must stop.
class WriterState {
 public:
  /// `max_live_events`: how many events the licenses in memory may have together.
  WriterState(const ledger::Store& store, ledger::StreamCache& streams,
              ledger::Directory& directory, std::uint64_t max_live_events);

  /// A license gets a new snapshot only if it has more events than that after the last one.
  void set_short_tail(std::uint64_t short_tail) { short_tail_ = short_tail; }

  /// Reads what was saved and applies the tail of the log. A long tail is saved in between by
  /// `save`, unless that is null, so that it does not gather in memory.
  using Save = std::function<ledger::Result<void>(ToSave&)>;
  ledger::Result<void> open(const Save& save);

  ledger::Instant now() const { return now_; }
  /// Does nothing if that is earlier. The caller has let take effect what is due until then.
  void move_to(ledger::Instant now) { now_ = std::max(now_, now); }

  ledger::Position end() const { return end_; }
  const projections::state::Catalog& catalog() const { return catalog_.catalog(); }
  ledger::StreamHead catalog_head() const { return catalog_head_; }

  /// The license as it is now. Null for a serial number without events. Valid until the next
  /// `apply` or save.
  ledger::Result<LiveLicense*> find(std::string_view serial_number);
  /// Whether there is an event of the license.
  ledger::Result<bool> knows(std::string_view serial_number);
  /// Where a license ends for readers that is not in memory. Absent for any other.
  ledger::Result<std::optional<LicenseHead>> cold(const std::string& serial_number);
  /// Takes one that was loaded elsewhere, as it was there. Of no effect if it is in memory.
  ledger::Result<void> adopt(const LicenseHead& license, LoadedLicense loaded);
  /// Whether an automatic attempt may follow from an event of the license.
  ledger::Result<bool> may_activate(std::string_view serial_number);
  /// As its fold shows.
  ledger::Result<void> set_may_activate(const std::string& serial_number, bool waiting) {
    return noted(directory_.set_waiting(serial_number, waiting));
  }
  /// The head of the stream that the event belongs to.
  ledger::Result<ledger::StreamHead> head_of(const ledger::Event& event);
  /// Applies a newly recorded event: the only way in which one reaches a license or the catalog.
  ledger::Result<void> apply(const ledger::EventPtr& event);

  ledger::IdentityIndex& identities() { return identities_; }
  const ledger::Directory& directory() const { return directory_; }

  /// The next instant at which something recorded earlier takes effect.
  ledger::Result<std::optional<ledger::Instant>> next_due();
  /// Lets take effect what is due by now, of at most `most` licenses, and returns these: attempts
  /// may follow. The catalog's part begins a round.
  ledger::Result<std::vector<std::string>> let_take_effect(std::size_t most);

  /// A round tries all licenses that may wait for an automatic activation, after a definition or a
  /// policy took effect. One that begins takes the place of one that is not over.
  void begin_round() { progress_.round_after.emplace(); }
  void end_round() { progress_.round_after.reset(); }
  bool has_round() const { return progress_.round_after.has_value(); }
  /// The next licenses of the round, at most `most`.
  ledger::Result<std::vector<std::string>> take_from_round(std::size_t most);
  /// Whether there are licenses that have not been brought to now and tried.
  ledger::Result<bool> is_behind();

  /// How far both are, if that has changed since it was taken last: to be kept in the next commit.
  std::optional<std::string> take_progress();

  /// Events of a license, including those not yet on disk.
  ledger::Result<Events> events_of(std::string_view serial_number);
  /// The event at a position, on disk or not yet.
  ledger::Result<ledger::EventPtr> event_at(ledger::Position position);

  /// Everything applied so far is on disk: readers may see it.
  void publish() { unpublished_.publish_to(streams_); }

  /// Gathers what a restart would otherwise have to read; all that is applied must be on disk. The
  /// caller has it completed and written, on any thread, then calls `saved`; until then it must not
  /// save again.
  ledger::Result<ToSave> save();
  /// Adds what takes long to make: snapshots and entries. Any thread.
  ledger::Result<void> complete(ToSave& to_save) const;
  void saved();
  /// The number of events that a restart would have to apply.
  std::uint64_t unsaved_events() const { return end_.value - saved_until_.value; }

  /// What would gather in memory without a save: events, and changes of the directory.
  std::uint64_t unsaved_changes() const {
    return std::max<std::uint64_t>(unsaved_events(), directory_.unsaved());
  }
  /// Drops licenses that were not used for longest, if those in memory are too many.
  void evict() { licenses_.evict_if_many(); }

  /// A record that could not be read; set once, and the writer must stop.
  const std::optional<ledger::Failure>& failure() const { return failure_; }
  void fail_with(ledger::Failure failure) {
    if (!failure_) failure_ = std::move(failure);
  }

 private:
  /// How far each family is saved.
  struct Restored {
    ledger::Position identities;
    ledger::Position licenses;
  };

  ledger::Result<LiveLicense*> load(std::string_view serial_number);
  /// Takes the events after revision `from` of the stream that ends at `head`.
  ledger::Result<projections::state::LicenseFold> bring_forward(
      std::string_view serial_number, projections::state::LicenseFold fold, ledger::StreamHead from,
      ledger::StreamHead head);
  ledger::Result<void> note(const ledger::RecordedEvent& event);
  void apply_to_catalog(const ledger::EventPtr& event);
  /// Absent if what is saved is unreadable, or of another version.
  ledger::Result<std::optional<Restored>> restore_saved();
  ledger::Result<void> save_now(const Save& save);
  /// The result, whose failure is also the state's.
  template <class T>
  ledger::Result<T> noted(ledger::Result<T> result) {
    if (!result) fail_with(result.error());
    return result;
  }

  const ledger::Store& store_;
  ledger::StreamCache& streams_;
  ledger::Directory& directory_;
  ledger::IdentityIndex identities_;

  ledger::Instant now_ = ledger::earliest;
  ledger::Position end_;
  ledger::Position saved_until_;
  Restored restored_;  // one family may be behind the other
  projections::state::CatalogFold catalog_;
  ledger::StreamHead catalog_head_;
  derived_format::Progress progress_;
  derived_format::Progress kept_progress_;  // as it is in the commits
  LiveLicenses licenses_;
  std::uint64_t short_tail_ = derived_format::usual_short_tail;
  boost::unordered_flat_set<std::string> grown_;  // licenses that are worth another snapshot
  Unpublished unpublished_;
  std::optional<ledger::Failure> failure_;
};

}  // namespace commands::live
