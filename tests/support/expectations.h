#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "commands/write/sequencer.h"
#include "projections/view.h"
#include "tests/support/times.h"

/// Short forms of answers and events, for expectations.
namespace tests {

using Texts = std::vector<std::string>;

Texts types_of(const std::vector<ledger::EventPtr>& events);
/// The codes of the reasons, each with the module or invoice that it is about, as `unpaid INV-1`.
Texts codes_of(const projections::reasons::Reasons& reasons);
/// The reason with that code; fails unless there is exactly one.
ledger::Reason the(ledger::ReasonCode code, const projections::reasons::Reasons& reasons);
/// The row of a module; all zero if there is none.
projections::ModuleRow row_of(const projections::LicenseView& view, std::string_view module);

}  // namespace tests

namespace commands {
void PrintTo(Verdict verdict, std::ostream* out);
}  // namespace commands
namespace commands::write {
void PrintTo(EventStatus status, std::ostream* out);
}  // namespace commands::write
