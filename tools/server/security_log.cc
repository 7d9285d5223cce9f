#include "tools/server/security_log.h"

#include <spdlog/spdlog.h>

namespace tools {

void log_refused(const HttpRequest& request, const Problem& problem, std::string_view token_id) {
  spdlog::warn("security refused status={} code={} method={} address={} token_id={} request_id={}",
               problem.status, problem.code, request.method, request.address, token_id,
               request.request_id);
}

void log_token_change(const HttpRequest& request, std::string_view what, std::string_view token_id,
                      std::string_view by) {
  spdlog::warn("security {} token_id={} by={} address={} request_id={}", what, token_id, by,
               request.address, request.request_id);
}

void log_failed_handshake(const std::string& address) {
  spdlog::warn("security tls_failed address={}", address);
}

}  // namespace tools
