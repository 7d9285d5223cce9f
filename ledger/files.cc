#include "ledger/files.h"

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace ledger {
namespace {

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written <= 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(descriptor) == 0;
}

bool sync_directory(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = ::fsync(descriptor) == 0;
  ::close(descriptor);
  return synced;
}

}  // namespace

Result<void> write_private_file(const std::string& path, std::string_view content) {
  const std::string draft = path + ".new";
  const int descriptor = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return fail(FailureKind::io, "cannot create a file", draft);
  // What root writes must stay readable for the server, which runs as another user.
  struct stat before {};
  const bool replaces = ::stat(path.c_str(), &before) == 0;
  const bool owned = !replaces || before.st_uid == ::geteuid() ||
                     ::fchown(descriptor, before.st_uid, before.st_gid) == 0;
  const bool written = owned && write_all(descriptor, content);
  ::close(descriptor);
  std::error_code error;
  if (written) std::filesystem::rename(draft, path, error);
  const std::string directory = std::filesystem::path{path}.parent_path();
  // The new name is durable only once the directory is synced too.
  const bool named = !error && sync_directory(directory.empty() ? "." : directory);
  if (!written || error || !named) return fail(FailureKind::io, "cannot write a file", path);
  return ok;
}

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>{file}, {}};
}

Result<std::optional<std::string>> read_file_if_there(const std::string& path) {
  errno = 0;
  if (auto text = read_file(path)) return text;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 && errno == ENOENT) return std::optional<std::string>{};
  return fail(FailureKind::io, "cannot read a file", path);
}

Result<FileLock> FileLock::on(const std::string& path) {
  const std::string name = path + ".lock";
  FileLock lock{::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
  if (lock.descriptor_ < 0) return fail(FailureKind::io, "cannot open a lock file", name);
  constexpr int tries = 50;
  constexpr auto pause = std::chrono::milliseconds{20};
  for (int i = 0; i < tries; ++i) {
    if (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno != EWOULDBLOCK && errno != EINTR) break;
    std::this_thread::sleep_for(pause);
  }
  return fail(FailureKind::locked, "another process holds the lock", name);
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace ledger
