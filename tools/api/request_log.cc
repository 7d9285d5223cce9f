#include "tools/api/request_log.h"

#include <algorithm>
#include <array>

#include "tools/log/log.h"

namespace tools::api {
namespace {

using Names = std::initializer_list<std::string_view>;

bool is_one_of(std::string_view name, Names names) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

std::string_view known_method(std::string_view method) {
  constexpr std::array<std::string_view, 9> known{"GET",   "HEAD",    "POST",    "PUT",  "DELETE",
                                                  "PATCH", "OPTIONS", "CONNECT", "TRACE"};
  const auto* const found = std::ranges::find(known, method);
  if (method.empty()) return "none";
  return found == known.end() ? "other" : *found;
}

void log_request(const http::HttpRequest& request, const http::RequestRecord& record,
                 double seconds) {
  const bool is_probe =
      record.status < 400 && is_one_of(record.route, {"/healthz", "/readyz", "/metrics"});
  log::write(is_probe ? log::LogLevel::debug : log::LogLevel::info, "request",
             {{"request_id", request.request_id},
              {"trace_id", request.trace.trace_id},
              {"span_id", request.trace.span_id},
              {"parent_id", request.trace.parent_id},
              {"method", known_method(request.method)},
              {"route", record.route},
              {"status", static_cast<std::uint64_t>(record.status)},
              {"seconds", seconds},
              {"bytes", record.bytes},
              {"token", record.token}});
}

}  // namespace tools::api
