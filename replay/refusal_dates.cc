#include "replay/refusal_dates.h"

#include <algorithm>
#include <utility>

#include "commands/decide/repeat.h"
#include "projections/reasons/blocking_reasons.h"
#include "projections/since.h"

namespace replay {

using commands::decide::OtherBinding;
using ledger::RecordedEvent;
using projections::reasons::Question;
using projections::reasons::Reasons;

RefusalDates::RefusalDates(const ledger::StreamCache& streams, Events own)
    : streams_(streams), own_(std::move(own)), catalog_events_(streams.catalog()) {}

ledger::Result<Reasons> RefusalDates::of(const RecordedEvent& refusal) {
  const auto* recorded = ledger::refusal_reasons(refusal.data);
  LEDGER_CHECK(recorded != nullptr);
  Reasons reasons = *recorded;
  if (commands::decide::depends_on_request(refusal.data)) {
    LEDGER_RETURN_IF_FAILED(date_by_request(reasons, refusal));
  } else {
    date_by_license(reasons, refusal);
  }
  return reasons;
}

void RefusalDates::date_by_license(Reasons& reasons, const RecordedEvent& refusal) {
  const Instant at = refusal.effective_at;
  const auto& catalog = catalog_before(refusal);
  const auto own = own_before(refusal);
  const bool ahead = !own.empty() && own.back()->recorded_at > at;  // of an imported refusal
  if (ahead) {
    projections::state::Fold fold{{own.begin(), own.end()}, *catalog->known};
    projections::OpenReasons open{{projections::reasons::blocking_rules()}};
    projections::trace(fold, at, {}, open);
    return open.date(reasons, at);
  }
  if (tracked_) {
    const auto from = static_cast<std::ptrdiff_t>(tracked_->revision().value) + 1;
    if (!tracked_->advance({own.begin() + from, own.end()}, catalog, at)) tracked_.reset();
  }
  if (!tracked_ && !own.empty()) {
    tracked_ = TrackedLicense::trace({own.begin(), own.end()}, catalog, at);
  }
  if (tracked_) return tracked_->open().date(reasons, at);
  for (auto& reason : reasons) reason.since = at;  // imported: not registered before it
}

ledger::Result<void> RefusalDates::date_by_request(Reasons& reasons, const RecordedEvent& refusal) {
  LEDGER_ASSIGN_OR_RETURN(const auto other, other_binding(reasons));
  std::vector<Instant> stops;
  if (other) stops.push_back(other->effective_at);
  const auto own = own_before(refusal);
  projections::state::Fold fold{{own.begin(), own.end()}, *catalog_before(refusal)->known};
  projections::SinceTracker tracker;
  projections::ChangeInstants instants{fold, refusal.effective_at, std::move(stops)};
  while (const auto at = instants.next()) {
    Question question{fold.license(), fold.catalog(), *at};
    question.detail = projections::reasons::Detail::matter;
    tracker.observe(*at, commands::decide::repeat_refusal(refusal.data, question, other));
  }
  tracker.date(reasons, refusal.effective_at);
  return ledger::ok;
}

/// The reason names the other license, and cites the binding as its evidence.
ledger::Result<std::optional<OtherBinding>> RefusalDates::other_binding(
    const Reasons& reasons) const {
  for (const auto& reason : reasons) {
    if (reason.code != ledger::ReasonCode::already_bound) continue;
    if (!reason.bound_serial || reason.evidence.empty()) continue;
    LEDGER_ASSIGN_OR_RETURN(const auto events, streams_.of(*reason.bound_serial));
    const auto binding = std::ranges::find_if(events, [&](const auto& event) {
      return event->position == reason.evidence.front().position;
    });
    if (binding == events.end()) continue;  // imported: cited by its position in another log
    return std::optional{OtherBinding{*reason.bound_serial, (*binding)->effective_at}};
  }
  return std::optional<OtherBinding>{};
}

/// A stream's revisions count its events from 0.
std::span<const ledger::EventPtr> RefusalDates::own_before(const RecordedEvent& refusal) const {
  LEDGER_CHECK(refusal.revision.value <= own_.size());
  return std::span{own_}.first(refusal.revision.value);
}

const CatalogSnapshotPtr& RefusalDates::catalog_before(const RecordedEvent& refusal) {
  const auto end = std::ranges::find_if(*catalog_events_, [&](const ledger::EventPtr& event) {
    return event->position > refusal.position;
  });
  const auto count = static_cast<std::size_t>(end - catalog_events_->begin());
  const Instant at = refusal.effective_at;
  const bool holds =
      catalog_ && catalog_->known->size() == count && catalog_->from <= at && at < catalog_->to;
  if (!holds) {
    catalog_ = catalog_snapshot(std::make_shared<const Events>(catalog_events_->begin(), end), at);
  }
  return catalog_;
}

}  // namespace replay
