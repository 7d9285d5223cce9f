#include "tools/cli/sources/remote_error.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/wire/json_read.h"

namespace tools::cli::sources {
namespace {

namespace json = boost::json;

CommandResult<json::object> object_in(const ledger::Result<net::ClientResponse>& response) {
  if (!response) return response.error();
  if (response->status != 200) return error_from(*response);
  boost::system::error_code error;
  json::value body = json::parse(response->body, error);
  if (error || !body.is_object()) return not_a_ledger();
  return std::move(body.get_object());
}

}  // namespace

CommandError error_from(const net::ClientResponse& response) {
  boost::system::error_code malformed;
  json::value body = json::parse(response.body, malformed);
  const auto* problem = malformed ? nullptr : body.if_object();
  if (problem == nullptr || !problem->contains("code")) {
    return ledger::fail(ledger::FailureKind::io,
                        fmt::format("the server responded with status {}", response.status));
  }
  const bool bad_input = response.status == 400 || response.status == 413 ||
                         response.status == 415 || response.status == 422;
  std::string detail = wire::text_in(*problem, "detail");
  if (detail.empty()) detail = wire::text_in(*problem, "title");
  if (response.status == 401) detail = "the server does not accept this token";
  return {bad_input ? exit_usage : exit_refused, std::move(detail), *problem};
}

CommandError not_a_ledger() {
  return ledger::fail(ledger::FailureKind::io,
                      "the server did not respond like a license ledger: check the URL");
}

CommandResult<json::object> get_object(net::HttpClient& client, const std::string& target) {
  return object_in(client.get(target));
}

CommandResult<json::object> post_object(net::HttpClient& client, const std::string& target,
                                        std::string body) {
  return object_in(client.post(target, "application/json", std::move(body)));
}

}  // namespace tools::cli::sources
