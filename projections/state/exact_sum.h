#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace projections::state {

/// A sum of amounts or quantities of up to 2^53 − 1 each, exact for more of them than a log can
/// hold: what was added can be taken out again, in any order.
class ExactSum {
 public:
  ExactSum& operator+=(std::int64_t amount) { return *this += ExactSum{amount}; }
  ExactSum& operator-=(std::int64_t amount) { return *this -= ExactSum{amount}; }
  ExactSum& operator+=(const ExactSum& other) {
    value_ += other.value_;
    return *this;
  }
  ExactSum& operator-=(const ExactSum& other) {
    value_ -= other.value_;
    return *this;
  }
  bool operator==(const ExactSum& other) const = default;

  ExactSum() = default;
  explicit ExactSum(std::int64_t amount) : value_(amount) {}

  /// From 0 to the largest std::int64_t: what lies outside is that limit.
  std::int64_t clamped() const {
    constexpr Wide most = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(std::clamp(value_, Wide{0}, most));
  }

 private:
  friend class ArchiveWriter;
  friend class ArchiveReader;
  __extension__ using Wide = __int128;

  Wide value_ = 0;
};

}  // namespace projections::state
