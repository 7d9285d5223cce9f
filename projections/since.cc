#include "projections/since.h"

#include <algorithm>

#include "projections/boundaries.h"

namespace projections {

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

Timeline::Timeline(state::Fold& fold, Instant until, std::vector<Instant> stops)
    : fold_(fold), until_(until), stops_(std::move(stops)) {
  std::ranges::sort(stops_);
}

std::optional<Instant> Timeline::next() {
  if (at_ == until_) return std::nullopt;
  if (!at_) return at_ = registration();
  at_ = following(*at_);
  fold_.run_to(*at_);
  return at_;
}

std::optional<Instant> Timeline::registration() {
  while (const auto at = fold_.next_event()) {
    if (*at > until_) break;
    fold_.run_to(*at);
    if (fold_.registered()) return at;
  }
  return std::nullopt;
}

Instant Timeline::following(Instant at) const {
  Instant earliest = until_;
  const auto consider = [&](std::optional<Instant> instant) {
    if (instant) earliest = std::min(earliest, *instant);
  };
  consider(fold_.next_event());
  consider(next_boundary(fold_.license(), fold_.catalog().policy(), at));
  const auto stop = std::ranges::upper_bound(stops_, at);
  if (stop != stops_.end()) consider(*stop);
  return earliest;
}

}  // namespace projections
