#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

namespace tools::cli {

/// A progress bar on standard error, shown only on a terminal.
class ProgressBar {
 public:
  /// `total`: what `done` counts up to, 0 if unknown. `noun`: what `count` counts, shown with its
  /// rate per second; must outlive this.
  explicit ProgressBar(std::uint64_t total, std::string_view noun = "lines");
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(std::uint64_t done, std::uint64_t count);
  /// Erases the bar, so that other lines can be printed.
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
