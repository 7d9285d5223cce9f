#pragma once

#include <optional>
#include <string>

#include "projections/open_reasons.h"
#include "projections/state/license_fold.h"
#include "replay/catalog_cache.h"

namespace replay {

using ledger::Events;

/// One license as it is now, with the reasons that hold and since when: folded once from all of its
/// events, then moved forward by what is recorded and by the passing of time. One thread at a time.
class TrackedLicense {
 public:
  /// One pass over all of its events as known, up to `now` or the recording of the last, whichever
  /// is later. `nullopt` if it is not registered then.
  static std::optional<TrackedLicense> trace(const Events& events, CatalogSnapshotPtr catalog,
                                             Instant now);

  /// Takes what was recorded since, in the order of the log, and moves on likewise. False if it
  /// must be traced anew: an event belongs before what has been traced, or the catalog is another.
  bool advance(const Events& recorded, const CatalogSnapshotPtr& catalog, Instant now);

  const projections::state::License& license() const { return fold_.license(); }
  const projections::state::Catalog& catalog() const { return catalog_->catalog; }
  const projections::OpenReasons& open() const { return open_; }
  /// Of the last event taken.
  ledger::Revision revision() const { return revision_; }
  Instant recorded_at() const { return recorded_at_; }
  /// The last event of the license or of the catalog.
  ledger::Position position() const;
  /// Attempts to activate that have taken effect, in the order of the fold.
  const Events& attempts() const { return attempts_; }
  /// Whether the event is the last one known, of the license and the catalog, and nothing has
  /// changed since it took effect.
  bool is_as_of(const ledger::RecordedEvent& event) const {
    return position() == event.position && reached_ <= event.effective_at;
  }

 private:
  explicit TrackedLicense(CatalogSnapshotPtr catalog);
  void note_last(const ledger::RecordedEvent& event);
  void move_to(Instant at);
  std::optional<Instant> next_instant(Instant now) const;
  projections::reasons::Question question_at(Instant at) const;

  CatalogSnapshotPtr catalog_;
  projections::state::LicenseFold fold_;
  Events attempts_;  // in the order of the fold
  projections::OpenReasons open_;
  Instant reached_;  // the last instant at which something changed
  ledger::Revision revision_;
  ledger::Position position_;
  Instant recorded_at_;
};

}  // namespace replay
