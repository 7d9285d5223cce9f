#include "tools/cli/sources/remote_error.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/wire/json_read.h"

namespace tools::cli::sources {

namespace json = boost::json;

Trouble trouble_of(const net::HttpAnswer& answer) {
  boost::system::error_code error;
  json::value body = json::parse(answer.body, error);
  const auto* problem = error ? nullptr : body.if_object();
  if (problem == nullptr || !problem->contains("code")) {
    return failed({ledger::FailureKind::io,
                   fmt::format("the server answered with status {}", answer.status)});
  }
  Trouble trouble;
  const bool bad_input =
      answer.status == 400 || answer.status == 413 || answer.status == 415 || answer.status == 422;
  trouble.exit_code = bad_input ? exit_usage : exit_refused;
  trouble.detail = wire::text_in(*problem, "detail");
  if (trouble.detail.empty()) trouble.detail = wire::text_in(*problem, "title");
  if (answer.status == 401) trouble.detail = "the server does not know this token";
  trouble.problem = *problem;
  return trouble;
}

Trouble not_a_ledger() {
  return failed({ledger::FailureKind::io,
                 "the server did not answer as a license ledger does: check the URL"});
}

Answer<json::object> get_object(net::HttpClient& client, const std::string& target) {
  const auto answer = client.get(target);
  if (!answer) return failed(answer.error());
  if (answer->status != 200) return trouble_of(*answer);
  boost::system::error_code error;
  json::value body = json::parse(answer->body, error);
  if (error || !body.is_object()) return not_a_ledger();
  return std::move(body.get_object());
}

}  // namespace tools::cli::sources
