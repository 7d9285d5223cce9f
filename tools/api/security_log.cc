#include "tools/api/security_log.h"

#include "tools/log/log.h"
#include "tools/api/request_log.h"

namespace tools {

void log_refused(const HttpRequest& request, const Problem& problem, std::string_view token_id) {
  log(LogLevel::warn, "security refused",
      {{"request_id", request.request_id},
       {"status", static_cast<std::uint64_t>(problem.status)},
       {"code", problem.code},
       {"method", known_method(request.method)},
       {"address", request.address},
       {"token", token_id}});
}

void log_token_change(const HttpRequest& request, std::string_view what, std::string_view token_id,
                      std::string_view by) {
  log(LogLevel::warn, "security token",
      {{"request_id", request.request_id},
       {"change", what},
       {"token", token_id},
       {"by", by},
       {"address", request.address}});
}

void log_flood(Limits& limits, const std::string& flooder, const HttpRequest& request,
               const Problem& problem, std::string_view token_id) {
  const bool news = limits.floods_told.take(flooder, RateLimiter::Clock::now()).allowed;
  if (news) log_refused(request, problem, token_id);
}

void log_failed_handshake(Limits& limits, const std::string& address) {
  const auto now = RateLimiter::Clock::now();
  if (!limits.floods_told.take("tls " + address, now).allowed) return;
  log(LogLevel::warn, "security handshake failed", {{"address", address}});
}

}  // namespace tools
