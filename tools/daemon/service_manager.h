#pragma once

#include <string_view>

namespace tools::daemon {

/// Tells the service manager that started the program how it is getting on, such as `READY=1`, by
/// the protocol of systemd's sd_notify. Nothing happens where NOTIFY_SOCKET names nobody.
void notify_service_manager(std::string_view state);

}  // namespace tools::daemon
