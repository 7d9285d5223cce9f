#include "ledger/proof/merkle.h"

#include <gtest/gtest.h>

#include "tests/ledger/proof/known_log.h"
#include "tests/support/property.h"

namespace tests {
namespace {

using ledger::Digest;
using ledger::proof::Proof;

/// MTH exactly as RFC 6962, section 2.1, defines it.
Digest defined_root(std::span<const Digest> leaves) {
  if (leaves.empty()) return ledger::proof::empty_root();
  if (leaves.size() == 1) return leaves.front();
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  return ledger::proof::node_hash(defined_root(leaves.first(k)), defined_root(leaves.subspan(k)));
}

/// PATH of section 2.1.1.
Proof defined_path(std::size_t m, std::span<const Digest> leaves) {
  if (leaves.size() == 1) return {};
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  Proof path = m < k ? defined_path(m, leaves.first(k)) : defined_path(m - k, leaves.subspan(k));
  path.push_back(defined_root(m < k ? leaves.subspan(k) : leaves.first(k)));
  return path;
}

/// SUBPROOF of section 2.1.2.
Proof defined_subproof(std::size_t m, std::span<const Digest> leaves, bool whole) {
  if (m == leaves.size()) return whole ? Proof{} : Proof{defined_root(leaves)};
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  Proof proof = m <= k ? defined_subproof(m, leaves.first(k), whole)
                       : defined_subproof(m - k, leaves.subspan(k), false);
  proof.push_back(defined_root(m <= k ? leaves.subspan(k) : leaves.first(k)));
  return proof;
}

constexpr std::size_t most_leaves = 2000;

const std::vector<Digest>& leaves() {
  static const std::vector<Digest> all = known_leaves(most_leaves);
  return all;
}

ledger::proof::HashReader reading(const std::vector<Digest>& from) {
  return [&from](ledger::proof::Subtree subtree) -> ledger::Result<Digest> {
    const std::size_t width = std::size_t{1} << subtree.level;
    return defined_root(std::span{from}.subspan(subtree.index * width, width));
  };
}

std::span<const Digest> first(std::size_t size) { return std::span{leaves()}.first(size); }

TEST(Merkle, has_the_known_roots) {
  EXPECT_EQ(ledger::hex(ledger::proof::empty_root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(ledger::base64(defined_root(first(3))), known_root_3);
  EXPECT_EQ(ledger::base64(*ledger::proof::root_at(3, reading(leaves()))), known_root_3);
  EXPECT_EQ(ledger::base64(*ledger::proof::root_at(256, reading(leaves()))), known_root_256);
  EXPECT_EQ(ledger::base64(*ledger::proof::root_at(1000, reading(leaves()))), known_root_1000);
}

TEST(Merkle, has_the_proofs_of_the_definition_and_they_verify) {
  holds_in(200, [] {
    const auto size = *rc::gen::inRange<std::size_t>(1, most_leaves + 1);
    const auto at = *rc::gen::inRange<std::size_t>(0, size);
    const auto read = reading(leaves());
    const ledger::proof::TreeHead head{size, *ledger::proof::root_at(size, read)};
    RC_ASSERT(head.root == defined_root(first(size)));

    const auto path = *ledger::proof::inclusion_proof({at}, size, read);
    RC_ASSERT(path == defined_path(at, first(size)));
    const auto remembered = ledger::proof::remembering(read);
    RC_ASSERT(*ledger::proof::inclusion_proof({at}, size, remembered) == path);
    RC_ASSERT(*ledger::proof::inclusion_proof({at}, size, remembered) == path);
    RC_ASSERT(ledger::proof::verify_inclusion(leaves()[at], {at}, head, path));

    const ledger::proof::TreeHead before{at, *ledger::proof::root_at(at, read)};
    const auto grown = *ledger::proof::consistency_proof(at, size, read);
    if (at > 0) RC_ASSERT(grown == defined_subproof(at, first(size), true));
    RC_ASSERT(ledger::proof::verify_consistency(before, head, grown));
  });
}

/// Not with a bit flipped, a hash added or removed, or another place or size.
TEST(Merkle, does_not_verify_altered_proofs) {
  holds_in(200, [] {
    const auto size = *rc::gen::inRange<std::size_t>(2, most_leaves + 1);
    const auto at = *rc::gen::inRange<std::size_t>(0, size);
    const auto read = reading(leaves());
    const ledger::proof::TreeHead head{size, *ledger::proof::root_at(size, read)};
    const auto path = *ledger::proof::inclusion_proof({at}, size, read);
    const auto other = (at + 1 + *rc::gen::inRange<std::size_t>(0, size - 1)) % size;

    auto altered = path;
    altered[*rc::gen::inRange<std::size_t>(0, path.size())][0] ^= 1;
    RC_ASSERT(!ledger::proof::verify_inclusion(leaves()[at], {at}, head, altered));
    altered = path;
    altered.pop_back();
    RC_ASSERT(!ledger::proof::verify_inclusion(leaves()[at], {at}, head, altered));
    altered = path;
    altered.push_back(head.root);
    RC_ASSERT(!ledger::proof::verify_inclusion(leaves()[at], {at}, head, altered));
    if (other != at) {
      RC_ASSERT(!ledger::proof::verify_inclusion(leaves()[other], {at}, head, path));
      RC_ASSERT(!ledger::proof::verify_inclusion(leaves()[at], {other}, head, path));
    }
    RC_ASSERT(!ledger::proof::verify_inclusion(leaves()[at], {size}, head, path));

    const auto first_size = *rc::gen::inRange<std::size_t>(1, size);
    const ledger::proof::TreeHead before{first_size, *ledger::proof::root_at(first_size, read)};
    const auto grown = *ledger::proof::consistency_proof(first_size, size, read);
    auto rewritten = before;
    rewritten.root[31] ^= 1;
    RC_ASSERT(!ledger::proof::verify_consistency(rewritten, head, grown));
    rewritten = head;
    rewritten.root[31] ^= 1;
    RC_ASSERT(!ledger::proof::verify_consistency(before, rewritten, grown));
    altered = grown;
    altered[*rc::gen::inRange<std::size_t>(0, grown.size())][5] ^= 1;
    RC_ASSERT(!ledger::proof::verify_consistency(before, head, altered));
    altered = grown;
    altered.pop_back();
    RC_ASSERT(!ledger::proof::verify_consistency(before, head, altered));
    RC_ASSERT(!ledger::proof::verify_consistency(head, before, grown));
  });
}

}  // namespace
}  // namespace tests
