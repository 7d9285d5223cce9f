#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
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
  /// The events of items in the order of their age, none of which was added before.
  template <class Item>
  Citation& add_latest(std::span<const Item> items, ledger::Evidence Item::*event) {
    count_ += items.size();
    const std::size_t taken = std::min(room(), items.size());
    for (const auto& item : items.last(taken)) latest_.push_back(item.*event);
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

  std::vector<ledger::Evidence> always_;
  std::vector<ledger::Evidence> latest_;
  std::size_t count_ = 0;  // without those that are always cited
};

}  // namespace projections::reasons
