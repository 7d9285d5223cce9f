#include "projections/reasons/owner_mismatch.h"

#include "projections/reasons/blocking_reasons.h"
#include "projections/reasons/citation.h"

namespace projections::reasons {

Reason owner_mismatch(const Question& question, const std::string& company_name) {
  const state::License& license = question.license;
  Reason reason{.code = ReasonCode::owner_mismatch};
  reason.company_name = company_name;
  reason.registered_name = license.company_name();
  if (question.full()) {
    Citation citation;
    if (license.registration) citation.add(license.registration->stamp.evidence());
    if (license.binding) citation.add(license.binding->stamp.evidence());
    citation.write_to(reason);
  }
  return reason;
}

/// The company name of the binding, or in the file, is not the registered one.
std::optional<Reason> OwnerMismatch::judge(const Question& question) {
  const state::License& license = question.license;
  if (license.binding && license.binding->company_name != license.company_name()) {
    return owner_mismatch(question, license.binding->company_name);
  }
  if (question.request != nullptr && question.request->file &&
      question.request->file->company_name != license.company_name()) {
    return owner_mismatch(question, question.request->file->company_name);
  }
  return std::nullopt;
}

}  // namespace projections::reasons
