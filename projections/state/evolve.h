#pragma once

#include "ledger/event.h"
#include "projections/state/license.h"

namespace projections::state {

/// Notes that an event of the license was recorded, even before it takes effect: a purchase takes
/// its place among the numbers.
void note_recorded(License& license, const ledger::RecordedEvent& event);

/// Applies an event of the license that has taken effect, after note_recorded. Facts may come in
/// any order and give the same state; a decision must not precede one that is already applied (see
/// in_order). The only way in which an event changes a state: live, after a restart, as of any
/// instant, in a simulation. Reads no clock.
void evolve(License& license, const ledger::RecordedEvent& event);

/// False for a decision that belongs before one already applied: trusted history imported late. The
/// state must then be folded again from its events.
bool in_order(const License& license, const ledger::RecordedEvent& event);

}  // namespace projections::state
