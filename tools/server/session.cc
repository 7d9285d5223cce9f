#include "tools/server/session.h"

#include "tools/server/deferred.h"
#include "tools/server/request_head.h"
#include "tools/server/streams.h"
#include "tools/server/tls.h"

/// g++ 12 destroys a braced temporary inside a co_await expression twice: every awaited call here
/// takes only named objects.
namespace tools::server {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;

/// Counts a request while it lives.
class Unanswered {
 public:
  explicit Unanswered(http::Traffic& traffic) : traffic_(traffic) { ++traffic_.unanswered; }
  ~Unanswered() { --traffic_.unanswered; }
  Unanswered(const Unanswered&) = delete;
  Unanswered& operator=(const Unanswered&) = delete;

 private:
  http::Traffic& traffic_;
};

// The body of a refused request that is discarded so that the connection can continue.
constexpr std::uint64_t max_unwanted_bytes = std::uint64_t{64} * 1024;

}  // namespace

asio::awaitable<void> Session::run() {
  bool stays = co_await io_.handshake();
  if (!stays) {
    handler_.handshake_failed(io_.connection().address());
    co_return;
  }
  while (stays) stays = co_await serve_one();
  if (!gone_) co_await io_.connection().finish();
}

http::HttpRequest Session::request_with_identity(const HttpIo::HeadParser& head) {
  http::HttpRequest request = request_from(head.get());
  auto& connection = io_.connection();
  request.address = connection.address();
  request.network = connection.network();
  // A certificate is valid until it expires, and only for the authorities it was presented to.
  const auto* tls = io_.options().tls;
  const bool same_authorities = tls != nullptr && tls->current() == connection.context();
  if (same_authorities) request.certificate_names = connection.certificate_names();
  return request;
}

asio::awaitable<bool> Session::serve_one() {
  HttpIo::HeadParser head;
  record_ = {};
  sent_before_ = io_.bytes_sent();
  ReadResult result = co_await io_.read_head(head);
  if (!result.read) {
    gone_ = true;
    if (result.error) {
      http::ReadError error = std::move(*result.error);
      co_await refuse_unread(std::move(error));
    }
    co_return false;
  }
  const auto started = Clock::now();
  http::HttpRequest request = request_with_identity(head);
  const bool stays = co_await serve(head, request);
  finish(request, started);
  co_return stays;
}

asio::awaitable<bool> Session::serve(HttpIo::HeadParser& head, http::HttpRequest& request) {
  record_.route = "unread";
  if (auto problem = error_in(head.get(), request)) {
    http::ReadError error = std::move(*problem);
    co_await refuse(request, std::move(error));
    co_return false;
  }
  const bool keep_alive = head.get().keep_alive() && !traffic_.stopping;
  record_.route = "unknown";
  http::Admission admission = handler_.admit(request, record_);
  if (admission.refused) {
    http::HttpResponse refused = std::move(*admission.refused);
    refused.headers.insert(refused.headers.end(), admission.headers.begin(),
                           admission.headers.end());
    co_return co_await reject(head, request, std::move(refused), keep_alive);
  }
  co_return co_await serve_admitted(head, request, std::move(admission), keep_alive);
}

asio::awaitable<bool> Session::serve_admitted(HttpIo::HeadParser& head, http::HttpRequest& request,
                                              http::Admission admission, bool keep_alive) {
  // A stopping server waits for admitted requests, including the rest of their bodies.
  const Unanswered unanswered{traffic_};
  if (!admission.streamed) {
    const auto max_bytes = std::min(io_.options().max_body_bytes, admission.max_body_bytes);
    ReadResult result = co_await io_.read_body(head, request.body, max_bytes);
    if (!result.read) {
      if (result.error) {
        http::ReadError error = std::move(*result.error);
        co_await refuse(request, std::move(error));
      }
      co_return false;
    }
  }
  http::Reply first = admission.handle(request);
  http::Reply reply = co_await settle(std::move(first));
  if (auto* feed = std::get_if<http::Feed>(&reply)) {
    co_await send_feed(io_, traffic_, request, *feed, admission.headers, record_);
    co_return false;
  }
  if (auto* lines = std::get_if<http::LineStream>(&reply)) {
    LineExchange exchange{io_, handler_, request, *lines, admission.headers, record_};
    co_return co_await exchange.run(head) && keep_alive;
  }
  http::HttpResponse response = std::move(std::get<http::HttpResponse>(reply));
  response.headers.insert(response.headers.end(), admission.headers.begin(),
                          admission.headers.end());
  // An unread body cannot be distinguished from the next request.
  const bool stays =
      co_await answer(request, std::move(response), keep_alive && !admission.streamed);
  if (admission.streamed) co_await io_.drain();
  co_return stays;
}

/// A short body is discarded so that the connection can continue; a long one is not worth waiting
/// for.
asio::awaitable<bool> Session::reject(HttpIo::HeadParser& head, http::HttpRequest& request,
                                      http::HttpResponse refused, bool keep_alive) {
  const bool invited = head.get()[beast_http::field::expect] == "100-continue";
  const bool short_body =
      !head.chunked() && !invited && head.content_length().value_or(0) <= max_unwanted_bytes;
  if (short_body) {
    ReadResult result = co_await io_.read_body(head, request.body, max_unwanted_bytes);
    if (!result.read) {
      if (result.error) {
        http::ReadError error = std::move(*result.error);
        co_await refuse(request, std::move(error));
      }
      co_return false;
    }
  }
  const bool stays = co_await answer(request, std::move(refused), keep_alive && short_body);
  if (!short_body) co_await io_.drain();
  co_return stays;
}

asio::awaitable<bool> Session::answer(const http::HttpRequest& request, http::HttpResponse response,
                                      bool keep_alive) {
  record_.status = response.status;
  co_return co_await io_.write_response(request, std::move(response), keep_alive) && keep_alive;
}

asio::awaitable<void> Session::refuse(const http::HttpRequest& request, http::ReadError error) {
  http::HttpResponse response = handler_.refuse(error, request);
  static_cast<void>(co_await answer(request, std::move(response), false));
  co_await io_.drain();
}

asio::awaitable<void> Session::refuse_unread(http::ReadError error) {
  const auto started = Clock::now();
  const http::HttpRequest unread = request_from({});
  record_.route = "unread";
  co_await refuse(unread, std::move(error));
  finish(unread, started);
}

void Session::finish(const http::HttpRequest& request, Clock::time_point started) {
  if (record_.status == 0) return;  // the client had left
  record_.bytes = io_.bytes_sent() - sent_before_;
  const std::chrono::duration<double> took = Clock::now() - started;
  handler_.finished(request, record_, took.count());
}

}  // namespace tools::server
