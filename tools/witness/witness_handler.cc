#include "tools/witness/witness_handler.h"

#include <chrono>

#include "tools/witness/submission.h"

namespace tools::witness {
namespace {

std::uint64_t seconds_since_1970() {
  using namespace std::chrono;
  return static_cast<std::uint64_t>(
      duration_cast<seconds>(system_clock::now().time_since_epoch()).count());
}

http::HttpResponse response_of(WitnessReply reply) {
  return {.status = reply.status,
          .content_type = std::move(reply.content_type),
          .body = std::move(reply.body)};
}

http::HttpResponse wrong_method(const char* allowed) {
  auto response = response_of(plain_reply(405, std::string{allowed} + " only"));
  response.headers.emplace_back("Allow", allowed);
  return response;
}

}  // namespace

http::Admission WitnessHandler::admit(const http::HttpRequest& request, http::RequestRecord&) {
  const bool submission = request.target == add_checkpoint_path;
  if (!submission && request.target != "/healthz") {
    return {.refused = response_of(plain_reply(
                404, "there is nothing here but POST /add-checkpoint and GET /healthz"))};
  }
  const char* method = submission ? "POST" : "GET";
  if (request.method != method) return {.refused = wrong_method(method)};
  http::Admission admission;
  admission.handle = [this, submission](const http::HttpRequest& whole) -> http::Reply {
    if (!submission) return http::HttpResponse{.body = R"({"status":"ok"})"};
    return response_of(witness_.add_checkpoint(whole.body, seconds_since_1970()));
  };
  return admission;
}

http::HttpResponse WitnessHandler::refuse(const http::ReadError& error, const http::HttpRequest&) {
  return response_of(plain_reply(error.status, error.detail));
}

}  // namespace tools::witness
