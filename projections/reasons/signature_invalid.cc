#include "projections/reasons/blocking_reasons.h"

namespace projections::reasons {

/// The license file was not signed by this ledger, or was altered afterwards.
void find_signature_invalid(const Question& question, Reasons& reasons) {
  const auto& file = question.request->file;
  if (file && !file->signature_valid) reasons.push_back({.code = ReasonCode::signature_invalid});
}

}  // namespace projections::reasons
