#include "tools/server/session.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "tools/api/request_log.h"
#include "tools/api/routes.h"
#include "tools/api/security_log.h"
#include "tools/net/deadline.h"
#include "tools/server/request_head.h"
#include "tools/server/tls.h"

/// g++ 12 destroys a braced temporary inside a co_await expression twice: what is awaited here is
/// given only named objects.
namespace tools::server {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using asio::use_awaitable;
using boost::system::error_code;

constexpr auto no_throw = asio::as_tuple(use_awaitable);

/// Waits for the writer; resumes on this session's executor. Nothing: the queue is full, or closed.
asio::awaitable<std::optional<ledger::Result<commands::write::Outcome>>> await_writer(
    commands::write::Sequencer& sequencer, commands::write::Submission submission) {
  using Answer = std::optional<ledger::Result<commands::write::Outcome>>;
  const auto executor = co_await asio::this_coro::executor;
  co_return co_await asio::async_initiate<decltype(use_awaitable), void(Answer)>(
      [&sequencer, executor](auto handler, commands::write::Submission submitted) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        submitted.done = [shared, executor](ledger::Result<commands::write::Outcome> outcome) {
          asio::post(executor, [shared, answer = Answer{std::move(outcome)}]() mutable {
            std::move (*shared)(std::move(answer));
          });
        };
        if (!sequencer.submit(std::move(submitted))) {
          asio::post(executor, [shared]() mutable { std::move (*shared)(Answer{}); });
        }
      },
      use_awaitable, std::move(submission));
}

/// Waits for an answer that another thread makes. Nothing: too many wait already.
asio::awaitable<std::optional<http::HttpResponse>> await_answer(http::Deferred deferred) {
  using Answer = std::optional<http::HttpResponse>;
  const auto executor = co_await asio::this_coro::executor;
  co_return co_await asio::async_initiate<decltype(use_awaitable), void(Answer)>(
      [executor](auto handler, const http::Deferred& started) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        const bool waits = started.start([shared, executor](http::HttpResponse response) {
          asio::post(executor, [shared, answer = Answer{std::move(response)}]() mutable {
            std::move (*shared)(std::move(answer));
          });
        });
        if (!waits) asio::post(executor, [shared]() mutable { std::move (*shared)(Answer{}); });
      },
      use_awaitable, std::move(deferred));
}

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
wire::Problem unavailable(std::string_view code, std::string detail) {
  return {.status = 503, .code = code, .detail = std::move(detail)};
}

// What the buffer holds besides a head. The parser's limits count no extensions of chunks, nor
// trailers: whoever sends such without end finds the buffer full.
constexpr std::size_t room_for_a_body = std::size_t{128} * 1024;
// Of those who are not let in, so that the connection may go on; and of those whom a route that is
// open for everybody lets in.
constexpr std::uint64_t max_unwanted_bytes = std::uint64_t{64} * 1024;
constexpr std::uint64_t max_open_bytes = std::uint64_t{1} << 20;

}  // namespace

Session::Session(const api::Service& service, const ServerOptions& options, IdleConnections& idle,
                 asio::ip::tcp::socket socket, std::shared_ptr<asio::ssl::context> tls)
    : service_(service),
      options_(options),
      traffic_(service.traffic),
      idle_(idle),
      connection_(std::move(socket), std::move(tls)),
      buffer_(options.max_header_bytes + room_for_a_body) {}

asio::awaitable<void> Session::run() {
  bool stays = co_await begin();
  if (!stays) co_return;
  while (stays) stays = co_await serve_one();
  if (!cut_) co_await connection_.finish();
}

/// Who has not said anything yet makes room like one who waits.
asio::awaitable<bool> Session::begin() {
  const IdleConnections::Entry entry{idle_, connection_.socket()};
  const std::chrono::steady_clock::duration limit = options_.read_timeout;
  const bool agreed = co_await connection_.handshake(limit);
  if (!agreed) api::log_failed_handshake(service_.limits, connection_.address());
  co_return agreed;
}

asio::awaitable<bool> Session::serve_one() {
  Parser header;
  answered_ = {};
  if (!co_await read_head(header)) {
    cut_ = true;
    co_return false;
  }
  const auto started = std::chrono::steady_clock::now();
  http::HttpRequest request = request_from(header.get());
  request.address = connection_.address();
  request.network = connection_.network();
  // A certificate is good until it ends, and as long as the authorities are those it was shown to.
  const bool same_authorities =
      options_.tls != nullptr && options_.tls->current() == connection_.context();
  if (same_authorities) request.certificate_names = connection_.certificate_names();
  const bool stays = co_await serve(header, request);
  note(request, started);
  co_return stays;
}

asio::awaitable<bool> Session::serve(Parser& header, http::HttpRequest& request) {
  answered_.route = "unread";
  if (auto problem = problem_in(header.get(), request)) {
    wire::Problem told = std::move(*problem);
    co_await refuse(request, std::move(told));
    co_return false;
  }
  const bool keep_alive = header.get().keep_alive() && !traffic_.stopping;
  answered_.route = "unknown";
  api::Arrival arrival = api::arrive(service_, request, answered_);
  const http::HttpHeaders headers = std::move(arrival.headers);
  if (arrival.refused) {
    http::HttpResponse refused = std::move(*arrival.refused);
    refused.headers.insert(refused.headers.end(), headers.begin(), headers.end());
    co_return co_await turn_away(header, request, std::move(refused), keep_alive);
  }
  // Who is let in is waited for when the server stops, also with the rest of his request.
  const Unanswered unanswered{traffic_};
  const bool in_lines = api::comes_in_lines(request);
  const std::uint64_t max_bytes = arrival.route->access.open
                                      ? std::min(options_.max_body_bytes, max_open_bytes)
                                      : options_.max_body_bytes;
  if (!in_lines && !co_await read_body(header, request, max_bytes)) co_return false;

  http::Reply reply = api::handle(service_, request, std::move(arrival));
  if (auto* awaited = std::get_if<http::Awaited>(&reply)) {
    http::Awaited question = std::move(*awaited);
    reply = co_await await_position(std::move(question), request);
  }
  if (auto* feed = std::get_if<http::LiveFeed>(&reply)) {
    http::LiveFeed live = std::move(*feed);
    co_await stream_out(request, std::move(live), headers);
    co_return false;
  }
  if (auto* lines = std::get_if<http::EventStream>(&reply)) {
    http::EventStream stream = std::move(*lines);
    co_return co_await stream_in(header, request, std::move(stream), headers) && keep_alive;
  }
  http::HttpResponse response = co_await settle(std::move(reply), request);
  response.headers.insert(response.headers.end(), headers.begin(), headers.end());
  // A body that was not read cannot be told from the next request.
  const bool stays = co_await answer(request, std::move(response), keep_alive && !in_lines);
  if (in_lines) co_await drain();
  co_return stays;
}

/// A short body that comes along is read over, so that the connection may go on; another is not
/// worth waiting for.
asio::awaitable<bool> Session::turn_away(Parser& header, http::HttpRequest& request,
                                         http::HttpResponse refused, bool keep_alive) {
  const auto length = header.content_length();
  const bool chunked = header.chunked();
  const bool invited = header.get()[beast_http::field::expect] == "100-continue";
  const bool short_body = !chunked && !invited && length.value_or(0) <= max_unwanted_bytes;
  if (short_body && !co_await read_body(header, request, max_unwanted_bytes)) co_return false;
  const bool stays = co_await answer(request, std::move(refused), keep_alive && short_body);
  if (!short_body) co_await drain();
  co_return stays;
}

void Session::note(const http::HttpRequest& request,
                   std::chrono::steady_clock::time_point started) const {
  if (answered_.status == 0) return;  // nobody was there to be answered
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  service_.metrics.count_request(api::known_method(request.method), answered_.route,
                                 answered_.status, took.count());
  if (options_.access_log) api::log_request(request, answered_, took.count());
}
asio::awaitable<http::Reply> Session::await_position(http::Awaited awaited,
                                                     const http::HttpRequest& request) {
  constexpr auto longest = std::chrono::seconds{5};
  constexpr auto pause = std::chrono::milliseconds{10};
  const auto& streams = service_.questions.streams();
  const auto until = std::chrono::steady_clock::now() + longest;
  asio::steady_timer timer{connection_.get_executor()};
  while (awaited.position >= streams.end()) {
    if (traffic_.stopping || std::chrono::steady_clock::now() >= until) {
      const wire::Problem problem = unavailable(
          "position_not_reached",
          fmt::format("The log has no event at position {} yet.", awaited.position.value));
      co_return api::problem_response(problem, request);
    }
    timer.expires_after(pause);
    co_await timer.async_wait(no_throw);
  }
  co_return awaited.reply();
}

asio::awaitable<http::HttpResponse> Session::settle(http::Reply reply,
                                                    const http::HttpRequest& request) {
  if (auto* response = std::get_if<http::HttpResponse>(&reply)) co_return std::move(*response);
  if (auto* deferred = std::get_if<http::Deferred>(&reply)) {
    http::Deferred question = std::move(*deferred);
    auto answered = co_await await_answer(std::move(question));
    if (answered) co_return std::move(*answered);
  } else {
    auto& pending = std::get<http::Pending>(reply);
    commands::write::Submission submission = std::move(pending.submission);
    auto outcome = co_await await_writer(service_.sequencer, std::move(submission));
    if (outcome && *outcome) co_return pending.answer(**outcome);
    if (outcome) co_return api::outcome_unknown(request);
  }
  wire::Problem problem;
  if (traffic_.stopping || service_.sequencer.failure()) {
    problem = unavailable("stopping", "The server is stopping.");
  } else {
    problem = unavailable("queue_full", "Too many requests wait; try again.");
  }
  co_return api::problem_response(problem, request);
}
}  // namespace tools::server
