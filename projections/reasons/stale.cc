#include "projections/reasons/blocking_reasons.h"

namespace projections::reasons {

/// The number requested, or the file's, is lower than the current or the offered one, and is not
/// the current one: a newer license exists.
void find_stale(const Question& question, Reasons& reasons) {
  const LicenseNumber current = question.license.current_number();
  const LicenseNumber offered = question.license.offered().number;
  const auto stale = [&](LicenseNumber number) {
    return number != current && (number < current || number < offered);
  };
  const auto report = [&](LicenseNumber number) {
    if (!reasons.empty() || !stale(number)) return;
    Reason reason{.code = ReasonCode::stale, .number = number};
    reason.newest = std::max(current, offered);
    if (question.full()) {
      for (const auto& purchase : question.license.purchases.all()) {
        if (purchase.number == *reason.newest) {
          reason.evidence.push_back(purchase.stamp.evidence());
        }
      }
    }
    reasons.push_back(std::move(reason));
  };
  if (question.request->number) report(*question.request->number);
  if (question.request->file) report(question.request->file->number);
}

}  // namespace projections::reasons
