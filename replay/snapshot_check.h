#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "commands/write/derived_format.h"
#include "replay/difference.h"
#include "replay/license_fold.h"

namespace replay {

/// Holds the snapshot of a license against the fold, at the revision at which it was made. A
/// snapshot that is equal there gives, with the tail of the stream, the state that the fold comes
/// to: both go on by the same function. One that is not equal is never folded on: nothing is known
/// of what it holds.
class SnapshotCheck {
 public:
  /// `bytes`: as they are saved; they must outlive this.
  explicit SnapshotCheck(std::string_view bytes);

  /// An event of the license, which `fold` has just taken; from the first on.
  void follow(const ledger::RecordedEvent& event, const LicenseFold& fold);
  /// Instead, for a license whose decisions are not in the order of the log: all of its events.
  void look_back(const std::string& serial_number, const Events& events);
  /// After the last event.
  void finish(const std::string& serial_number);

  const std::optional<Difference>& difference() const { return difference_; }

 private:
  void compare(const License& expected);
  /// Of the events dated ahead, those that had not taken effect when it was made. Nothing, and a
  /// difference, where it speaks of others.
  std::optional<Events> still_to_come(const std::string& serial_number, const Events& dated_ahead);
  void tell(const std::string& serial_number, std::string found);

  std::string_view bytes_;
  std::optional<commands::write::derived_format::Snapshot> snapshot_;
  bool looked_ = false;
  std::optional<Difference> difference_;
};

}  // namespace replay
