#pragma once

#include <rapidcheck.h>

#include "ledger/event.h"

namespace tests {

/// Events of one type whose members are anything that their types can hold and a record has room
/// for. They need not make sense.
rc::Gen<ledger::RecordedEvent> arbitrary_event(ledger::EventType type);

}  // namespace tests
