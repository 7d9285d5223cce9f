#pragma once

#include <optional>

#include "commands/command.h"
#include "commands/decision.h"

namespace commands::decide {

/// Activates the pending license on request. Reasons that are reported alone come first, then "that
/// number is active already" and "nothing is pending", then all other reasons together.
Decision activate_license(const Situation& situation, const ActivateLicense& command);

/// The last part of it, for a license that has something pending.
Decision activate_pending(const Situation& situation, ledger::ActivationMode mode,
                          const projections::reasons::ActivationRequest& request);

/// The attempt that the ledger makes of itself. Nothing where nothing is pending, the license does
/// not update automatically, or it is blocked as the last automatic attempt already says.
std::optional<Decision> attempt_automatically(const Situation& situation);

Decision hold_pending(const Situation& situation, const HoldPending& command);
Decision release_hold(const Situation& situation);
Decision issue_license_file(const Situation& situation, const IssueLicenseFile& command);

}  // namespace commands::decide
