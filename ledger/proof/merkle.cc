#include "ledger/proof/merkle.h"

#include <bit>
#include <boost/unordered/unordered_flat_map.hpp>
#include <memory>
#include <string_view>

#include "ledger/bytes.h"

namespace ledger::proof {
namespace {

using namespace std::string_view_literals;

/// The largest power of two smaller than `size`, which is at least 2.
std::uint64_t split(std::uint64_t size) { return std::bit_floor(size - 1); }

/// MTH(D[begin:end]). `begin` is a multiple of a power of two that is not less than end - begin.
Result<Digest> root_of(std::uint64_t begin, std::uint64_t end, const HashReader& read) {
  const std::uint64_t size = end - begin;
  if (std::has_single_bit(size)) {
    const auto level = static_cast<unsigned>(std::countr_zero(size));
    return read({.level = level, .index = begin >> level});
  }
  const std::uint64_t middle = begin + split(size);
  LEDGER_ASSIGN_OR_RETURN(const Digest left, root_of(begin, middle, read));
  LEDGER_ASSIGN_OR_RETURN(const Digest right, root_of(middle, end, read));
  return node_hash(left, right);
}

Result<void> add_root(Proof& proof, std::uint64_t begin, std::uint64_t end,
                      const HashReader& read) {
  LEDGER_ASSIGN_OR_RETURN(const Digest root, root_of(begin, end, read));
  proof.push_back(root);
  return ok;
}

/// PATH(leaf, D[begin:end]).
Result<void> add_path(Proof& proof, std::uint64_t leaf, std::uint64_t begin, std::uint64_t end,
                      const HashReader& read) {
  if (end - begin == 1) return ok;
  const std::uint64_t middle = begin + split(end - begin);
  const bool left = leaf < middle;
  LEDGER_RETURN_IF_FAILED(left ? add_path(proof, leaf, begin, middle, read)
                               : add_path(proof, leaf, middle, end, read));
  return left ? add_root(proof, middle, end, read) : add_root(proof, begin, middle, read);
}

/// SUBPROOF(first - begin, D[begin:end], whole): `whole` while [begin, first) is the whole old
/// tree, whose root the verifier has.
Result<void> add_subproof(Proof& proof, std::uint64_t first, std::uint64_t begin, std::uint64_t end,
                          bool whole, const HashReader& read) {
  if (first == end) {
    if (whole) return ok;
    return add_root(proof, begin, end, read);
  }
  const std::uint64_t middle = begin + split(end - begin);
  const bool left = first <= middle;
  LEDGER_RETURN_IF_FAILED(left ? add_subproof(proof, first, begin, middle, whole, read)
                               : add_subproof(proof, first, middle, end, false, read));
  return left ? add_root(proof, middle, end, read) : add_root(proof, begin, middle, read);
}

}  // namespace

Digest empty_root() { return sha256({}); }

Digest leaf_hash(std::span<const std::uint8_t> entry) { return sha256({"\0"sv, text_of(entry)}); }

Digest node_hash(const Digest& left, const Digest& right) {
  return sha256({"\1"sv, text_of(left), text_of(right)});
}

HashReader remembering(HashReader read) {
  using Known = boost::unordered_flat_map<std::pair<unsigned, std::uint64_t>, Digest>;
  constexpr std::size_t most = 100'000;
  return [read = std::move(read),
          known = std::make_shared<Known>()](Subtree subtree) -> Result<Digest> {
    const std::pair key{subtree.level, subtree.index};
    if (const auto found = known->find(key); found != known->end()) return found->second;
    auto hash = read(subtree);
    if (!hash) return hash;
    if (known->size() == most) known->clear();
    known->emplace(key, *hash);
    return hash;
  };
}

Result<Digest> root_at(std::uint64_t size, const HashReader& read) {
  if (size == 0) return empty_root();
  return root_of(0, size, read);
}

Result<Proof> inclusion_proof(Position leaf, std::uint64_t size, const HashReader& read) {
  LEDGER_CHECK(leaf.value < size);
  Proof proof;
  LEDGER_RETURN_IF_FAILED(add_path(proof, leaf.value, 0, size, read));
  return proof;
}

Result<Proof> consistency_proof(std::uint64_t first, std::uint64_t second, const HashReader& read) {
  LEDGER_CHECK(first <= second);
  Proof proof;
  if (first == 0 || first == second) return proof;
  LEDGER_RETURN_IF_FAILED(add_subproof(proof, first, 0, second, true, read));
  return proof;
}

/// RFC 9162, section 2.1.3.2.
bool verify_inclusion(const Digest& leaf, Position at, const TreeHead& head, const Proof& proof) {
  if (at.value >= head.size) return false;
  std::uint64_t place = at.value;
  std::uint64_t last = head.size - 1;
  Digest hash = leaf;
  for (const Digest& sibling : proof) {
    if (last == 0) return false;
    if ((place & 1) != 0 || place == last) {
      hash = node_hash(sibling, hash);
      // A node without a sibling is its own parent.
      while ((place & 1) == 0 && place != 0) {
        place >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    place >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == head.root;
}

/// RFC 9162, section 2.1.4.2.
bool verify_consistency(const TreeHead& first, const TreeHead& second, const Proof& proof) {
  if (first.size > second.size) return false;
  if (first.size == second.size) return proof.empty() && first.root == second.root;
  if (first.size == 0) return proof.empty() && first.root == empty_root();
  std::uint64_t place = first.size - 1;
  std::uint64_t last = second.size - 1;
  while ((place & 1) != 0) {
    place >>= 1;
    last >>= 1;
  }
  auto next = proof.begin();
  // If the old tree is a complete subtree of the new one, both start from its root.
  const bool complete = std::has_single_bit(first.size);
  if (!complete && next == proof.end()) return false;
  Digest old_root = complete ? first.root : *next++;
  Digest new_root = old_root;
  for (; next != proof.end(); ++next) {
    if (last == 0) return false;
    if ((place & 1) != 0 || place == last) {
      old_root = node_hash(*next, old_root);
      new_root = node_hash(*next, new_root);
      while ((place & 1) == 0 && place != 0) {
        place >>= 1;
        last >>= 1;
      }
    } else {
      new_root = node_hash(new_root, *next);
    }
    place >>= 1;
    last >>= 1;
  }
  return last == 0 && old_root == first.root && new_root == second.root;
}

}  // namespace ledger::proof
