#include "projections/reasons/blocking_reasons.h"
#include "projections/reasons/citation.h"

namespace projections::reasons {
namespace {

Reason wrong(const Question& question, const std::string& cust_id) {
  Reason reason{.code = ReasonCode::wrong_installation, .cust_id = cust_id};
  reason.bound_serial = question.license.serial_number;
  if (const auto& binding = question.license.binding) {
    reason.bound_cust_id = binding->cust_id;
    if (question.full()) Citation{}.add(binding->stamp.evidence()).write_to(reason);
  }
  return reason;
}

bool is_another(const state::License& license, const std::string& cust_id) {
  return license.binding && !cust_id.empty() && cust_id != license.binding->cust_id;
}

}  // namespace

/// The requesting installation is not the one that is bound.
void find_wrong_installation(const Question& question, Reasons& reasons) {
  const std::string& cust_id = question.request->cust_id;
  if (is_another(question.license, cust_id)) reasons.push_back(wrong(question, cust_id));
}

/// The file was issued for another serial number or another installation.
void find_wrong_file(const Question& question, Reasons& reasons) {
  const auto& file = question.request->file;
  if (!file) return;
  if (file->serial_number != question.license.serial_number) {
    reasons.push_back(wrong(question, file->cust_id));
    reasons.back().serial_number = file->serial_number;
  } else if (is_another(question.license, file->cust_id)) {
    reasons.push_back(wrong(question, file->cust_id));
  }
}

}  // namespace projections::reasons
