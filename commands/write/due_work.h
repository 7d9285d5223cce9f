#pragma once

#include <cstddef>

#include "commands/command.h"
#include "commands/live/writer_state.h"
#include "commands/write/recorder.h"

namespace commands::write {

/// What the ledger does by itself as time passes: what was recorded earlier takes effect, and
/// licenses that wait are tried. Where many are concerned, each batch does a part, between which
/// other requests are served. One thread.
class DueWork {
 public:
  /// `own_time`: what the ledger does is dated at the instant of its cause, as on a test clock. On
  /// the machine's clock that instant is now: nothing is back-dated.
  DueWork(live::WriterState& state, Recorder& recorder, bool own_time)
      : state_(state), recorder_(recorder), own_time_(own_time) {}

  /// Moves the state to `target`, through the instants at which something takes effect, in order.
  /// False if this batch has done its part and there is more: the state is then where it has got.
  ledger::Result<bool> bring_to(Instant target);
  /// Tries the licenses that the command is about, whenever their turn would be: to be called
  /// before anything is decided about them.
  ledger::Result<void> try_first(const Command& command);
  void start_batch() { tried_ = 0; }

 private:
  live::WriterState& state_;
  Recorder& recorder_;
  const bool own_time_;
  std::size_t tried_ = 0;  // licenses in this batch
};

}  // namespace commands::write
