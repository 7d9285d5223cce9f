#pragma once

#include "projections/reasons/question.h"

namespace projections::reasons {

/// Every reason that blocks an activation, in the order in which they are reported: by code, then
/// by invoice or module. What makes the request impossible to judge (another installation, a forged
/// file, an old number) is reported alone. Commands, automatic activation, support's question,
/// as-of and what-if all call this, so they cannot disagree. `since` is left to the caller (see
/// since.h).
Reasons blocking_reasons(const Question& question);

/// Only the reason that is reported alone, if any.
Reasons reported_alone(const Question& question);

// The rules, one per file. Each appends what it finds.
void find_wrong_installation(const Question& question, Reasons& reasons);
void find_signature_invalid(const Question& question, Reasons& reasons);
void find_wrong_file(const Question& question, Reasons& reasons);
void find_stale(const Question& question, Reasons& reasons);
void find_not_bound(const Question& question, Reasons& reasons);
void find_owner_mismatch(const Question& question, Reasons& reasons);
void find_held(const Question& question, Reasons& reasons);
void find_unpaid(const Question& question, Reasons& reasons);
void find_version(const Question& question, Reasons& reasons);
void find_excess(const Question& question, Reasons& reasons);

}  // namespace projections::reasons
