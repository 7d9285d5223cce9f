#include "replay/tracked_license.h"

#include <algorithm>

#include "projections/reasons/blocking_reasons.h"
#include "projections/since.h"
#include "projections/state/evolve.h"
#include "projections/warnings/warnings.h"

namespace replay {

using projections::reasons::Question;

TrackedLicense::TrackedLicense(CatalogSnapshotPtr catalog)
    : catalog_(std::move(catalog)),
      open_({projections::reasons::blocking_rules(), projections::warnings::warning_rules()}) {}

std::optional<TrackedLicense> TrackedLicense::trace(const Events& events,
                                                    CatalogSnapshotPtr catalog, Instant now) {
  TrackedLicense traced{std::move(catalog)};
  traced.note_last(*events.back());
  projections::state::Fold fold{events, *traced.catalog_->known};
  for (const auto& event : events) {
    if (ledger::is_attempt(*event)) projections::state::insert_in_order(traced.attempts_, event);
  }
  traced.reached_ = projections::trace(fold, std::max(now, traced.recorded_at_), {}, traced.open_);
  if (!fold.registered()) return std::nullopt;
  const Events waiting = fold.waiting();
  traced.fold_ = {fold.release(), waiting};
  return traced;
}

void TrackedLicense::note_last(const ledger::RecordedEvent& event) {
  revision_ = event.revision;
  position_ = event.position;
  recorded_at_ = event.recorded_at;
}

bool TrackedLicense::advance(const Events& recorded, const CatalogSnapshotPtr& catalog,
                             Instant now) {
  if (catalog != catalog_) return false;
  for (const auto& event : recorded) {
    if (event->effective_at < reached_) return false;
    // Among events of one instant too, a decision may belong before one that is applied.
    if (!projections::state::in_order(license(), *event)) return false;
  }
  for (const auto& event : recorded) {
    fold_.await(event);
    if (ledger::is_attempt(*event)) projections::state::insert_in_order(attempts_, event);
    note_last(*event);
  }
  while (const auto next = next_instant(std::max(now, recorded_at_))) move_to(*next);
  return true;
}

/// The first instant up to `now` at which something is still to happen.
std::optional<Instant> TrackedLicense::next_instant(Instant now) const {
  const auto next =
      projections::reasons::earlier(fold_.next_due(), open_.next_change(question_at(reached_)));
  return next && *next <= now ? next : std::nullopt;
}

void TrackedLicense::move_to(Instant at) {
  fold_.advance(at, [&](const ledger::RecordedEvent& event) {
    open_.note({event, license(), catalog_->catalog});
  });
  reached_ = at;
  open_.move_to(question_at(at));
}

Question TrackedLicense::question_at(Instant at) const {
  Question question{license(), catalog_->catalog, at};
  question.detail = projections::reasons::Detail::matter;
  return question;
}

ledger::Position TrackedLicense::position() const {
  const auto& catalog = *catalog_->known;
  return catalog.empty() ? position_ : std::max(position_, catalog.back()->position);
}

}  // namespace replay
