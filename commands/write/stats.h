#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "ledger/event.h"

namespace commands::write {

inline constexpr std::array<double, 13> batch_bounds{1,   2,   4,   8,    16,   32,  64,
                                                     128, 256, 512, 1024, 2048, 4096};
inline constexpr std::array<double, 14> sync_bounds_s{
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0};

/// A histogram: `counts[i]` counts the values above `bounds[i - 1]` and at most `bounds[i]`, the
/// last those above all bounds.
template <const auto& Bounds>
struct Distribution {
  static constexpr const auto& bounds = Bounds;
  std::array<std::uint64_t, Bounds.size() + 1> counts{};
  double sum = 0;

  void add(double value) {
    ++counts[static_cast<std::size_t>(std::ranges::lower_bound(bounds, value) - bounds.begin())];
    sum += value;
  }
};

/// What the sequencer has done since it started, and where it is.
struct SequencerStats {
  std::uint64_t batches = 0;                 // finished, including those with nothing to write
  std::uint64_t rejected = 0;                // submissions for which the queue had no room
  Distribution<batch_bounds> batch_events;   // of the batches written
  Distribution<sync_bounds_s> sync_seconds;  // of the same: how long each synced write took
  std::size_t queue_length = 0;
  std::size_t max_queue = 0;
  ledger::Position end;              // of what is on disk
  std::uint64_t unsaved_events = 0;  // that a restart would have to apply
};

}  // namespace commands::write
