#pragma once

#include <atomic>
#include <cstdint>

namespace tools::http {

/// What all connections share with the server, and what is told of them.
struct Traffic {
  std::atomic<bool> stopping{false};
  std::atomic<std::size_t> connections{0};            // open
  std::atomic<std::uint64_t> connections_refused{0};  // closed at once, since the start
  std::atomic<std::size_t> unanswered{0};             // requests read, and not yet answered
};

}  // namespace tools::http
