#include "tools/daemon/witness_option.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <memory>

#include "tools/net/http_client.h"
#include "tools/witness/submission.h"

namespace tools::daemon {
namespace {

constexpr auto call_timeout = std::chrono::seconds{5};
constexpr std::uint64_t max_response_bytes = 64 * 1024;

ledger::Failure invalid(const std::string& option, std::string_view why) {
  return ledger::invalid(fmt::format("--witness {}: {}", option, why));
}

ledger::Result<witness::Client> parse_witness(const std::string& option) {
  const auto equals = option.find('=');
  if (equals == std::string::npos) {
    return invalid(option, "must be URL=VKEY, with the key that the witness prints when it starts");
  }
  auto key = ledger::proof::NoteKey::parse(std::string_view{option}.substr(equals + 1));
  if (!key) return invalid(option, key.error().detail);
  if (key->algorithm != ledger::proof::NoteAlgorithm::cosignature_v1) {
    return invalid(option, "the key is not the key of a witness (cosignature/v1)");
  }
  auto http = net::HttpClient::for_url(option.substr(0, equals), {});
  if (!http) return invalid(option, http.error().detail);
  http->set_limits(call_timeout, max_response_bytes);
  return witness::Client{
      std::move(*key),
      [client = std::make_shared<net::HttpClient>(std::move(*http))](
          const std::string& body) -> ledger::Result<witness::Client::Answer> {
        LEDGER_ASSIGN_OR_RETURN(auto response, client->post(witness::add_checkpoint_path,
                                                            "text/plain; charset=utf-8", body));
        return witness::Client::Answer{.status = response.status, .body = std::move(response.body)};
      }};
}

}  // namespace

ledger::Result<std::vector<witness::Client>> parse_witnesses(
    const std::vector<std::string>& options) {
  std::vector<witness::Client> witnesses;
  for (const auto& option : options) {
    LEDGER_ASSIGN_OR_RETURN(auto witness, parse_witness(option));
    const bool is_duplicate = std::ranges::any_of(
        witnesses, [&](const auto& other) { return other.key() == witness.key(); });
    if (is_duplicate) return invalid(option, "another --witness has the same key");
    witnesses.push_back(std::move(witness));
  }
  return witnesses;
}

}  // namespace tools::daemon
