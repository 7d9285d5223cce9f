#pragma once

#include <string>
#include <string_view>

#include "tools/cli/sources/command_error.h"

namespace tools::cli {

/// Receives long output piece by piece: standard output, or a file that only its owner may read.
/// A file gets its name when it is complete and on disk; until then it is a draft next to it, so a
/// crash leaves the previous file. Without `finish` the draft is removed. One thread.
class OutFile {
 public:
  /// An empty `path` is standard output.
  static sources::CommandResult<OutFile> to(const std::string& path);
  ~OutFile();
  OutFile(OutFile&& other) noexcept;
  OutFile& operator=(OutFile&&) = delete;

  /// False if writing fails; `finish` returns why.
  bool write(std::string_view text);
  /// Call once.
  sources::CommandResult<void> finish();

 private:
  OutFile(int descriptor, std::string path, std::string draft);
  bool flush();
  bool publish();

  int descriptor_;
  std::string path_;
  std::string draft_;  // empty: standard output, or finished
  std::string buffer_;
  int error_ = 0;  // errno of the first failed write
};

}  // namespace tools::cli
