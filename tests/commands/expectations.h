#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "commands/write/sequencer.h"
#include "projections/view.h"
#include "tests/times.h"

/// What tests say of answers and events, in few words.
namespace tests {

using Texts = std::vector<std::string>;

Texts types_of(const std::vector<ledger::EventPtr>& events);
/// The codes of the reasons, each with the module or invoice that it is about, as `unpaid INV-1`.
Texts codes_of(const projections::reasons::Reasons& reasons);
/// One reason of that code; fails where there is not exactly one.
ledger::Reason the(ledger::ReasonCode code, const projections::reasons::Reasons& reasons);
/// The row of a module, all zero where there is none.
projections::ModuleRow row_of(const projections::LicenseView& view, std::string_view module);

}  // namespace tests

namespace commands {
void PrintTo(Verdict verdict, std::ostream* out);
}  // namespace commands
namespace commands::write {
void PrintTo(EventStatus status, std::ostream* out);
}  // namespace commands::write
