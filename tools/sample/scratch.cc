#include "tools/sample/scratch.h"

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <unistd.h>

namespace tools::sample {
namespace {

/// Containers often have very little shared memory.
bool has_room(const char* path) {
  constexpr std::uintmax_t bytes_needed = 512 << 20;
  std::error_code error;
  const auto space = std::filesystem::space(path, error);
  return !error && space.available >= bytes_needed && ::access(path, W_OK) == 0;
}

}  // namespace

ScratchDirectory::ScratchDirectory() {
  constexpr const char* in_memory = "/dev/shm";
  const std::filesystem::path parent =
      has_room(in_memory) ? in_memory : std::filesystem::temp_directory_path();
  path_ = (parent / "license-ledger-sample-XXXXXX").string();
  if (::mkdtemp(path_.data()) == nullptr) {
    throw std::runtime_error{"cannot create a directory in " + parent.string()};
  }
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace tools::sample
