#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>

namespace tools::sample {

/// Random numbers that are the same on every machine for the same seed: the engine is standard, but
/// the distributions are ours, because those of the standard library vary. The order in which
/// arguments are evaluated varies too: draw at most once in the arguments of a call.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  /// An independent generator, unaffected by later draws from this one.
  Dice split() { return Dice{engine_()}; }

  std::uint64_t bits() { return engine_(); }
  /// From `low` to `high`, inclusive. The slight modulo bias does not matter here.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    const auto span = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<std::int64_t>(engine_() % span);
  }
  bool chance(int percent) { return between(1, 100) <= percent; }

  template <class List>
  const auto& pick(const List& list) {
    return list[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(list.size()) - 1))];
  }
  /// An index into the weights, in proportion to them.
  std::size_t weighted(std::initializer_list<int> weights) {
    std::int64_t sum = 0;
    for (const int weight : weights) sum += weight;
    std::int64_t left = between(1, sum);
    std::size_t index = 0;
    for (const int weight : weights) {
      left -= weight;
      if (left <= 0) break;
      ++index;
    }
    return index;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace tools::sample
