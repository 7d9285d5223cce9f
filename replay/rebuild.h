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

/// What the log says of one license, from its first event on.
struct RebuiltLicense {
  explicit RebuiltLicense(std::string_view serial_number) : fold(serial_number) {}

  ledger::StreamHead head;
  std::vector<std::string> owners;  // every company name it was ever registered under
  LicenseFold fold;
  bool in_order = true;  // false: it is folded again at the end, from all of its events
  std::unique_ptr<SnapshotCheck> snapshot;  // null: there is none
};

using Snapshots = boost::unordered_flat_map<std::string, std::string>;  // by serial number

struct RebuildOptions {
  unsigned threads = 1;  // at least 1; the calling one is among them
  ledger::Position end;  // the first position that is left out
  Instant now;           // what is effective later waits
  /// Where given, each is held against the fold on its way. They must outlive the rebuild.
  const Snapshots* snapshots = nullptr;
  /// Called now and then with the number of events done, by one thread.
  std::function<void(std::uint64_t)> progress;
};

/// Every license and the catalog, folded from event 1 and from nothing else: neither snapshots nor
/// rows nor heads are asked. The log is read once, in pieces that all threads decode; each license
/// is folded by one thread, by the hash of its serial number, in the order of its positions. In
/// memory are the states and one piece for each thread.
class Rebuild {
 public:
  /// Fails as `corrupt`, naming the position, when a record cannot be read, says that it belongs
  /// elsewhere, or does not follow on the one before it in its stream.
  static ledger::Result<Rebuild> run(const ledger::Store& store, const RebuildOptions& options);

  using Licenses = boost::unordered_flat_map<std::string, std::unique_ptr<RebuiltLicense>>;
  /// One for each thread; each license is in one of them.
  const std::vector<Licenses>& parts() const { return parts_; }
  /// Shows each license of a part once, until `visit` answers false, and frees what it has shown:
  /// as much work as making it, and so shared by the threads too.
  using Visitor = std::function<bool(const std::string& serial_number, const RebuiltLicense&)>;
  void consume(std::size_t part, const Visitor& visit);
  /// Whether the log has such a license; also of one that is freed.
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

/// By which a stream belongs to one of the threads.
std::size_t hash_of(std::string_view stream);

}  // namespace replay
