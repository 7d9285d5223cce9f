#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ledger/identity_index.h"
#include "ledger/store.h"
#include "ledger/stream.h"
#include "ledger/stream_cache.h"
#include "projections/directory.h"
#include "projections/state/fold.h"

namespace commands::write {

using ledger::Events;

/// One license as the writer has it: the fold until now, and what takes effect later.
struct LiveLicense {
  // First what every event needs, so that it lies together in memory.
  ledger::StreamHead head;
  std::uint64_t last_used = 0;               // in steps
  std::optional<ledger::Revision> saved_at;  // the revision of its snapshot
  bool wants_activation = false;             // as in its directory row
  bool has_row = false;
  bool outdated = false;  // a decision came that belongs before one that is applied

  projections::state::License state;
  Events upcoming;  // not yet effective, in the order of the fold

  // The rest of its row, so that most events need not look there.
  std::string row_cust_id;
  std::optional<ledger::Instant> row_due;
};

/// The writer's picture of everything, as of one instant that only moves forward: the catalog, the
/// licenses used recently, the directory of all. What is applied may not be on disk yet; readers
/// see events only when they are. One thread.
///
/// A failure that a function returns is also the world's: the writer must stop.
class World {
 public:
  World(const ledger::Store& store, ledger::StreamCache& streams,
        projections::Directory& directory);

  /// Reads what was saved and applies the tail of the log.
  ledger::Result<void> open();

  ledger::Instant now() const { return now_; }
  /// Does nothing if that is earlier. The caller has let take effect what is due until then.
  void move_to(ledger::Instant now) { now_ = std::max(now_, now); }

  ledger::Position end() const { return end_; }
  const projections::state::Catalog& catalog() const { return catalog_; }
  ledger::StreamHead catalog_head() const { return catalog_head_; }

  /// Null for a serial number that was never registered. Valid until the next save.
  ledger::Result<LiveLicense*> find(std::string_view serial_number);
  /// Whether an event of a known license may be followed by an automatic attempt.
  ledger::Result<bool> updates_automatically(std::string_view serial_number);
  /// Folds the licenses again that decisions have come for out of order, each once. To be called
  /// before what was applied is published or saved.
  ledger::Result<void> fold_outdated();
  /// The head of the stream that the event belongs to.
  ledger::Result<ledger::StreamHead> head_of(const ledger::Event& event);
  /// Applies a newly recorded event.
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
  void publish();

  /// Brings the directory up to date for at most `at_most` licenses; true when none is left.
  bool refresh_directory(std::size_t at_most = std::numeric_limits<std::size_t>::max());

  /// Returns, as derived entries, what a restart would otherwise have to fold. The caller has them
  /// completed and written, on any thread, then calls `saved`; until then it must not save again.
  ledger::Store::Entries save();
  void complete(ledger::Store::Entries& entries) const { identities_.add_draining(entries); }
  void saved() { identities_.drained(); }
  /// The number of events that a restart would have to apply.
  std::uint64_t unsaved_events() const { return end_.value - saved_until_.value; }

  /// A record that could not be read; set once, and the writer must stop.
  const std::optional<ledger::Failure>& failure() const { return failure_; }
  void fail_with(ledger::Failure failure) { failure_ = std::move(failure); }

 private:
  /// The same, but perhaps outdated.
  ledger::Result<LiveLicense*> find_as_it_is(std::string_view serial_number);
  ledger::Result<LiveLicense*> load(const std::string& serial_number);
  ledger::Result<void> fold_again(const std::string& serial_number, LiveLicense& license);
  void fold_on(LiveLicense& license, Events recorded, Events waiting) const;
  void take(LiveLicense& license, const ledger::EventPtr& event);
  void advance(LiveLicense& license) const;
  void note_row(const std::string& serial_number, LiveLicense& license) const;
  void update_row(const std::string& serial_number, LiveLicense& license,
                  const ledger::RecordedEvent* event);
  void add_owner(const std::string& serial_number, const std::string& company_name);
  void apply_to_catalog(const ledger::EventPtr& event);
  std::optional<projections::LicenseSummary> appraise(const std::string& serial_number);
  ledger::Result<bool> restore_saved();
  void evict();

  const ledger::Store& store_;
  ledger::StreamCache& streams_;
  projections::Directory& directory_;
  ledger::IdentityIndex identities_;

  ledger::Instant now_ = ledger::earliest;
  ledger::Position end_;
  ledger::Position saved_until_;
  projections::state::Catalog catalog_;
  Events upcoming_catalog_;  // in the order of the fold
  ledger::StreamHead catalog_head_;
  std::unordered_map<std::string, std::unique_ptr<LiveLicense>> licenses_;
  std::string last_found_;  // one event looks up its license several times
  LiveLicense* last_license_ = nullptr;
  std::uint64_t steps_ = 0;
  std::set<std::string> outdated_;      // licenses to fold again
  std::set<std::string> unsaved_rows_;  // appraised again since they were saved
  Events unpublished_;
  std::optional<ledger::Failure> failure_;
};

}  // namespace commands::write
