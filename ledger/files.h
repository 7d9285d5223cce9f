#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/result.h"

namespace ledger {

/// Writes a file that only its owner may read. It is written under another name, synced, then
/// renamed, so a crash leaves the old one or the new one. The owner stays the same, also if root
/// writes.
Result<void> write_private_file(const std::string& path, std::string_view content);

/// `nullopt` if the file does not exist or cannot be read.
std::optional<std::string> read_file(const std::string& path);
/// `nullopt` if the file does not exist; `io` if it exists but cannot be read.
Result<std::optional<std::string>> read_file_if_there(const std::string& path);

/// Holds a lock file while it lives, so that no two processes change the same file concurrently.
class FileLock {
 public:
  /// The lock of the file at `path`. Waits at most a second for another holder, then fails as
  /// `locked`.
  static Result<FileLock> on(const std::string& path);
  ~FileLock();
  FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace ledger
