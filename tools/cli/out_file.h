#pragma once

#include <string>
#include <string_view>

#include "tools/cli/sources/command_error.h"

namespace tools::cli {

/// Where a long answer is written, piece by piece: standard output, or a file that only its owner
/// may read. The file has its name when it is complete and on disk; until then it is written beside
/// it, so that a crash leaves what was there before. What is not finished is removed. One thread.
class OutFile {
 public:
  /// `path` empty: standard output.
  static sources::Answer<OutFile> to(const std::string& path);
  ~OutFile();
  OutFile(OutFile&& other) noexcept;
  OutFile& operator=(OutFile&&) = delete;

  /// False when it cannot be written; `finish` then says why.
  bool write(std::string_view text);
  /// Once.
  sources::Answer<void> finish();

 private:
  OutFile(int descriptor, std::string path, std::string draft);
  bool flush();
  bool give_name();

  int descriptor_;
  std::string path_;
  std::string draft_;  // empty: standard output, or finished
  std::string buffer_;
  int error_ = 0;  // errno of the first write that failed
};

}  // namespace tools::cli
