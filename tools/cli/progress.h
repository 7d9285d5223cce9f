#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

namespace tools::cli {

/// A bar on standard error, where that is a terminal; nothing anywhere else.
class Progress {
 public:
  /// `total`: bytes to come, or what else is counted; 0 where that is not known. `noun`: what is
  /// told to be so many a second; it outlives this.
  explicit Progress(std::uint64_t total, std::string_view noun = "lines");
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::uint64_t done, std::uint64_t count);
  /// Makes room for other lines.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  const bool enabled_;
  const std::uint64_t total_;
  const std::string_view noun_;
  const Clock::time_point started_ = Clock::now();
  Clock::time_point shown_;
  bool visible_ = false;
};

}  // namespace tools::cli
