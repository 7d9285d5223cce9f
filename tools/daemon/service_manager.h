#pragma once

#include <string_view>

namespace tools::daemon {

/// Notifies the service manager of a state such as `READY=1`, by the protocol of systemd's
/// sd_notify. Does nothing if NOTIFY_SOCKET is not set.
void notify_service_manager(std::string_view state);

}  // namespace tools::daemon
