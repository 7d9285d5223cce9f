#include "tools/api/security_log.h"

#include "tools/api/request_log.h"
#include "tools/log/log.h"

namespace tools::api {

void log_refused(const http::HttpRequest& request, const wire::Problem& problem,
                 std::string_view token_id) {
  log::write(log::LogLevel::warn, "security refused",
             {{"request_id", request.request_id},
              {"status", static_cast<std::uint64_t>(problem.status)},
              {"code", problem.code},
              {"method", known_method(request.method)},
              {"address", request.address},
              {"token", token_id}});
}

void log_token_change(const http::HttpRequest& request, std::string_view what,
                      std::string_view token_id, std::string_view by) {
  log::write(log::LogLevel::warn, "security token",
             {{"request_id", request.request_id},
              {"change", what},
              {"token", token_id},
              {"by", by},
              {"address", request.address}});
}

void log_flood(Limits& limits, const std::string& flooder, const http::HttpRequest& request,
               const wire::Problem& problem, std::string_view token_id) {
  const bool allowed =
      limits.floods_logged.take(flooder, access::RateLimiter::Clock::now()).allowed;
  if (allowed) log_refused(request, problem, token_id);
}

void log_failed_handshake(Limits& limits, const std::string& address) {
  const auto now = access::RateLimiter::Clock::now();
  if (!limits.floods_logged.take("tls " + address, now).allowed) return;
  log::write(log::LogLevel::warn, "security handshake failed", {{"address", address}});
}

}  // namespace tools::api
