#include "replay/rebuild.h"

#include <algorithm>
#include <barrier>
#include <fmt/format.h>
#include <thread>

#include "projections/state/order.h"

namespace replay {
namespace {

using ledger::Position;
using ledger::RecordedEvent;

/// Large enough that waiting for each other and reopening the log cost nothing, small enough to fit
/// in memory alongside the states.
constexpr std::uint64_t piece_events = 16'384;

/// An event on its way to the thread that folds its license.
struct Route {
  std::size_t hash = 0;  // of its stream
  const RecordedEvent* event = nullptr;
};

/// What one thread has decoded, and which thread each event is for.
struct Piece {
  std::vector<RecordedEvent> events;
  std::vector<std::vector<Route>> routes;  // by thread
  std::optional<ledger::Failure> failure;
};

struct Trouble {
  Position position;
  ledger::Failure failure;
};

ledger::Failure out_of_place(const RecordedEvent& event, ledger::StreamHead before) {
  const std::string expected = before.position == ledger::no_position
                                   ? "it is the first"
                                   : fmt::format("the one before it is revision {} at position {}",
                                                 before.revision.value, before.position.value);
  return ledger::fail(ledger::FailureKind::corrupt,
                      fmt::format("the record at position {} claims to be revision {} of its "
                                  "stream, but {}",
                                  event.position.value, event.revision.value, expected));
}

/// Events of one license are far apart in memory, and were decoded by any of the threads.
void prefetch(const RecordedEvent& event) {
  constexpr std::size_t line = 64;
  const auto* bytes = reinterpret_cast<const char*>(&event);
  for (std::size_t at = 0; at < sizeof event; at += line) __builtin_prefetch(bytes + at);
}

bool follows(const RecordedEvent& event, ledger::StreamHead before) {
  const bool first = before.position == ledger::no_position;
  return event.previous == before.position &&
         event.revision.value == (first ? 0 : before.revision.value + 1);
}

}  // namespace

/// The threads at work: each decodes a piece, waits for the others, then folds its own licenses
/// from all pieces.
class RebuildCrew {
 public:
  RebuildCrew(const ledger::Store& store, const RebuildOptions& options)
      : store_(store),
        options_(options),
        threads_(std::max(1U, options.threads)),
        pieces_(threads_),
        routes_(threads_),
        troubles_(threads_),
        barrier_(static_cast<std::ptrdiff_t>(threads_)) {
    rebuild_.parts_.resize(threads_);
    for (auto& piece : pieces_) piece.routes.resize(threads_);
  }

  ledger::Result<Rebuild> run() {
    in_parallel(threads_, [this](unsigned self) { work(self); });
    for (const auto& piece : pieces_) {
      if (piece.failure) return *piece.failure;
    }
    const Trouble* first = nullptr;
    for (const auto& trouble : troubles_) {
      if (trouble && (first == nullptr || trouble->position < first->position)) first = &*trouble;
    }
    if (first != nullptr) return first->failure;
    for (const auto& event : rebuild_.catalog_events_) {
      if (event->effective_at <= options_.now) rebuild_.catalog_.apply(*event);
    }
    return std::move(rebuild_);
  }

 private:
  void work(unsigned self) {
    const std::uint64_t round = piece_events * threads_;
    for (std::uint64_t from = 0; from < options_.end.value; from += round) {
      decode(pieces_[self], from + piece_events * self);
      barrier_.arrive_and_wait();
      // All threads see the same failures, so that all stop together.
      if (std::ranges::any_of(pieces_, [](const auto& piece) { return piece.failure.has_value(); }))
        return;
      fold(self);
      barrier_.arrive_and_wait();
      if (std::ranges::any_of(troubles_, [](const auto& trouble) { return trouble.has_value(); }))
        return;
      if (self == 0 && options_.progress) {
        options_.progress(std::min(from + round, options_.end.value));
      }
    }
    // Until here the other threads may still read the failures of the last round.
    barrier_.arrive_and_wait();
    finish(self);
  }

  void decode(Piece& piece, std::uint64_t from) {
    // Freed by the thread that made them, which keeps the allocator's arenas separate.
    piece.events.clear();
    for (auto& route : piece.routes) route.clear();
    const std::uint64_t to = std::min(from + piece_events, options_.end.value);
    if (from >= to) return;
    piece.events.reserve(to - from);
    const auto scanned = ledger::scan_events(store_, {from}, {to}, [&](RecordedEvent& event) {
      const auto stream = ledger::stream_of(event);
      const std::size_t hash = hash_of(stream);
      piece.events.push_back(std::move(event));
      piece.routes[hash % threads_].push_back({hash, &piece.events.back()});
      return true;
    });
    if (!scanned) piece.failure = scanned.error();
  }

  /// One license after another, so that its state is cold in the cache only for its first event.
  void fold(unsigned self) {
    auto& routes = routes_[self];
    routes.clear();
    for (const auto& piece : pieces_) {
      routes.insert(routes.end(), piece.routes[self].begin(), piece.routes[self].end());
    }
    std::ranges::stable_sort(routes, {}, &Route::hash);
    for (std::size_t i = 0; i < routes.size(); ++i) {
      if (i + 4 < routes.size()) prefetch(*routes[i + 4].event);
      take(self, *routes[i].event);
    }
  }

  void take(unsigned self, const RecordedEvent& event) {
    if (troubles_[self]) return;
    if (ledger::stream_of(event) == ledger::catalog_stream) {
      if (!follows(event, rebuild_.catalog_head_)) {
        troubles_[self] = {event.position, out_of_place(event, rebuild_.catalog_head_)};
        return;
      }
      rebuild_.catalog_head_ = {event.position, event.revision};
      rebuild_.catalog_events_.push_back(std::make_shared<const RecordedEvent>(event));
      return;
    }
    auto& slot = rebuild_.parts_[self][event.subject];
    if (!slot) slot = begin(event.subject);
    RebuiltLicense& license = *slot;
    if (!follows(event, license.head)) {
      troubles_[self] = {event.position, out_of_place(event, license.head)};
      return;
    }
    license.head = {event.position, event.revision};
    if (const auto* registered = std::get_if<ledger::LicenseRegistered>(&event.data)) {
      auto& owners = license.owners;
      if (std::ranges::find(owners, registered->company_name) == owners.end()) {
        owners.push_back(registered->company_name);
      }
    }
    if (!license.in_order) return;
    license.in_order = license.fold.take(event, event.recorded_at);
    if (license.in_order && license.snapshot) license.snapshot->follow(event, license.fold);
  }

  std::unique_ptr<RebuiltLicense> begin(const std::string& serial_number) const {
    auto license = std::make_unique<RebuiltLicense>(serial_number);
    if (options_.snapshots != nullptr) {
      const auto snapshot = options_.snapshots->find(serial_number);
      if (snapshot != options_.snapshots->end()) {
        license->snapshot = std::make_unique<SnapshotCheck>(snapshot->second);
      }
    }
    return license;
  }

  void finish(unsigned self) {
    for (auto& [serial_number, license] : rebuild_.parts_[self]) {
      if (license->in_order) {
        license->fold.advance(options_.now);
      } else {
        const auto events = ledger::read_stream(store_, license->head);
        if (!events) {
          troubles_[self] = {license->head.position, events.error()};
          return;
        }
        license->fold = {serial_number, *events, options_.now};
        if (license->snapshot) license->snapshot->look_back(serial_number, *events);
      }
      if (license->snapshot) license->snapshot->finish(serial_number);
    }
  }

  const ledger::Store& store_;
  const RebuildOptions& options_;
  const unsigned threads_;
  std::vector<Piece> pieces_;                     // by thread
  std::vector<std::vector<Route>> routes_;        // by thread, in the order in which it folds
  std::vector<std::optional<Trouble>> troubles_;  // by thread
  std::barrier<> barrier_;
  Rebuild rebuild_;
};

ledger::Result<Rebuild> Rebuild::run(const ledger::Store& store, const RebuildOptions& options) {
  return RebuildCrew{store, options}.run();
}

void Rebuild::consume(std::size_t part, const Visitor& visit) {
  for (auto& [serial_number, license] : parts_[part]) {
    if (!visit(serial_number, *license)) return;
    license.reset();
  }
}

bool Rebuild::knows(const std::string& serial_number) const {
  return parts_[hash_of(serial_number) % parts_.size()].contains(serial_number);
}

std::size_t Rebuild::license_count() const {
  std::size_t count = 0;
  for (const auto& part : parts_) count += part.size();
  return count;
}

void in_parallel(unsigned threads, const std::function<void(unsigned)>& work) {
  std::vector<std::thread> others;
  others.reserve(threads - 1);
  for (unsigned i = 1; i < threads; ++i) others.emplace_back(work, i);
  work(0);
  for (auto& other : others) other.join();
}

std::size_t hash_of(std::string_view stream) { return std::hash<std::string_view>{}(stream); }

}  // namespace replay
