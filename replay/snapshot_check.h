#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "commands/live/derived_format.h"
#include "projections/state/license_fold.h"
#include "replay/difference.h"

namespace replay {

/// Compares the snapshot of a license with the fold at the revision at which it was made. A
/// snapshot that is equal there yields, with the tail of the stream, the same state as the fold:
/// both continue by the same function. One that is not equal is never folded further: its content
/// is unknown.
class SnapshotCheck {
 public:
  /// `bytes` are as saved; they must outlive this.
  explicit SnapshotCheck(std::string_view bytes);

  /// Call for each event of the license, from the first on, after `fold` has taken it.
  void follow(const ledger::RecordedEvent& event, const projections::state::LicenseFold& fold);
  /// Call instead if the decisions are not in the order of the log: with all of its events.
  void look_back(const std::string& serial_number, const Events& events);
  /// Call after the last event.
  void finish(const std::string& serial_number);

  const std::optional<Difference>& difference() const { return difference_; }

 private:
  void compare(const License& expected);
  /// Those events dated ahead that had not taken effect when the snapshot was made. nullopt, with a
  /// difference, if the snapshot lists others.
  std::optional<Events> still_to_come(const std::string& serial_number, const Events& dated_ahead);
  void tell(const std::string& serial_number, std::string found);

  std::string_view bytes_;
  std::optional<commands::live::derived_format::Snapshot> snapshot_;
  bool looked_ = false;
  std::optional<Difference> difference_;
};

}  // namespace replay
