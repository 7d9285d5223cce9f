#include "ledger/bytes.h"

#include <gtest/gtest.h>
#include <limits>

#include "tests/support/property.h"

namespace tests {
namespace {

using ledger::big_endian;
using ledger::from_big_endian;

std::string text(std::uint64_t value) {
  std::string bytes;
  ledger::append_big_endian(bytes, value);
  return bytes;
}

TEST(BigEndian, puts_the_most_significant_byte_first) {
  EXPECT_EQ(text(0x0102030405060708), (std::string{1, 2, 3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(big_endian<std::uint16_t>(0xff01), (std::array<char, 2>{'\xff', 1}));
  EXPECT_EQ(from_big_endian<std::uint32_t>("\x7d\x41\x89\x3d and more"), 0x7d41893d);
  EXPECT_EQ(text(std::numeric_limits<std::uint64_t>::max()), std::string(8, '\xff'));
}

TEST(BigEndian, reads_back_and_sorts_as_the_numbers) {
  holds_in(100, [] {
    const auto a = *rc::gen::arbitrary<std::uint64_t>();
    const auto b = *rc::gen::arbitrary<std::uint64_t>();
    RC_ASSERT(from_big_endian<std::uint64_t>(text(a)) == a);
    RC_ASSERT((text(a) < text(b)) == (a < b));
  });
}

}  // namespace
}  // namespace tests
