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

/// One license as the writer has it: the fold until now, and what is recorded for later.
struct LiveLicense {
  // First what every event asks for: it lies together in memory.
  ledger::StreamHead head;
  std::uint64_t last_used = 0;               // in steps
  std::optional<ledger::Revision> saved_at;  // the revision of its snapshot
  bool wants_activation = false;             // as its directory row says
  bool has_row = false;

  projections::state::License state;
  Events upcoming;  // not yet effective, in the order of the fold

  // What else its row says, so that most events need not look there.
  std::string row_cust_id;
  std::optional<ledger::Instant> row_due;
};

/// The writer's picture of everything, as of one instant that only moves forward: the catalog, the
/// licenses asked for lately, the directory of all. What is applied may not be on disk yet; readers
/// are shown events only when it is. One thread.
class World {
 public:
  World(const ledger::Store& store, ledger::StreamCache& streams,
        projections::Directory& directory);

  /// Reads what was saved and applies the tail of the log.
  ledger::Result<void> open();

  ledger::Instant now() const { return now_; }
  /// Earlier than now: nothing happens. The caller has seen to what is due until then.
  void move_to(ledger::Instant now) { now_ = std::max(now_, now); }

  ledger::Position end() const { return end_; }
  const projections::state::Catalog& catalog() const { return catalog_; }
  ledger::StreamHead catalog_head() const { return catalog_head_; }

  /// Null for a serial number that was never registered. Good until the next save.
  LiveLicense* find(std::string_view serial_number);
  /// The head of the stream that the event will go into.
  ledger::StreamHead head_of(const ledger::Event& event);
  /// Takes a newly recorded event into the picture.
  void apply(const ledger::EventPtr& event);

  ledger::IdentityIndex& identities() { return identities_; }
  const projections::Directory& directory() const { return directory_; }

  /// The next instant at which something recorded earlier takes effect.
  std::optional<ledger::Instant> next_due() const;
  /// What takes effect until now does; answers the licenses that are to be tried for it.
  std::vector<std::string> let_take_effect();
  /// Licenses with something pending that update automatically.
  std::vector<std::string> wanting_activation() const;

  /// Events of a license, those not yet on disk included. A failure is also the world's.
  ledger::Result<Events> events_of(std::string_view serial_number);
  Events catalog_events() const;
  /// The event at a position, on disk or not yet. Null is a failure of the world's.
  ledger::EventPtr event_at(ledger::Position position);

  /// Everything applied so far is on disk: readers may see it.
  void publish();

  /// Works out again who is blocked by what, of at most so many licenses; true when none is left.
  bool refresh_directory(std::size_t at_most = std::numeric_limits<std::size_t>::max());

  /// What a restart would otherwise have to fold, as derived entries. The caller has them completed
  /// and written, on any thread, and then says `saved`; until then it does not save again.
  ledger::Store::Entries save();
  void complete(ledger::Store::Entries& entries) const { identities_.add_draining(entries); }
  void saved() { identities_.drained(); }
  /// How many events a restart would have to apply.
  std::uint64_t unsaved_events() const { return end_.value - saved_until_.value; }

  /// A record that could not be read; set once, and the writer must stop.
  const std::optional<ledger::Failure>& failure() const { return failure_; }
  void fail_with(ledger::Failure failure) { failure_ = std::move(failure); }

 private:
  LiveLicense* load(const std::string& serial_number);
  void fold_on(LiveLicense& license, Events recorded, Events waiting) const;
  void take(LiveLicense& license, const ledger::EventPtr& event);
  void advance(LiveLicense& license) const;
  void note_row(const std::string& serial_number, LiveLicense& license) const;
  void update_row(const std::string& serial_number, LiveLicense& license,
                  const ledger::RecordedEvent* event);
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
  std::string last_found_;  // one event asks for its license several times
  LiveLicense* last_license_ = nullptr;
  std::uint64_t steps_ = 0;
  std::set<std::string> unsaved_rows_;  // appraised again since they were saved
  Events unpublished_;
  std::optional<ledger::Failure> failure_;
};

}  // namespace commands::write
