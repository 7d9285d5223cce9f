#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "commands/live/license_snapshot.h"
#include "ledger/store.h"
#include "ledger/stream_cache.h"
#include "projections/state/license_fold.h"

namespace commands::live {

/// One license as the writer has it: the fold until now, and what takes effect later.
struct LiveLicense {
  // First what every event needs, so that it lies together in memory.
  ledger::StreamHead head;
  std::uint64_t last_used = 0;               // in steps
  std::optional<ledger::Revision> saved_at;  // the revision of its snapshot
  bool wants_activation = false;             // as in its directory row
  bool has_row = false;
  bool outdated = false;  // a decision came that belongs before one that is applied

  projections::state::LicenseFold fold;

  // The rest of its row, so that most events need not look there.
  std::string row_cust_id;
  std::optional<ledger::Instant> row_due;

  const projections::state::License& state() const { return fold.license(); }
};

/// A license, and where its stream ended at some time.
struct LicenseHead {
  std::string serial_number;
  ledger::StreamHead head;
};

/// The licenses that were used last, each loaded when it is needed. One thread. A pointer to one is
/// valid until the next `evict` or `drop`.
class LiveLicenses {
 public:
  LiveLicenses(const ledger::Store& store, const ledger::StreamCache& streams)
      : store_(store), streams_(streams) {}

  /// Null if it is not in memory.
  LiveLicense* find(std::string_view serial_number);
  /// Loads one that is not in memory, as of `now`. Null for a serial number without events.
  ledger::Result<LiveLicense*> load(const std::string& serial_number, ledger::Instant now);
  /// One that was loaded elsewhere.
  LiveLicense& adopt(const LicenseHead& license, LoadedLicense loaded);
  /// One that has no events yet.
  LiveLicense& add(const std::string& serial_number);
  void drop(const std::string& serial_number);

  /// Those that have grown enough since their last snapshot to be worth another, now considered
  /// saved; see derived_format::wants_snapshot.
  std::vector<LicenseHead> take_grown(std::uint64_t short_tail);
  /// Drops those that were not used for longest if there are many. To be called when what is known
  /// of all of them is on disk.
  void evict();

 private:
  LiveLicense& keep(const std::string& serial_number, std::unique_ptr<LiveLicense> license);

  const ledger::Store& store_;
  const ledger::StreamCache& streams_;
  std::unordered_map<std::string, std::unique_ptr<LiveLicense>> licenses_;
  std::string last_found_;  // one event looks up its license several times
  LiveLicense* last_license_ = nullptr;
  std::uint64_t steps_ = 0;
};

}  // namespace commands::live
