#include "tests/support/expectations.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <ostream>

namespace tests {

Texts types_of(const std::vector<ledger::EventPtr>& events) {
  Texts types;
  for (const auto& event : events) types.emplace_back(ledger::name_of(event->type()));
  return types;
}

Texts codes_of(const projections::reasons::Reasons& reasons) {
  Texts codes;
  for (const auto& reason : reasons) {
    std::string& code = codes.emplace_back(ledger::name_of(reason.code));
    const auto& about = reason.module_name.empty() ? reason.invoice_id : reason.module_name;
    if (!about.empty()) code += " " + about;
  }
  return codes;
}

ledger::Reason the(ledger::ReasonCode code, const projections::reasons::Reasons& reasons) {
  const auto is = [code](const auto& reason) { return reason.code == code; };
  EXPECT_EQ(std::ranges::count_if(reasons, is), 1) << ledger::name_of(code);
  const auto found = std::ranges::find_if(reasons, is);
  return found == reasons.end() ? ledger::Reason{} : *found;
}

projections::ModuleRow row_of(const projections::LicenseView& view, std::string_view module) {
  const auto found = std::ranges::find(view.modules, module, &projections::ModuleRow::module_name);
  return found == view.modules.end() ? projections::ModuleRow{} : *found;
}

}  // namespace tests

namespace commands {

void PrintTo(Verdict verdict, std::ostream* out) {
  constexpr std::string_view names[] = {"done",
                                        "already_so",
                                        "binding_refused",
                                        "seat_refused",
                                        "removal_refused",
                                        "activation_blocked",
                                        "nothing_pending",
                                        "license_not_found",
                                        "installation_not_found",
                                        "revision_mismatch",
                                        "too_large"};
  *out << names[static_cast<std::size_t>(verdict)];
}

}  // namespace commands

namespace commands::write {

void PrintTo(EventStatus status, std::ostream* out) {
  constexpr std::string_view names[] = {"appended",          "duplicate",         "id_reused",
                                        "license_not_found", "dated_in_future",   "too_large",
                                        "recorded_earlier",  "position_mismatch", "not_attempted"};
  *out << names[static_cast<std::size_t>(status)];
}

}  // namespace commands::write
