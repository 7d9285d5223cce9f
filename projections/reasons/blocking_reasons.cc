#include "projections/reasons/blocking_reasons.h"

#include <algorithm>

#include "projections/reasons/rule.h"

namespace projections::reasons {
namespace {

struct AloneRule {
  ledger::ReasonCodeSet codes;
  void (*find)(const Question& question, Reasons& reasons);
};

/// Reported alone, in the order in which they are judged: the request, the signature, what the file
/// claims, its number.
constexpr AloneRule alone[] = {{{ReasonCode::wrong_installation}, find_wrong_installation},
                               {{ReasonCode::signature_invalid}, find_signature_invalid},
                               {{ReasonCode::wrong_installation}, find_wrong_file},
                               {{ReasonCode::stale}, find_stale}};

/// Reported together, in this order.
constexpr Rule together[] = {
    single<NotBound>({ReasonCode::not_bound}), single<OwnerMismatch>({ReasonCode::owner_mismatch}),
    single<Held>({ReasonCode::held}),          keyed<Unpaid>({ReasonCode::unpaid}),
    single<Version>({ReasonCode::version}),    keyed<Excess>({ReasonCode::excess})};

constexpr auto codes = ledger::codes_of(ledger::ReasonGroup::blocking);
static_assert(std::ranges::all_of(codes,
                                  [](ReasonCode code) {
                                    if (!ledger::is_reported_alone(code)) {
                                      return has_rule(together, code);
                                    }
                                    return std::ranges::any_of(alone, [&](const AloneRule& rule) {
                                      return rule.codes.contains(code);
                                    });
                                  }),
              "each blocking ReasonCode needs a rule");
static_assert(in_order(together, codes), "the rules are in the order of the blocking ReasonCodes");

}  // namespace

Reasons reported_alone(const Question& question) {
  Reasons reasons;
  if (question.request == nullptr) return reasons;
  for (const AloneRule& rule : alone) {
    rule.find(question, reasons);
    if (!reasons.empty()) break;
  }
  return reasons;
}

bool are_reported_alone(const Reasons& reasons) {
  return std::ranges::any_of(
      reasons, [](const Reason& reason) { return ledger::is_reported_alone(reason.code); });
}

Reasons blocking_reasons(const Question& question) {
  Reasons reasons = reported_alone(question);
  if (reasons.empty()) find_reasons(together, question, reasons);
  return reasons;
}

std::span<const Rule> blocking_rules() { return together; }

}  // namespace projections::reasons
