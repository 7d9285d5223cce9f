#include "tools/daemon/service_manager.h"

#include <algorithm>
#include <cstddef>
#include <spdlog/spdlog.h>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/cli/terminal.h"

namespace tools::daemon {
namespace {

bool send_to(const std::string& path, std::string_view state) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return false;
  std::ranges::copy(path, address.sun_path);
  // An at sign stands for the zero byte that begins the name of an abstract socket.
  if (path.front() == '@') address.sun_path[0] = '\0';
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return false;
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  const auto sent = ::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&address), length);
  ::close(socket);
  return sent == static_cast<ssize_t>(state.size());
}

}  // namespace

void notify_service_manager(std::string_view state) {
  const auto path = cli::environment_variable("NOTIFY_SOCKET");
  if (path.empty()) return;
  if (!send_to(path, state)) spdlog::warn("cannot notify the service manager of {}", state);
}

}  // namespace tools::daemon
