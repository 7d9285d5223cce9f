#include "projections/reasons/owner_mismatch.h"

#include "projections/reasons/blocking_reasons.h"

namespace projections::reasons {

Reason owner_mismatch(const Question& question, const std::string& company_name) {
  const auto& registration = question.license.registration;
  Reason reason{.code = ReasonCode::owner_mismatch};
  reason.company_name = company_name;
  reason.registered_name = question.license.company_name();
  if (question.full() && registration) reason.evidence.push_back(registration->stamp.evidence());
  return reason;
}

/// The company name of the binding, or in the file, is not the registered one.
void find_owner_mismatch(const Question& question, Reasons& reasons) {
  const state::License& license = question.license;
  const std::string* other = nullptr;
  if (license.binding && license.binding->company_name != license.company_name()) {
    other = &license.binding->company_name;
  } else if (question.request != nullptr && question.request->file &&
             question.request->file->company_name != license.company_name()) {
    other = &question.request->file->company_name;
  }
  if (other == nullptr) return;
  Reason reason = owner_mismatch(question, *other);
  if (question.full() && license.binding) {
    reason.evidence.push_back(license.binding->stamp.evidence());
  }
  reasons.push_back(std::move(reason));
}

}  // namespace projections::reasons
