#pragma once

#include <rapidcheck.h>

#include "ledger/event.h"

namespace tests {

/// Events of one type whose members are anything their types can hold, short of what would make a
/// record too long. Nothing is promised of their sense.
rc::Gen<ledger::RecordedEvent> arbitrary_event(ledger::EventType type);

}  // namespace tests
