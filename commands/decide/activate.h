#pragma once

#include <optional>

#include "commands/command.h"
#include "commands/decision.h"

namespace commands::decide {

/// Activates the pending license on request. First come the reasons that are reported alone, then
/// whether that number is already active and whether it is pending, then all other reasons
/// together.
Decision activate_license(const Situation& situation, const ActivateLicense& command);

/// The last part of that, for a license that has something pending. The question is the
/// situation's, with the request, or with the seats as they would be.
Decision activate_pending(const Situation& situation, const Question& question,
                          ledger::ActivationMode mode, const std::string& cust_id);

/// The attempt that the ledger makes by itself. `nullopt` if nothing is pending, the license does
/// not update automatically, or it is blocked by the reasons that the last automatic attempt
/// recorded.
std::optional<Decision> attempt_automatically(const Situation& situation);

Decision hold_pending(const Situation& situation, const HoldPending& command);
Decision release_hold(const Situation& situation);
Decision issue_license_file(const Situation& situation, const IssueLicenseFile& command);

}  // namespace commands::decide
