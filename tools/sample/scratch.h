#pragma once

#include <string>

namespace tools::sample {

/// A temporary directory, removed with its contents by the destructor: in memory if there is room,
/// otherwise where temporary files are kept. Throws std::runtime_error if it cannot be created.
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
