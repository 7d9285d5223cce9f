#pragma once

#include <atomic>
#include <cstdint>

namespace tools::http {

/// Counters that the connections share with the server, as metrics.
struct Traffic {
  std::atomic<bool> stopping{false};
  std::atomic<std::size_t> connections{0};            // open
  std::atomic<std::uint64_t> connections_refused{0};  // closed immediately, since the start
  std::atomic<std::size_t> unanswered{0};             // requests read but not yet answered
};

}  // namespace tools::http
