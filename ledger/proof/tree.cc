#include "ledger/proof/tree.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fmt/format.h>

#include "ledger/bytes.h"

namespace ledger::proof {
namespace {

/// Keys in the store: `h` the head; a tile by its level and its index, big-endian.
constexpr std::string_view head_key = "h";

std::string tile_key(unsigned level, std::uint64_t index) {
  std::string key(1, static_cast<char>(level));
  append_big_endian(key, index);
  return key;
}

std::string joined(std::span<const Digest> hashes) {
  std::string bytes;
  bytes.reserve(hashes.size_bytes());
  for (const auto& hash : hashes) bytes.append(text_of(hash));
  return bytes;
}

std::vector<Digest> hashes_in(std::string_view bytes) {
  std::vector<Digest> hashes(bytes.size() / sizeof(Digest));
  std::memcpy(hashes.data(), bytes.data(), hashes.size() * sizeof(Digest));
  return hashes;
}

/// The head in the store: the size, 8 bytes, big-endian, then the root.
std::string encode(const TreeHead& head) {
  std::string bytes;
  append_big_endian(bytes, head.size);
  bytes.append(text_of(head.root));
  return bytes;
}

std::optional<TreeHead> decode_head(std::string_view bytes) {
  TreeHead head;
  if (bytes.size() != sizeof head.size + head.root.size()) return std::nullopt;
  head.size = from_big_endian<std::uint64_t>(bytes);
  std::ranges::copy(bytes_of(bytes.substr(sizeof head.size)), head.root.begin());
  return head;
}

}  // namespace

Digest spanning_hash(std::span<const Digest> hashes) {
  LEDGER_CHECK(std::has_single_bit(hashes.size()));
  if (hashes.size() == 1) return hashes.front();
  std::vector<Digest> level{hashes.begin(), hashes.end()};
  for (std::size_t width = level.size(); width > 1; width /= 2) {
    for (std::size_t i = 0; i < width / 2; ++i)
      level[i] = node_hash(level[2 * i], level[2 * i + 1]);
  }
  return level.front();
}

void TreeEdge::add_peak(const Digest& leaf) {
  Digest hash = leaf;
  unsigned place = 0;
  for (; (size_ >> place & 1) != 0; ++place) {
    hash = node_hash(peaks_.at(place), hash);
    if ((place + 1) % tile_bits == 0) spanned_.at(place / tile_bits) = hash;
  }
  peaks_.at(place) = hash;
}

Digest TreeEdge::root() const {
  std::optional<Digest> root;
  for (unsigned place = 0; size_ >> place != 0; ++place) {
    if ((size_ >> place & 1) == 0) continue;
    root = root ? node_hash(peaks_.at(place), *root) : peaks_.at(place);
  }
  return root.value_or(empty_root());
}

TreeEdge TreeEdge::of(std::uint64_t size, std::array<std::vector<Digest>, tile_levels> partial) {
  TreeEdge edge;
  edge.size_ = size;
  edge.partial_ = std::move(partial);
  for (unsigned place = 0; size >> place != 0; ++place) {
    if ((size >> place & 1) == 0) continue;
    // The higher bits are the number of hashes of its tile before those that it spans.
    const auto& tile = edge.partial_.at(place / tile_bits);
    const unsigned bit = place % tile_bits;
    const std::size_t first = tile.size() >> (bit + 1) << (bit + 1);
    edge.peaks_.at(place) = spanning_hash(std::span{tile}.subspan(first, std::size_t{1} << bit));
  }
  return edge;
}

Tree::Tree(const Store& store) : store_(store), published_(std::make_shared<const TreeEdge>()) {}

Result<void> Tree::open() {
  LEDGER_ASSIGN_OR_RETURN(const auto bytes, store_.tree(head_key));
  const std::uint64_t end = store_.end_at_open().value;
  const auto head = bytes ? decode_head(*bytes) : TreeHead{0, empty_root()};
  if (!head) return corrupt("the head of the log's tree has the wrong size");
  if (head->size != end) {
    return corrupt(
        fmt::format("the log has {} events, but its tree {}: position {} is the first "
                    "that one of them lacks",
                    end, head->size, std::min(end, head->size)));
  }
  std::array<std::vector<Digest>, tile_levels> partial;
  for (unsigned level = 0; level < tile_levels; ++level) {
    LEDGER_ASSIGN_OR_RETURN(partial.at(level), partial_at_open(level));
  }
  edge_ = TreeEdge::of(end, std::move(partial));
  if (edge_.root() != head->root) {
    return corrupt(
        fmt::format("the last records and tiles of the log do not give the root that "
                    "was written with them, at tree size {}",
                    end));
  }
  publish();
  return ok;
}

/// The hashes after the last full tile of a level: of records, or over the full tiles below.
Result<std::vector<Digest>> Tree::partial_at_open(unsigned level) const {
  const std::uint64_t count = hashes_at(store_.end_at_open().value, level);
  const std::uint64_t first = count - count % tile_width;
  std::vector<Digest> hashes;
  if (level == 0) {
    LEDGER_RETURN_IF_FAILED(store_.scan({first}, {count}, [&](Position, auto record) {
      hashes.push_back(leaf_hash(record));
      return true;
    }));
    return hashes;
  }
  for (std::uint64_t index = first; index < count; ++index) {
    LEDGER_ASSIGN_OR_RETURN(const auto below, stored_tile(level - 1, index));
    hashes.push_back(spanning_hash(below));
  }
  return hashes;
}

void Tree::append(std::span<const std::uint8_t> record, Store::Commit& commit) {
  edge_.append(leaf_hash(record),
               [&](unsigned level, std::uint64_t index, const std::vector<Digest>& tile) {
                 commit.put_tree(tile_key(level, index), joined(tile));
               });
}

void Tree::seal(Store::Commit& commit) const { commit.put_tree(head_key, encode(edge_.head())); }

void Tree::publish() {
  auto edge = std::make_shared<const TreeEdge>(edge_);
  const MutexLock lock{mutex_};
  published_ = std::move(edge);
}

Tree::EdgePtr Tree::published() const {
  const MutexLock lock{mutex_};
  return published_;
}

Result<std::vector<Digest>> Tree::stored_tile(unsigned level, std::uint64_t index) const {
  LEDGER_ASSIGN_OR_RETURN(const auto bytes, store_.tree(tile_key(level, index)));
  if (!bytes || bytes->size() != tile_width * sizeof(Digest)) {
    return corrupt(
        fmt::format("tile {} of level {}, which starts at position {}, is missing or has "
                    "the wrong size",
                    index, level, index << (tile_bits * (level + 1))));
  }
  return hashes_in(*bytes);
}

Result<std::vector<Digest>> Tree::tile(const Tile& asked) const {
  return tile(*published(), asked);
}

Result<std::vector<Digest>> Tree::tile(const TreeEdge& edge, const Tile& tile) const {
  const std::uint64_t count = hashes_at(edge.size(), tile.level);
  const std::uint64_t full = count / tile_width;
  const std::uint64_t there = tile.index < full    ? tile_width
                              : tile.index == full ? count % tile_width
                                                   : 0;
  if (tile.width == 0 || tile.width > there) {
    return fail(FailureKind::not_found, "the tree has no such tile yet");
  }
  std::vector<Digest> hashes;
  if (there == tile_width) {
    LEDGER_ASSIGN_OR_RETURN(hashes, stored_tile(tile.level, tile.index));
  } else {
    hashes = edge.partial(tile.level);
  }
  // A narrower partial tile is a prefix of the wider one.
  hashes.resize(tile.width);
  return hashes;
}

Result<Digest> Tree::hash(const TreeEdge& edge, Subtree subtree) const {
  const unsigned height = subtree.level % tile_bits;
  const std::uint64_t first = subtree.index << height;
  const std::uint64_t width = std::uint64_t{1} << height;
  const std::uint64_t offset = first % tile_width;
  const Tile wanted{
      .level = subtree.level / tile_bits, .index = first / tile_width, .width = offset + width};
  LEDGER_ASSIGN_OR_RETURN(const auto hashes, tile(edge, wanted));
  return spanning_hash(std::span{hashes}.subspan(offset, width));
}

HashReader Tree::reader() const {
  return [this, edge = published()](Subtree subtree) { return hash(*edge, subtree); };
}

}  // namespace ledger::proof
