#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>

namespace tools::sample {

/// Chance that falls the same on every machine for the same seed: the engine is the standard's, the
/// distributions are our own, since the standard leaves those to each library. It also leaves open
/// in which order arguments are evaluated, so no call may throw twice in its arguments.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  /// Others, whose throws do not depend on how often these are thrown from now on.
  Dice split() { return Dice{engine_()}; }

  std::uint64_t bits() { return engine_(); }
  /// From `low` to `high`, both included. Slightly uneven, which no sample can show.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    const auto span = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<std::int64_t>(engine_() % span);
  }
  bool chance(int percent) { return between(1, 100) <= percent; }

  template <class List>
  const auto& pick(const List& list) {
    return list[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(list.size()) - 1))];
  }
  /// The index of one of the weights, as often as its weight says.
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
