#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/result.h"

namespace ledger {

/// Writes a file that only its owner may read: beside its place, synced, then renamed, so that a
/// crash leaves the old one or the new one. The owner stays who it was, also when root writes.
Result<void> write_private_file(const std::string& path, std::string_view content);

/// Nothing when there is no such file, or none that can be read.
std::optional<std::string> read_file(const std::string& path);
/// Nothing when there is no such file; `io` when there is one that cannot be read.
Result<std::optional<std::string>> read_file_if_there(const std::string& path);

/// Holds a lock file while it lives, so that two processes do not change the same file at once.
class FileLock {
 public:
  /// The lock of the file at `path`; waits a second for whoever holds it, and no longer.
  static Result<FileLock> on(const std::string& path);
  ~FileLock();
  FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace ledger
