#include "projections/reasons/blocking_reasons.h"

namespace projections::reasons {

/// The company name of the binding, or in the file, is not the registered one.
void find_owner_mismatch(const Question& question, Reasons& reasons) {
  const state::License& license = question.license;
  const std::string registered{license.company_name()};
  const std::string* other = nullptr;
  if (license.binding && license.binding->company_name != registered) {
    other = &license.binding->company_name;
  } else if (question.request != nullptr && question.request->file &&
             question.request->file->company_name != registered) {
    other = &question.request->file->company_name;
  }
  if (other == nullptr) return;
  Reason reason{.code = ReasonCode::owner_mismatch};
  reason.company_name = *other;
  reason.registered_name = registered;
  if (question.full()) {
    if (license.registration) reason.evidence.push_back(license.registration->stamp.evidence());
    if (license.binding) reason.evidence.push_back(license.binding->stamp.evidence());
  }
  reasons.push_back(std::move(reason));
}

}  // namespace projections::reasons
