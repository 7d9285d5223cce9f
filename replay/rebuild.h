#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/store.h"
#include "ledger/stream.h"
#include "projections/state/catalog.h"
#include "replay/snapshot_check.h"

namespace replay {

/// One license according to the log, from its first event on.
struct RebuiltLicense {
  explicit RebuiltLicense(std::string_view serial_number) : fold(serial_number) {}

  ledger::StreamHead head;
  std::vector<std::string> owners;  // every company name it was ever registered under
  projections::state::LicenseFold fold;
  bool in_order = true;  // if false, folded again at the end, from all of its events
  std::unique_ptr<SnapshotCheck> snapshot;  // null if there is none
};

using Snapshots = boost::unordered_flat_map<std::string, std::string>;  // by serial number

struct RebuildOptions {
  unsigned threads = 1;  // at least 1, including the calling thread
  ledger::Position end;  // the first position not included
  Instant now;           // events effective later are not applied
  /// If given, each is compared with the fold along the way. They must outlive the rebuild.
  const Snapshots* snapshots = nullptr;
  /// Called from time to time with the number of events processed, by one thread.
  std::function<void(std::uint64_t)> progress;
};

/// Every license and the catalog, folded from event 1 and nothing else: no snapshots, rows or heads
/// are read. The log is read once, in pieces that all threads decode; each license is folded by one
/// thread, chosen by the hash of its serial number, in the order of positions. Memory holds the
/// states and one piece per thread.
class Rebuild {
 public:
  /// Fails as `corrupt`, naming the position, if a record cannot be read, claims to belong
  /// elsewhere, or does not follow the one before it in its stream.
  static ledger::Result<Rebuild> run(const ledger::Store& store, const RebuildOptions& options);

  using Licenses = boost::unordered_flat_map<std::string, std::unique_ptr<RebuiltLicense>>;
  /// One per thread; each license is in exactly one of them.
  const std::vector<Licenses>& parts() const { return parts_; }
  /// Passes each license of a part to `visit` once, until that returns false, and frees it, which
  /// is as much work as building it and so is shared by the threads too.
  using Visitor = std::function<bool(const std::string& serial_number, const RebuiltLicense&)>;
  void consume(std::size_t part, const Visitor& visit);
  /// Whether the log has such a license, freed or not.
  bool knows(const std::string& serial_number) const;
  std::size_t license_count() const;
  const projections::state::Catalog& catalog() const { return catalog_; }
  const Events& catalog_events() const { return catalog_events_; }
  ledger::StreamHead catalog_head() const { return catalog_head_; }

 private:
  friend class RebuildCrew;
  std::vector<Licenses> parts_;
  Events catalog_events_;
  ledger::StreamHead catalog_head_;
  projections::state::Catalog catalog_;
};

/// Calls `work` with 0, 1 … threads − 1, each on a thread of its own, and waits for all of them.
void in_parallel(unsigned threads, const std::function<void(unsigned)>& work);

/// Decides which thread a stream belongs to.
std::size_t hash_of(std::string_view stream);

}  // namespace replay
