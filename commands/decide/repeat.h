#pragma once

#include <optional>

#include "commands/decide/binding_rules.h"
#include "commands/decision.h"

namespace commands::decide {

/// The reasons for which the request of a recorded refusal would have been refused at the instant
/// of the question: none if it would not, or for any other event. What the record does not say of
/// the request, such as the content of a license file, is taken from the reasons recorded.
/// `other`: for a binding that was refused as `already_bound`, that other binding.
Reasons repeat_refusal(const ledger::EventData& refusal, Question question,
                       const std::optional<OtherBinding>& other);

/// Whether the reasons depend on what was requested. Otherwise they are those of the license alone.
bool depends_on_request(const ledger::EventData& refusal);

}  // namespace commands::decide
