#include "tests/support/temporary_directory.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>

/// RocksDB sets tens of megabytes aside for each file it begins. In memory that means filling them
/// with zeros, which would be most of the time of a test that opens a thousand ledgers; where it is
/// not supported, RocksDB does without.
extern "C" int fallocate(int, int, off_t, off_t) {
  errno = EOPNOTSUPP;
  return -1;
}

namespace tests {

TemporaryDirectory::TemporaryDirectory() {
  // In memory where there is such a place: losing power is not what is tested here.
  std::filesystem::path parent = "/dev/shm";
  std::error_code missing;
  if (!std::filesystem::is_directory(parent, missing)) {
    parent = std::filesystem::temp_directory_path();
  }
  path_ = (parent / "ledger-test-XXXXXX").string();
  if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error{"no temporary directory"};
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace tests
