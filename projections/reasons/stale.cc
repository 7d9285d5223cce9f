#include "projections/reasons/blocking_reasons.h"
#include "projections/reasons/citation.h"

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
    const auto* purchase = question.license.purchases.numbered(*reason.newest);
    if (question.full() && purchase != nullptr) Citation{}.add(*purchase).write_to(reason);
    reasons.push_back(std::move(reason));
  };
  if (question.request->number) report(*question.request->number);
  if (question.request->file) report(question.request->file->number);
}

}  // namespace projections::reasons
