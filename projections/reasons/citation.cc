#include "projections/reasons/citation.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace projections::reasons {

Citation& Citation::add_latest_of(const std::vector<const state::EvidenceSet*>& sets) {
  const std::size_t most = room();
  std::vector<ledger::Evidence> newest;
  for (const auto* set : sets) {
    count_ += set->size();
    std::size_t left = most;
    for (auto event = set->rbegin(); left > 0 && event != set->rend(); ++event, --left) {
      newest.push_back(*event);
    }
  }
  std::ranges::sort(newest, std::greater{}, &ledger::Evidence::position);
  newest.resize(std::min(newest.size(), most));
  latest_.insert(latest_.end(), newest.begin(), newest.end());
  return *this;
}

void Citation::write_to(ledger::Reason& reason) {
  std::ranges::sort(always_, {}, &ledger::Evidence::position);
  always_.erase(std::unique(always_.begin(), always_.end()), always_.end());
  reason.uncited = static_cast<std::int64_t>(count_ - latest_.size());
  reason.evidence = std::move(always_);
  reason.evidence.insert(reason.evidence.end(), latest_.begin(), latest_.end());
  std::ranges::sort(reason.evidence, {}, &ledger::Evidence::position);
}

}  // namespace projections::reasons
