#pragma once

#include "projections/state/fold.h"

namespace replay {

using ledger::Events;
using ledger::Instant;
using projections::state::License;

/// The fold of one license as its events come by in the order of the log, without keeping them:
/// facts commute, and decisions come in the order of the fold unless history was imported late.
/// What is dated ahead of its recording waits for `advance`, as a purchase has its number for good
/// only when it comes into force.
class LicenseFold {
 public:
  explicit LicenseFold(std::string_view serial_number) { license_.serial_number = serial_number; }
  /// Goes on from a state that was folded before; `waiting` are the events it knew of and had not
  /// applied.
  LicenseFold(License license, Events waiting);

  /// The events of the license, all of them or those after the state, in the order of their
  /// positions. False for a decision that belongs before one already applied: the license must
  /// then be folded again from all of its events (`fold_all`).
  bool take(const ledger::RecordedEvent& event);
  /// Applies what takes effect until `now`, `now` included.
  void advance(Instant now);

  const License& license() const { return license_; }
  /// In the order of the fold.
  const Events& waiting() const { return waiting_; }

 private:
  License license_;
  Events waiting_;
};

/// Folds `events`, which are in any order and which the state has not seen, with those that wait,
/// until `now`. All are noted before any is applied.
LicenseFold fold_all(License license, const Events& events, Events waiting, Instant now);
inline LicenseFold fold_all(std::string_view serial_number, const Events& events, Instant now) {
  return fold_all(LicenseFold{serial_number}.license(), events, {}, now);
}

}  // namespace replay
