#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ledger/directory.h"
#include "ledger/stream_cache.h"
#include "projections/state/license.h"
#include "replay/attempt.h"
#include "replay/comparison.h"

namespace replay {

/// A recorded attempt that would have been decided differently under the other policy.
struct OtherwiseDecided {
  Attempt attempt;
  bool would_be_activated = false;
  std::vector<projections::state::ReasonKey> would_be_blocked_by;  // did not block it, but would
  std::vector<projections::state::ReasonKey> would_be_free_of;     // blocked it, but would not
};

struct LicenseOtherwise {
  std::string serial_number;
  std::vector<OtherwiseDecided> attempts;  // by position
};

struct WhatIf {
  std::uint64_t attempts = 0;              // decided again
  std::vector<LicenseOtherwise> licenses;  // by serial number; only those with a difference
};

/// Decides every recorded attempt to activate again, at its own instant and with what was known
/// then: once under the policy of that time, and once with the members of `other` in its place.
/// Where the two differ, the policy would have made the difference; refusals caused by the request
/// itself, such as a bad signature, stay. No attempts are invented, and no outcome affects a later
/// attempt.
///
/// Only the log before `until` counts. Read-only; `threads` must be at least 1.
ledger::Result<WhatIf> decide_again(const ledger::StreamCache& streams,
                                    const ledger::Directory& directory,
                                    const ledger::PolicyChanged& other, const Until& until,
                                    unsigned threads);

}  // namespace replay
