#include "ledger/proof/log_check.h"

#include <algorithm>
#include <atomic>
#include <boost/unordered/unordered_flat_map.hpp>
#include <fmt/format.h>
#include <thread>

#include "ledger/codec.h"
#include "ledger/stream.h"

namespace ledger::proof {
namespace {

/// The unit of work of a thread: the leaves under one tile of level 1.
constexpr std::uint64_t chunk_leaves = tile_width * tile_width;

/// The part of a stream within a chunk, to be joined with the chunks before and after.
struct StreamPart {
  Position first_at;
  Revision first_revision;
  Position previous;  // of the first
  StreamHead last;
};
using StreamParts = boost::unordered_flat_map<std::string, StreamPart>;

struct Chunk {
  std::vector<Digest> spans;  // over its full tiles
  StreamParts streams;
  std::optional<Finding> finding;
};

std::string out_of_order(Position at, Revision revision, const StreamHead& before) {
  return fmt::format(
      "the record at position {} has revision {}, but the one before it in its "
      "stream, at position {}, has {}",
      at.value, revision.value, before.position.value, before.revision.value);
}

class ChunkCheck {
 public:
  ChunkCheck(const Store& store, const Tree& tree, std::uint64_t size)
      : store_(store), tree_(tree), size_(size) {}

  Chunk check(std::uint64_t first, const std::function<void(std::uint64_t)>& progress) {
    const std::uint64_t end = std::min(first + chunk_leaves, size_);
    const auto scanned = store_.scan({first}, {end}, [&](Position at, auto record) {
      next_ = at.value + 1;
      if (take(at, record) && (next_ % tile_width == 0 || next_ == end)) {
        compare_tile();
        if (progress && next_ % (16 * tile_width) == 0) progress(16 * tile_width);
      }
      return !chunk_.finding;
    });
    if (!scanned && !chunk_.finding) {
      const std::uint64_t bad = std::max(first, next_);
      chunk_.finding = Finding{{bad}, to_text(scanned.error())};
    }
    return std::move(chunk_);
  }

 private:
  bool take(Position at, std::span<const std::uint8_t> record) {
    const auto event = decode(record);
    if (!event) return find(at, event.error().detail);
    if (event->position != at) {
      return find(at, fmt::format("the record at position {} states position {}", at.value,
                                  event->position.value));
    }
    leaves_.push_back(leaf_hash(record));
    return follow_stream(*event);
  }

  bool follow_stream(const RecordedEvent& event) {
    const StreamHead head{event.position, event.revision};
    const auto [found, first] = chunk_.streams.try_emplace(std::string{stream_of(event)});
    StreamPart& part = found->second;
    if (first) {
      part = {event.position, event.revision, event.previous, head};
      return true;
    }
    const bool follows = event.revision.value == part.last.revision.value + 1 &&
                         event.previous == part.last.position;
    if (!follows)
      return find(event.position, out_of_order(event.position, event.revision, part.last));
    part.last = head;
    return true;
  }

  void compare_tile() {
    const Tile tile{
        .level = 0, .index = (next_ - 1) / tile_width, .width = (next_ - 1) % tile_width + 1};
    const std::uint64_t first = tile.index * tile_width;
    const auto stored = tree_.tile(tile);
    if (!stored) {
      find({first}, to_text(stored.error()));
      return;
    }
    const auto [ours, theirs] = std::ranges::mismatch(leaves_, *stored);
    if (ours != leaves_.end()) {
      const auto bad = first + static_cast<std::uint64_t>(ours - leaves_.begin());
      find({bad}, fmt::format("the record at position {} is not the one that was hashed into the "
                              "tree, or its tile was altered",
                              bad));
    } else if (tile.width == tile_width) {
      chunk_.spans.push_back(spanning_hash(leaves_));
    }
    leaves_.clear();
  }

  bool find(Position at, std::string what) {
    chunk_.finding = Finding{at, std::move(what)};
    return false;
  }

  const Store& store_;
  const Tree& tree_;
  const std::uint64_t size_;
  std::uint64_t next_ = 0;
  std::vector<Digest> leaves_;
  Chunk chunk_;
};

/// The chunks of the whole log, distributed over threads. After a finding, no later chunk is
/// started.
std::vector<Chunk> check_chunks(const Store& store, const Tree& tree, std::uint64_t size,
                                const LogCheckOptions& options) {
  std::vector<Chunk> chunks((size + chunk_leaves - 1) / chunk_leaves);
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> bad = chunks.size();
  std::atomic<std::uint64_t> checked = 0;
  std::function<void(std::uint64_t)> progress;
  if (options.progress) {
    progress = [&](std::uint64_t more) { options.progress(checked += more); };
  }
  const auto work = [&] {
    for (std::size_t i = next++; i < bad; i = next++) {
      chunks[i] = ChunkCheck{store, tree, size}.check(i * chunk_leaves, progress);
      if (!chunks[i].finding) continue;
      std::size_t lowest = bad;
      while (i < lowest && !bad.compare_exchange_weak(lowest, i)) {
      }
    }
  };
  std::vector<std::jthread> threads;
  for (unsigned i = 1; i < options.threads; ++i) threads.emplace_back(work);
  work();
  return chunks;
}

/// Joins the parts of each stream.
std::optional<Finding> follow_streams(const std::vector<Chunk>& chunks) {
  boost::unordered_flat_map<std::string_view, StreamHead> heads;
  for (const auto& chunk : chunks) {
    std::optional<Finding> first;
    for (const auto& [stream, part] : chunk.streams) {
      const auto [head, fresh] = heads.try_emplace(stream, part.last);
      const bool follows = fresh ? part.first_revision.value == 0 && part.previous == no_position
                                 : part.first_revision.value == head->second.revision.value + 1 &&
                                       part.previous == head->second.position;
      if (!follows && (!first || part.first_at < first->position)) {
        first = Finding{part.first_at,
                        fresh ? fmt::format("the record at position {} is the first of its stream, "
                                            "but has revision {}",
                                            part.first_at.value, part.first_revision.value)
                              : out_of_order(part.first_at, part.first_revision, head->second)};
      }
      head->second = part.last;
    }
    if (first) return first;
  }
  return std::nullopt;
}

/// Rebuilds the tiles above the records from those below, and compares each.
std::optional<Finding> compare_upper_tiles(const Tree& tree, std::uint64_t size,
                                           std::vector<Digest> hashes) {
  for (unsigned level = 1; level < tile_levels && !hashes.empty(); ++level) {
    std::vector<Digest> spans;
    for (std::size_t first = 0; first < hashes.size(); first += tile_width) {
      const std::size_t width = std::min<std::size_t>(tile_width, hashes.size() - first);
      const std::span ours = std::span{hashes}.subspan(first, width);
      const auto stored = tree.tile({.level = level, .index = first / tile_width, .width = width});
      const Position at{first << (tile_bits * level)};
      if (!stored) return Finding{at, to_text(stored.error())};
      if (!std::ranges::equal(ours, *stored)) {
        return Finding{at, fmt::format("tile {} of level {}, over the records from position {} on, "
                                       "was altered",
                                       first / tile_width, level, at.value)};
      }
      if (width == tile_width) spans.push_back(spanning_hash(ours));
    }
    LEDGER_CHECK(hashes.size() == hashes_at(size, level));
    hashes = std::move(spans);
  }
  return std::nullopt;
}

}  // namespace

CheckedLog check_whole_log(const Store& store, const Tree& tree, const LogCheckOptions& options) {
  CheckedLog checked{.head = tree.head()};
  auto chunks = check_chunks(store, tree, checked.head.size, options);
  for (auto& chunk : chunks) {
    if (!chunk.finding) continue;
    checked.finding = std::move(chunk.finding);
    return checked;
  }
  checked.finding = follow_streams(chunks);
  if (checked.finding) return checked;
  std::vector<Digest> spans;
  for (const auto& chunk : chunks)
    spans.insert(spans.end(), chunk.spans.begin(), chunk.spans.end());
  checked.finding = compare_upper_tiles(tree, checked.head.size, std::move(spans));
  return checked;
}

Result<void> check_log(const Store& store, const Tree& tree, const LogCheckOptions& options) {
  const auto checked = check_whole_log(store, tree, options);
  if (!checked.finding) return ok;
  return corrupt(fmt::format("the log is damaged at position {}", checked.finding->position.value),
                 fmt::format("{}. {}", checked.finding->what, recovery_advice));
}

}  // namespace ledger::proof
