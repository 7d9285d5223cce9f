#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ledger/stream_cache.h"
#include "projections/state/license.h"
#include "replay/comparison.h"

namespace replay {

/// A recorded attempt that would have gone otherwise under the other policy.
struct OtherwiseDecided {
  ledger::Position position;
  Instant at;
  ledger::ActivationMode mode{};
  std::optional<ledger::LicenseNumber> number;
  bool was_activated = false;
  bool would_be_activated = false;
  std::vector<projections::state::ReasonKey>
      would_be_blocked_by;                                      // what did not block it, and would
  std::vector<projections::state::ReasonKey> would_be_free_of;  // what blocked it, and would not
};

struct LicenseOtherwise {
  std::string serial_number;
  std::vector<OtherwiseDecided> attempts;  // by position
};

struct WhatIf {
  std::uint64_t attempts = 0;              // decided again
  std::vector<LicenseOtherwise> licenses;  // by serial number; only those with a difference
};

/// Decides every recorded attempt to activate again, at its own instant, on what was known then:
/// once under the policy of that time and once with the members of `other` in its place. What the
/// two decide differently is what the policy would have changed; what came of a request itself,
/// such as a bad signature, is as it was. Attempts that were never made are not invented, and none
/// changes what the later ones are decided on.
///
/// Only what is in the log before `until` counts. Reads only; `threads` at least 1.
ledger::Result<WhatIf> decide_again(const ledger::StreamCache& streams,
                                    const std::vector<std::string>& serial_numbers,
                                    const ledger::PolicyChanged& other, const Until& until,
                                    unsigned threads);

}  // namespace replay
