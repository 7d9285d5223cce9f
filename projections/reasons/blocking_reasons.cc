#include "projections/reasons/blocking_reasons.h"

#include <algorithm>

namespace projections::reasons {
namespace {

using Rule = void (*)(const Question&, Reasons&);

/// In the order in which they are judged: the request, the signature, what the file says, its
/// number.
constexpr Rule alone[] = {find_wrong_installation, find_signature_invalid, find_wrong_file,
                          find_stale};

/// In the order in which they are reported.
constexpr Rule together[] = {find_not_bound, find_owner_mismatch, find_held,
                             find_unpaid,    find_version,        find_excess};

}  // namespace

Reasons reported_alone(const Question& question) {
  Reasons reasons;
  if (question.request == nullptr) return reasons;
  for (const Rule rule : alone) {
    rule(question, reasons);
    if (!reasons.empty()) break;
  }
  for (auto& reason : reasons) tidy_evidence(reason);
  return reasons;
}

Reasons blocking_reasons(const Question& question) {
  Reasons reasons = reported_alone(question);
  if (!reasons.empty()) return reasons;
  for (const Rule rule : together) rule(question, reasons);
  for (auto& reason : reasons) tidy_evidence(reason);
  return reasons;
}

void tidy_evidence(Reason& reason) {
  auto& evidence = reason.evidence;
  std::ranges::stable_sort(evidence, {}, &ledger::Evidence::position);
  evidence.erase(std::unique(evidence.begin(), evidence.end()), evidence.end());
}

}  // namespace projections::reasons
