#pragma once

#include "projections/state/fold.h"

namespace replay {

using ledger::Events;
using ledger::Instant;
using projections::state::License;

/// The fold of one license from its events in the order of the log, without storing them: facts
/// commute, and decisions arrive in the order of the fold unless history was imported late. An
/// event dated after its recording waits for `advance`, because a purchase, for one, gets its final
/// number only when it comes into force.
class LicenseFold {
 public:
  explicit LicenseFold(std::string_view serial_number) { license_.serial_number = serial_number; }
  /// Continues from an earlier state; `waiting` are the events known to it but not yet applied.
  LicenseFold(License license, Events waiting);

  /// Takes the events of the license, all of them or those after the initial state, in the order of
  /// positions. Returns false for a decision that belongs before one already applied: the license
  /// must then be folded from all of its events (`fold_all`).
  bool take(const ledger::RecordedEvent& event);
  /// Applies what takes effect up to and including `now`.
  void advance(Instant now);

  const License& license() const { return license_; }
  /// In the order of the fold.
  const Events& waiting() const { return waiting_; }

 private:
  License license_;
  Events waiting_;
};

/// Folds `events`, in any order and not yet known to the state, together with the waiting ones, up
/// to `now`. All are noted before any is applied.
LicenseFold fold_all(License license, const Events& events, Events waiting, Instant now);
inline LicenseFold fold_all(std::string_view serial_number, const Events& events, Instant now) {
  return fold_all(LicenseFold{serial_number}.license(), events, {}, now);
}

}  // namespace replay
