#include "projections/reasons/blocking_reasons.h"

#include <algorithm>

#include "projections/reasons/rule.h"

namespace projections::reasons {
namespace {

/// Reported alone, in the order in which they are judged: the request, the signature, what the file
/// claims, its number.
constexpr Rule alone[] = {{{ReasonCode::wrong_installation}, find_wrong_installation},
                          {{ReasonCode::signature_invalid}, find_signature_invalid},
                          {{ReasonCode::wrong_installation}, find_wrong_file},
                          {{ReasonCode::stale}, find_stale}};

/// Reported together, in this order.
constexpr Rule together[] = {
    {{ReasonCode::not_bound}, find_not_bound}, {{ReasonCode::owner_mismatch}, find_owner_mismatch},
    {{ReasonCode::held}, find_held},           {{ReasonCode::unpaid}, find_unpaid},
    {{ReasonCode::version}, find_version},     {{ReasonCode::excess}, find_excess}};

constexpr auto codes = ledger::codes_of(ledger::ReasonGroup::blocking);
static_assert(std::ranges::all_of(codes,
                                  [](ReasonCode code) {
                                    return ledger::is_reported_alone(code)
                                               ? has_rule(alone, code)
                                               : has_rule(together, code);
                                  }),
              "each blocking ReasonCode needs a rule");
static_assert(in_order(together, codes), "the rules are in the order of the blocking ReasonCodes");

}  // namespace

Reasons reported_alone(const Question& question) {
  Reasons reasons;
  if (question.request == nullptr) return reasons;
  for (const Rule& rule : alone) {
    rule.find(question, reasons);
    if (!reasons.empty()) break;
  }
  for (auto& reason : reasons) tidy_evidence(reason);
  return reasons;
}

Reasons blocking_reasons(const Question& question) {
  Reasons reasons = reported_alone(question);
  if (!reasons.empty()) return reasons;
  for (const Rule& rule : together) rule.find(question, reasons);
  for (auto& reason : reasons) tidy_evidence(reason);
  return reasons;
}

void tidy_evidence(Reason& reason) {
  auto& evidence = reason.evidence;
  std::ranges::stable_sort(evidence, {}, &ledger::Evidence::position);
  evidence.erase(std::unique(evidence.begin(), evidence.end()), evidence.end());
}

}  // namespace projections::reasons
