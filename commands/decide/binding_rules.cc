#include "commands/decide/binding_rules.h"

#include "projections/reasons/citation.h"
#include "projections/reasons/owner_mismatch.h"

namespace commands::decide {

using projections::reasons::Citation;

Reasons refuse_binding(const Question& question, const std::string& cust_id,
                       const std::string& company_name, const std::optional<OtherBinding>& other) {
  const License& license = question.license;
  Reasons reasons;
  if (company_name != license.company_name()) {
    reasons.push_back(projections::reasons::owner_mismatch(question, company_name));
  }
  if (license.binding && license.binding->cust_id != cust_id) {
    Reason reason{.code = ReasonCode::serial_in_use, .serial_number = license.serial_number};
    reason.bound_cust_id = license.binding->cust_id;
    if (question.full()) Citation{}.add(license.binding->stamp.evidence()).write_to(reason);
    reasons.push_back(std::move(reason));
  }
  if (other && other->effective_at <= question.at) {
    Reason reason{.code = ReasonCode::already_bound, .cust_id = cust_id};
    reason.bound_serial = other->serial_number;
    if (question.full()) Citation{}.add(other->evidence).write_to(reason);
    reasons.push_back(std::move(reason));
  }
  return reasons;
}

}  // namespace commands::decide
