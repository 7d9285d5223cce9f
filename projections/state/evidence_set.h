#pragma once

#include <set>

#include "ledger/reason.h"

namespace projections::state {

struct ByPosition {
  bool operator()(const ledger::Evidence& a, const ledger::Evidence& b) const {
    return a.position < b.position;
  }
};

/// Events that an answer rests on, in the order of the log.
using EvidenceSet = std::set<ledger::Evidence, ByPosition>;

}  // namespace projections::state
