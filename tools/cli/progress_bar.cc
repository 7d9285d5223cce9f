#include "tools/cli/progress_bar.h"

#include <algorithm>
#include <fmt/format.h>

#include "tools/cli/terminal.h"

namespace tools::cli {

ProgressBar::ProgressBar(std::uint64_t total, std::string_view noun)
    : enabled_(stderr_is_terminal()), total_(total), noun_(noun) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::show(std::uint64_t done, std::uint64_t count) {
  constexpr auto pause = std::chrono::milliseconds{100};
  constexpr std::uint64_t width = 40;
  const auto now = Clock::now();
  if (!enabled_ || (visible_ && now - shown_ < pause)) return;
  shown_ = now;
  visible_ = true;
  const double seconds = std::max(0.001, std::chrono::duration<double>(now - started_).count());
  const auto per_second = static_cast<std::uint64_t>(static_cast<double>(count) / seconds);
  std::string bar;
  if (total_ != 0) {
    const std::uint64_t part = std::min(done, total_);
    const std::uint64_t filled = part * width / total_;
    bar = fmt::format("[{}{}] {:3} %  ", std::string(filled, '#'), std::string(width - filled, ' '),
                      part * 100 / total_);
  }
  fmt::print(stderr, "\r\x1b[K{}{} {}, {} per second", bar, count, noun_, per_second);
  std::fflush(stderr);
}

void ProgressBar::clear() {
  if (!visible_) return;
  visible_ = false;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
}

}  // namespace tools::cli
