#include "tools/api/process_stats.h"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

namespace tools::api {
namespace {

double now_s(clockid_t clock) {
  timespec now{};
  if (clock_gettime(clock, &now) != 0) return 0;
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// The fields of /proc/self/stat from the third on: the second is the name of the program in
/// parentheses, which may contain spaces.
std::vector<std::string> fields_of_stat() {
  std::ifstream file{"/proc/self/stat"};
  std::string line;
  std::getline(file, line);
  std::istringstream rest{line.substr(line.rfind(')') + 1)};
  std::vector<std::string> fields;
  for (std::string field; rest >> field;) fields.push_back(std::move(field));
  return fields;
}

}  // namespace

ProcessFigures process_figures() {
  ProcessFigures figures;
  const auto fields = fields_of_stat();
  constexpr std::size_t user_time = 11;
  constexpr std::size_t system_time = 12;
  constexpr std::size_t start_time = 19;
  constexpr std::size_t resident_pages = 21;
  if (fields.size() > resident_pages) {
    const auto tick = static_cast<double>(sysconf(_SC_CLK_TCK));
    figures.cpu_s = (std::stod(fields[user_time]) + std::stod(fields[system_time])) / tick;
    // The kernel counts from boot.
    const double age_s = now_s(CLOCK_BOOTTIME) - std::stod(fields[start_time]) / tick;
    figures.started_at_s = now_s(CLOCK_REALTIME) - age_s;
    figures.resident_bytes =
        std::stoull(fields[resident_pages]) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  }
  std::error_code error;
  for (auto at = std::filesystem::directory_iterator{"/proc/self/fd", error};
       !error && at != std::filesystem::directory_iterator{}; at.increment(error)) {
    ++figures.open_files;
  }
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) figures.max_open_files = limit.rlim_cur;
  return figures;
}

}  // namespace tools::api
