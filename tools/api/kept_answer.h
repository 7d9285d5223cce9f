#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "commands/write/outcome.h"
#include "tools/http/http.h"

namespace tools::api {

/// The stored form of the response to a keyed request. A recorded refusal is not stored again: its
/// response is made from the log.
///
///     kept    = answer / refusal
///     answer  = status SP content-type LF body
///     refusal = "refused" SP recorded SP last SP request-id
std::string kept_answer(const http::HttpResponse& response);
http::HttpResponse answer_from(const std::string& kept);

struct KeptRefusal {
  ledger::Position recorded;  // of the refusal
  ledger::Position last;      // the last event of its step
  std::string request_id;
};
std::string kept_refusal(const KeptRefusal& refusal);
/// `nullopt` if an answer was kept.
std::optional<KeptRefusal> refusal_from(std::string_view kept);

}  // namespace tools::api
