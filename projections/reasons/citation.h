#pragma once

#include <cstddef>
#include <ranges>
#include <vector>

#include "ledger/reason.h"
#include "projections/state/evidence_set.h"

namespace projections::reasons {

/// How many events a reason cites, and how many users it lists, at most. The counts stay exact.
inline constexpr std::size_t max_cited = 200;

/// Collects what a reason rests on: what must be cited first, then the latest of the rest, as far
/// as there is room. The work grows with what is cited, not with what there is.
class Citation {
 public:
  /// What is cited in any case. Events that were cited already count once.
  Citation& add(const ledger::Evidence& event) {
    always_.push_back(event);
    return *this;
  }
  /// Events in the order of their age, none of which was added before.
  template <std::ranges::random_access_range Events>
  Citation& add_latest(const Events& events) {
    add_from_end(std::ranges::rbegin(events), std::ranges::rend(events), events.size());
    return *this;
  }
  /// The latest of all of these sets, which have no event in common.
  Citation& add_latest_of(const std::vector<const state::EvidenceSet*>& sets);
  Citation& add_latest(const state::EvidenceSet& events) { return add_latest_of({&events}); }

  /// Once, at the end.
  void write_to(ledger::Reason& reason);

 private:
  std::size_t room() const {
    const std::size_t taken = always_.size() + latest_.size();
    return taken < max_cited ? max_cited - taken : 0;
  }
  template <class Iterator>
  void add_from_end(Iterator newest, Iterator end, std::size_t count) {
    count_ += count;
    for (std::size_t left = room(); left > 0 && newest != end; --left) latest_.push_back(*newest++);
  }

  std::vector<ledger::Evidence> always_;
  std::vector<ledger::Evidence> latest_;
  std::size_t count_ = 0;  // without those that are always cited
};

}  // namespace projections::reasons
