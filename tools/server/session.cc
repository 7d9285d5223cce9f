#include "tools/server/session.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <fmt/format.h>

#include "tools/server/deadline.h"
#include "tools/server/request_head.h"
#include "tools/server/request_log.h"
#include "tools/server/routes.h"
#include "tools/server/security_log.h"
#include "tools/server/tls.h"

/// g++ 12 destroys a braced temporary inside a co_await expression twice: what is awaited here is
/// given only named objects.
namespace tools {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::use_awaitable;
using boost::system::error_code;

constexpr auto no_throw = asio::as_tuple(use_awaitable);

/// Waits for the writer; resumes on this session's executor. Nothing: the queue is full, or closed.
asio::awaitable<std::optional<ledger::Result<commands::Outcome>>> await_writer(
    commands::Sequencer& sequencer, commands::Submission submission) {
  using Answer = std::optional<ledger::Result<commands::Outcome>>;
  const auto executor = co_await asio::this_coro::executor;
  co_return co_await asio::async_initiate<decltype(use_awaitable), void(Answer)>(
      [&sequencer, executor](auto handler, commands::Submission submitted) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        submitted.done = [shared, executor](ledger::Result<commands::Outcome> outcome) {
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
asio::awaitable<std::optional<HttpResponse>> await_answer(Deferred deferred) {
  using Answer = std::optional<HttpResponse>;
  const auto executor = co_await asio::this_coro::executor;
  co_return co_await asio::async_initiate<decltype(use_awaitable), void(Answer)>(
      [executor](auto handler, const Deferred& started) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        const bool waits = started.start([shared, executor](HttpResponse response) {
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
  explicit Unanswered(Traffic& traffic) : traffic_(traffic) { ++traffic_.unanswered; }
  ~Unanswered() { --traffic_.unanswered; }
  Unanswered(const Unanswered&) = delete;
  Unanswered& operator=(const Unanswered&) = delete;

 private:
  Traffic& traffic_;
};

Problem problem_with(int status, std::string_view code, std::string detail) {
  Problem problem;
  problem.status = status;
  problem.code = code;
  problem.detail = std::move(detail);
  return problem;
}

Problem too_slow() {
  return problem_with(408, "request_timeout", "The request did not come in time.");
}
Problem not_http(const error_code& error) {
  return problem_with(400, "malformed",
                      fmt::format("This is not an HTTP/1.1 request: {}.", error.message()));
}

// What the buffer holds besides a head. The parser's limits count no extensions of chunks, nor
// trailers: whoever sends such without end finds the buffer full.
constexpr std::size_t room_for_a_body = std::size_t{128} * 1024;
// Of those who are not let in, so that the connection may go on; and of those whom a route that is
// open for everybody lets in.
constexpr std::uint64_t max_unwanted_bytes = std::uint64_t{64} * 1024;
constexpr std::uint64_t max_open_bytes = std::uint64_t{1} << 20;

bool is_from_the_parser(const error_code& error) {
  return error.category() == http::make_error_code(http::error::bad_method).category() &&
         error != http::error::end_of_stream && error != http::error::partial_message;
}

}  // namespace

Session::Session(const Service& service, const ServerOptions& options, IdleConnections& idle,
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
  if (!agreed) log_failed_handshake(service_.limits, connection_.address());
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
  HttpRequest request = request_from(header.get());
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

asio::awaitable<bool> Session::serve(Parser& header, HttpRequest& request) {
  answered_.route = "unread";
  if (auto problem = problem_in(header.get(), request)) {
    Problem told = std::move(*problem);
    co_await refuse(request, std::move(told));
    co_return false;
  }
  const bool keep_alive = header.get().keep_alive() && !traffic_.stopping;
  answered_.route = "unknown";
  Arrival arrival = arrive(service_, request, answered_);
  const HttpHeaders headers = std::move(arrival.headers);
  if (arrival.refused) {
    HttpResponse refused = std::move(*arrival.refused);
    refused.headers.insert(refused.headers.end(), headers.begin(), headers.end());
    co_return co_await turn_away(header, request, std::move(refused), keep_alive);
  }
  const bool in_lines = comes_in_lines(request);
  const std::uint64_t max_bytes = arrival.route->access.open
                                      ? std::min(options_.max_body_bytes, max_open_bytes)
                                      : options_.max_body_bytes;
  if (!in_lines && !co_await read_body(header, request, max_bytes)) co_return false;

  const Unanswered unanswered{traffic_};
  Reply reply = handle(service_, request, std::move(arrival));
  if (auto* awaited = std::get_if<Awaited>(&reply)) {
    Awaited question = std::move(*awaited);
    reply = co_await await_position(std::move(question), request);
  }
  if (auto* feed = std::get_if<LiveFeed>(&reply)) {
    LiveFeed live = std::move(*feed);
    co_await stream_out(request, std::move(live), headers);
    co_return false;
  }
  if (auto* lines = std::get_if<EventStream>(&reply)) {
    EventStream stream = std::move(*lines);
    co_return co_await stream_in(header, request, std::move(stream), headers) && keep_alive;
  }
  HttpResponse response = co_await settle(std::move(reply), request);
  response.headers.insert(response.headers.end(), headers.begin(), headers.end());
  // A body that was not read cannot be told from the next request.
  const bool stays = co_await answer(request, std::move(response), keep_alive && !in_lines);
  if (in_lines) co_await drain();
  co_return stays;
}

/// A short body that comes along is read over, so that the connection may go on; another is not
/// worth waiting for.
asio::awaitable<bool> Session::turn_away(Parser& header, HttpRequest& request, HttpResponse refused,
                                         bool keep_alive) {
  const auto length = header.content_length();
  const bool chunked = header.chunked();
  const bool invited = header.get()[http::field::expect] == "100-continue";
  const bool short_body = !chunked && !invited && length.value_or(0) <= max_unwanted_bytes;
  if (short_body && !co_await read_body(header, request, max_unwanted_bytes)) co_return false;
  const bool stays = co_await answer(request, std::move(refused), keep_alive && short_body);
  if (!short_body) co_await drain();
  co_return stays;
}

void Session::note(const HttpRequest& request,
                   std::chrono::steady_clock::time_point started) const {
  if (answered_.status == 0) return;  // nobody was there to be answered
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  service_.metrics.count_request(known_method(request.method), answered_.route, answered_.status,
                                 took.count());
  if (options_.access_log) log_request(request, answered_, took.count());
}

/// Waiting for a request to begin is not being slow with one.
asio::awaitable<bool> Session::await_request() {
  const Deadline deadline{connection_.socket(), options_.idle_timeout};
  const auto space = buffer_.prepare(4096);
  const auto [error, size] = co_await connection_.async_read_some(space, no_throw);
  if (error) co_return false;
  buffer_.commit(size);
  co_return true;
}

asio::awaitable<bool> Session::read_head(Parser& header) {
  header.header_limit(static_cast<std::uint32_t>(options_.max_header_bytes));
  header.body_limit(boost::none);  // judged where the body is read
  // Until the head has come whole nobody is known to be there: when the server has no room left,
  // who has waited longest goes.
  std::optional<IdleConnections::Entry> entry{std::in_place, idle_, connection_.socket()};
  if (buffer_.size() == 0 && !co_await await_request()) co_return false;
  Deadline deadline{connection_.socket(), options_.read_timeout};
  const auto [error, size] =
      co_await http::async_read_header(connection_, buffer_, header, no_throw);
  deadline.end();
  entry.reset();
  if (!error) co_return true;
  if (deadline.passed()) {
    Problem problem = too_slow();
    co_await refuse_unread(std::move(problem));
  } else if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    Problem problem =
        problem_with(431, "headers_too_large", "The headers are larger than this server takes.");
    co_await refuse_unread(std::move(problem));
  } else if (is_from_the_parser(error)) {
    Problem problem = not_http(error);
    co_await refuse_unread(std::move(problem));
  }
  co_return false;
}

/// A client that asked whether to go on is told to, once nothing speaks against its head.
asio::awaitable<void> Session::invite_body(const Parser& header) {
  if (header.get()[http::field::expect] != "100-continue") co_return;
  static_cast<void>(co_await write("HTTP/1.1 100 Continue\r\n\r\n"));
}

asio::awaitable<bool> Session::read_body(Parser& header, HttpRequest& request,
                                         std::uint64_t max_bytes) {
  Problem too_large = problem_with(413, "body_too_large",
                                   fmt::format("The body is larger than {} bytes.", max_bytes));
  if (header.content_length().value_or(0) > max_bytes) {
    co_await refuse(request, std::move(too_large));
    co_return false;
  }
  co_await invite_body(header);
  http::request_parser<http::string_body> parser{std::move(header)};
  parser.body_limit(max_bytes);
  Deadline deadline{connection_.socket(), options_.read_timeout};
  const auto [error, size] = co_await http::async_read(connection_, buffer_, parser, no_throw);
  deadline.end();
  if (!error) {
    request.body = std::move(parser.get().body());
    co_return true;
  }
  if (deadline.passed()) {
    Problem problem = too_slow();
    co_await refuse(request, std::move(problem));
  } else if (error == http::error::body_limit || error == http::error::buffer_overflow) {
    co_await refuse(request, std::move(too_large));
  } else if (is_from_the_parser(error)) {
    Problem problem = not_http(error);
    co_await refuse(request, std::move(problem));
  }
  co_return false;
}

asio::awaitable<Reply> Session::await_position(Awaited awaited, const HttpRequest& request) {
  constexpr auto longest = std::chrono::seconds{5};
  constexpr auto pause = std::chrono::milliseconds{10};
  const auto& histories = service_.questions.histories();
  const auto until = std::chrono::steady_clock::now() + longest;
  asio::steady_timer timer{connection_.get_executor()};
  while (awaited.position >= histories.end()) {
    if (traffic_.stopping || std::chrono::steady_clock::now() >= until) {
      const Problem problem = problem_with(
          503, "position_not_reached",
          fmt::format("The log has no event at position {} yet.", awaited.position.value));
      co_return problem_response(problem, request);
    }
    timer.expires_after(pause);
    co_await timer.async_wait(no_throw);
  }
  co_return awaited.reply();
}

asio::awaitable<HttpResponse> Session::settle(Reply reply, const HttpRequest& request) {
  if (auto* response = std::get_if<HttpResponse>(&reply)) co_return std::move(*response);
  if (auto* deferred = std::get_if<Deferred>(&reply)) {
    Deferred question = std::move(*deferred);
    auto answered = co_await await_answer(std::move(question));
    if (answered) co_return std::move(*answered);
  } else {
    auto& pending = std::get<Pending>(reply);
    commands::Submission submission = std::move(pending.submission);
    auto outcome = co_await await_writer(service_.sequencer, std::move(submission));
    if (outcome && *outcome) co_return pending.answer(**outcome);
    if (outcome) co_return outcome_unknown(request);
  }
  Problem problem;
  if (traffic_.stopping || service_.sequencer.failure()) {
    problem = problem_with(503, "stopping", "The server is stopping.");
  } else {
    problem = problem_with(503, "queue_full", "Too many requests wait; try again.");
  }
  co_return problem_response(problem, request);
}

asio::awaitable<bool> Session::answer(const HttpRequest& request, HttpResponse response,
                                      bool keep_alive) {
  http::response<http::string_body> message;
  answered_.status = response.status;
  message.result(static_cast<unsigned>(response.status));
  message.version(11);
  message.body() = std::move(response.body);
  if (!response.content_type.empty()) {
    message.set(http::field::content_type, response.content_type);
  }
  message.set("X-Request-Id", request.request_id);
  message.set(http::field::cache_control, "no-store");
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.keep_alive(keep_alive);
  message.prepare_payload();
  // It would be that of the file that is not sent.
  if (response.status == 304) message.erase(http::field::content_length);
  const Deadline deadline{connection_.socket(), options_.read_timeout};
  if (request.method == "HEAD") {
    http::response_serializer<http::string_body> serializer{message};
    const auto [error, size] = co_await http::async_write_header(connection_, serializer, no_throw);
    answered_.bytes += size;
    co_return !error && keep_alive;
  }
  const auto [error, size] = co_await http::async_write(connection_, message, no_throw);
  answered_.bytes += size;
  co_return !error && keep_alive;
}

asio::awaitable<void> Session::refuse(const HttpRequest& request, Problem problem) {
  HttpResponse response = problem_response(problem, request);
  static_cast<void>(co_await answer(request, std::move(response), false));
  co_await drain();
}

asio::awaitable<void> Session::refuse_unread(Problem problem) {
  const auto started = std::chrono::steady_clock::now();
  const HttpRequest unread = request_from({});
  answered_.route = "unread";
  co_await refuse(unread, std::move(problem));
  note(unread, started);
}

/// A client that is still sending would be reset before it reads the answer.
asio::awaitable<void> Session::drain() {
  constexpr std::size_t most = std::size_t{64} << 20;
  co_await connection_.finish();
  const Deadline deadline{connection_.socket(), std::chrono::seconds{2}};
  std::vector<char> rest(64 * 1024);
  const auto space = asio::buffer(rest);
  for (std::size_t drained = 0; drained < most;) {
    const auto [error, size] = co_await connection_.async_read_some(space, no_throw);
    if (error) break;
    drained += size;
  }
}

asio::awaitable<bool> Session::write(std::string_view text) {
  const Deadline deadline{connection_.socket(), options_.read_timeout};
  const auto bytes = asio::buffer(text);
  const auto [error, size] = co_await asio::async_write(connection_, bytes, no_throw);
  answered_.bytes += size;
  co_return !error;
}

}  // namespace tools
