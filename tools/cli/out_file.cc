#include "tools/cli/out_file.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace tools::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t buffer_bytes = 256 * 1024;

std::string error_text(int error) { return std::generic_category().message(error); }

/// Follows a symbolic link, so that its target is replaced and not the link.
fs::path resolve_links(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  return error ? fs::path{path} : real;
}

bool sync_directory(const fs::path& directory) {
  const int descriptor =
      ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = ::fsync(descriptor) == 0;
  ::close(descriptor);
  return synced;
}

}  // namespace

sources::CommandResult<OutFile> OutFile::to(const std::string& path) {
  if (path.empty()) return OutFile{STDOUT_FILENO, "", ""};
  std::error_code error;
  const fs::path real = resolve_links(path);
  const bool is_something_else = fs::exists(real, error) && !fs::is_regular_file(real, error);
  // Renaming the draft would replace a device or a pipe.
  if (is_something_else) {
    return sources::bad_usage(fmt::format("cannot write {}: it is not a regular file", path));
  }
  // A unique name, so that two exports to one file do not share a draft.
  std::string draft = real.string() + ".XXXXXX";
  const int descriptor = ::mkostemp(draft.data(), O_CLOEXEC);
  if (descriptor < 0)
    return sources::bad_usage(fmt::format("cannot write {}: {}", path, error_text(errno)));
  return OutFile{descriptor, real.string(), std::move(draft)};
}

OutFile::OutFile(int descriptor, std::string path, std::string draft)
    : descriptor_(descriptor), path_(std::move(path)), draft_(std::move(draft)) {}

OutFile::OutFile(OutFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::move(other.path_)),
      draft_(std::exchange(other.draft_, {})),
      buffer_(std::move(other.buffer_)),
      error_(other.error_) {}

OutFile::~OutFile() {
  if (!path_.empty() && descriptor_ >= 0) ::close(descriptor_);
  if (!draft_.empty()) ::unlink(draft_.c_str());
}

bool OutFile::write(std::string_view text) {
  buffer_ += text;
  return buffer_.size() < buffer_bytes || flush();
}

bool OutFile::flush() {
  std::string_view rest = buffer_;
  while (error_ == 0 && !rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
  buffer_.clear();
  return error_ == 0;
}

bool OutFile::publish() {
  const bool named = ::fsync(descriptor_) == 0 && ::rename(draft_.c_str(), path_.c_str()) == 0;
  if (named) draft_.clear();
  if (named && sync_directory(fs::path{path_}.parent_path())) return true;
  error_ = errno;
  return false;
}

sources::CommandResult<void> OutFile::finish() {
  if (flush() && (path_.empty() || publish())) return ledger::ok;
  return ledger::fail(ledger::FailureKind::io,
                      fmt::format("cannot write {}: {}", path_.empty() ? "standard output" : path_,
                                  error_text(error_)));
}

}  // namespace tools::cli
