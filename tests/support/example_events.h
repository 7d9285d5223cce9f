#pragma once

#include <vector>

#include "ledger/event.h"

namespace tests {

/// One event of each type, in the order of EventType, as a log would hold them: the license of
/// Nordvik AB from its registration to its license file. Golden files are made from these, so a
/// change here is a change of the released records: add, do not edit.
std::vector<ledger::RecordedEvent> example_events();

/// Whether all members are equal.
bool identical(const ledger::RecordedEvent& a, const ledger::RecordedEvent& b);

}  // namespace tests
