#pragma once

#include <optional>
#include <string>

#include "commands/decision.h"

namespace commands::decide {

/// The binding that an installation already has, to another license.
struct OtherBinding {
  std::string serial_number;
  Instant effective_at;
  ledger::Evidence evidence = {};
};

/// Every reason that the license cannot be bound to the installation, in the order of reports.
Reasons refuse_binding(const Question& question, const std::string& cust_id,
                       const std::string& company_name, const std::optional<OtherBinding>& other);

}  // namespace commands::decide
