#include "projections/since.h"

#include <algorithm>

#include "projections/boundaries.h"

namespace projections {

Instant trace(state::Fold& fold, Instant until,
              std::span<const reasons::ProductionInstallation> production, OpenReasons& open,
              const Passed& passed) {
  const auto question_at = [&](Instant at) {
    reasons::Question question{fold.license(), fold.catalog(), at};
    question.production = production;
    question.detail = reasons::Detail::matter;
    return question;
  };
  Instant at = ledger::earliest;
  auto next = fold.next_event();
  while (next && *next <= until) {
    at = *next;
    const bool registered = fold.registered();
    fold.run_to(at, [&](const ledger::RecordedEvent& event) {
      if (registered) open.note({event, fold.license(), fold.catalog()});
    });
    next = fold.next_event();
    if (!fold.registered()) continue;
    const auto question = question_at(at);
    registered ? open.move_to(question) : open.begin_at(question);
    if (passed) passed(question);
    next = reasons::earlier(next, open.next_change(question));
  }
  return at;
}

void SinceTracker::observe(Instant at, const reasons::Reasons& present) {
  reasons::Reasons now = present;
  date(now, at);
  last_ = std::move(now);
}

void SinceTracker::date(reasons::Reasons& reasons, Instant at) const {
  for (auto& reason : reasons) {
    const auto before = std::ranges::find_if(
        last_, [&](const Reason& other) { return same_matter(other, reason); });
    reason.since = before == last_.end() ? at : before->since;
  }
}

ChangeInstants::ChangeInstants(state::Fold& fold, Instant until, std::vector<Instant> stops)
    : fold_(fold), until_(until), stops_(std::move(stops)) {
  std::ranges::sort(stops_);
}

std::optional<Instant> ChangeInstants::next() {
  if (at_ == until_) return std::nullopt;
  if (!at_) return at_ = registration();
  at_ = following(*at_);
  fold_.run_to(*at_);
  return at_;
}

std::optional<Instant> ChangeInstants::registration() {
  while (const auto at = fold_.next_event()) {
    if (*at > until_) break;
    fold_.run_to(*at);
    if (fold_.registered()) return at;
  }
  return std::nullopt;
}

Instant ChangeInstants::following(Instant at) const {
  Instant earliest = until_;
  const auto consider = [&](std::optional<Instant> instant) {
    if (instant) earliest = std::min(earliest, *instant);
  };
  consider(fold_.next_event());
  consider(next_boundary({fold_.license(), fold_.catalog(), at}));
  const auto stop = std::ranges::upper_bound(stops_, at);
  if (stop != stops_.end()) consider(*stop);
  return earliest;
}

}  // namespace projections
