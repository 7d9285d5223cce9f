#pragma once

#include <optional>
#include <string_view>

#include "projections/state/fold.h"

namespace projections::state {

/// One license as it moves forward with the log: its state, and the events that are recorded but
/// not yet effective. Whoever follows a license uses it: the writer, readers, webhooks, replay. It
/// keeps no event that has been applied. One thread.
///
/// Facts commute, and decisions arrive in the order of the fold unless history was imported late.
/// An event dated after its recording waits, because a purchase, for one, gets its final number
/// only when it comes into force.
class LicenseFold {
 public:
  explicit LicenseFold(std::string_view serial_number = {}) {
    license_.serial_number = serial_number;
  }
  /// Continues from a state that has noted `waiting` but not applied them.
  LicenseFold(License license, const Events& waiting);
  /// All events of the license, in any order, folded up to `now`.
  LicenseFold(std::string_view serial_number, const Events& events, Instant now);

  /// Takes the next event of the license in the order of the log: applies it if it is effective by
  /// `now`, else lets it wait. False, with no effect, for a decision that belongs before one
  /// already applied: the license must then be folded anew, from all of its events.
  bool take(const ledger::RecordedEvent& event, Instant now);
  /// Takes all events after those known, in any order. They are noted before any is applied.
  void take_all(const Events& recorded, Instant now);
  /// Takes an event that is only to be applied by `advance`.
  void await(ledger::EventPtr event);
  /// Applies what takes effect up to and including `now`, and shows each event to `before` first,
  /// if that is given.
  void advance(Instant now, const Observer& before = {});

  const License& license() const { return license_; }
  const AwaitedEvents& waiting() const { return waiting_; }
  /// When the next of them takes effect.
  std::optional<Instant> next_due() const { return first_due(waiting_); }

 private:
  License license_;
  AwaitedEvents waiting_;
};

}  // namespace projections::state
