#pragma once

#include <cstdint>

namespace tools::api {

/// What the kernel reports about this process; zero if unknown.
struct ProcessFigures {
  double started_at_s = 0;  // since 1970
  double cpu_s = 0;
  std::uint64_t resident_bytes = 0;
  std::uint64_t open_files = 0;
  std::uint64_t max_open_files = 0;
};

ProcessFigures process_figures();

}  // namespace tools::api
