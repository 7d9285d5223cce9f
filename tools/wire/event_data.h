#pragma once

#include <boost/json/fwd.hpp>

#include "ledger/event.h"
#include "tools/wire/fields.h"

/// The `data` of each event type, read and printed by one description of its members. What is
/// printed reads back equal.
namespace tools::wire {

/// Reads the members and calls done(): strict for facts, which other systems send, lenient for
/// decisions, which come from a ledger and may be of a later version.
ledger::EventData read_event_data(ledger::EventType type, Fields& data);

boost::json::object event_data_json(const ledger::EventData& data);

}  // namespace tools::wire
