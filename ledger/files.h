#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/result.h"

namespace ledger {

/// Writes a file that only its owner may read: beside its place, synced, then renamed, so that a
/// crash leaves the old one or the new one.
Result<void> write_private_file(const std::string& path, std::string_view content);

/// Nothing when there is no such file.
std::optional<std::string> read_file(const std::string& path);

/// Holds a lock file while it lives, so that two processes do not change the same file at once.
class FileLock {
 public:
  /// Waits for whoever holds the lock of the file at `path`.
  static Result<FileLock> on(const std::string& path);
  ~FileLock();
  FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace ledger
