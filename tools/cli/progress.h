#pragma once

#include <chrono>
#include <cstdint>

namespace tools::cli {

/// A bar on standard error, where that is a terminal; nothing anywhere else.
class Progress {
 public:
  /// `total`: bytes, or whatever is counted, to come; 0 where that is not known.
  explicit Progress(std::uint64_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::uint64_t done, std::uint64_t lines);
  /// Makes room for other lines.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  const bool enabled_;
  const std::uint64_t total_;
  const Clock::time_point started_ = Clock::now();
  Clock::time_point shown_;
  bool visible_ = false;
};

}  // namespace tools::cli
