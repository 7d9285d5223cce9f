#pragma once

#include <optional>

#include "commands/write/outcome.h"

namespace commands::write {

/// Whether a posted event may be appended, as judged before anything is.
class Admissibility {
 public:
  static Admissibility admissible() { return {}; }
  /// The same event is already at `first`, or earlier in the same step.
  static Admissibility duplicate(ledger::Position first = ledger::no_position) {
    return Admissibility{{EventStatus::duplicate, first}};
  }
  static Admissibility refused(EventStatus status,
                               ledger::Position position = ledger::no_position) {
    return Admissibility{{status, position}};
  }

  bool is_admissible() const { return !instead_; }
  bool is_duplicate() const { return is_refused_as(EventStatus::duplicate); }
  bool is_refused_as(EventStatus status) const { return instead_ && instead_->status == status; }

  /// The outcome of an event that is not admissible.
  EventOutcome outcome() const { return *instead_; }

 private:
  Admissibility() = default;
  explicit Admissibility(EventOutcome instead) : instead_(instead) {}

  std::optional<EventOutcome> instead_;
};

}  // namespace commands::write
