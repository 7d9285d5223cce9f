#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "ledger/stream.h"
#include "projections/state/license_fold.h"

namespace commands::live {

/// One license as the writer has it: the fold until now, and what takes effect later.
struct LiveLicense {
  ledger::StreamHead head;
  projections::state::LicenseFold fold;
  std::uint64_t last_used = 0;  // in steps

  const projections::state::License& state() const { return fold.license(); }
};

/// The licenses that decisions were about last. One thread. A pointer to one is valid until the
/// next `evict` or `drop`.
class LiveLicenses {
 public:
  /// How many events the licenses in memory may have together: their size grows with that.
  explicit LiveLicenses(std::uint64_t max_events) : max_events_(max_events) {}

  /// Null if it is not in memory.
  LiveLicense* find(std::string_view serial_number);
  LiveLicense& keep(const std::string& serial_number, LiveLicense license);
  void drop(const std::string& serial_number);
  /// Drops those that were not used for longest if they are too many.
  void evict();
  /// The same, at no cost if few have been loaded.
  void evict_if_many() {
    if (loaded_ > max_events_) evict();
  }

 private:
  const std::uint64_t max_events_;
  std::unordered_map<std::string, std::unique_ptr<LiveLicense>> licenses_;
  std::string last_found_;  // one event looks up its license several times
  LiveLicense* last_license_ = nullptr;
  std::uint64_t steps_ = 0;
  std::uint64_t loaded_ = 0;  // what was loaded since the last eviction, in events
};

}  // namespace commands::live
