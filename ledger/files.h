#pragma once

#include <optional>
#include <string>
#include <string_view>

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
  explicit FileLock(const std::string& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace ledger
