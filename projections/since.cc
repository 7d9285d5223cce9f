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

void trace(state::Fold& fold, Instant until, std::span<const Instant> stops,
           const std::function<void(Instant)>& visit) {
  std::vector<Instant> sorted{stops.begin(), stops.end()};
  std::ranges::sort(sorted);
  while (!fold.registered()) {
    const auto next = fold.next_event();
    if (!next || *next > until) return;
    fold.run_to(*next);
    if (!fold.registered()) continue;
    Instant at = *next;
    while (true) {
      visit(at);
      if (at == until) return;
      Instant following = until;
      const auto consider = [&](std::optional<Instant> instant) {
        if (instant && *instant < following) following = *instant;
      };
      consider(fold.next_event());
      consider(next_boundary(fold.license(), fold.catalog().policy(), at));
      const auto stop = std::ranges::upper_bound(sorted, at);
      if (stop != sorted.end()) consider(*stop);
      fold.run_to(following);
      at = following;
    }
  }
}

}  // namespace projections
