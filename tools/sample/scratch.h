#pragma once

#include <string>

namespace tools::sample {

/// A directory of its own, gone with everything in it at the end: in memory where there is room,
/// else where temporary files are kept. Throws std::runtime_error when it cannot be made.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace tools::sample
