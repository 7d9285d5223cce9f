#include "tools/server/session.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/json.hpp>
#include <boost/url.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "ledger/digest.h"
#include "ledger/stream.h"
#include "tools/server/problem.h"
#include "tools/server/routes.h"
#include "tools/wire/event_json.h"

namespace tools {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::use_awaitable;
using boost::system::error_code;

constexpr auto no_throw = asio::as_tuple(use_awaitable);

std::string new_request_id() {
  std::array<std::uint8_t, 12> random{};
  ledger::fill_random(random);
  return ledger::base64url(random);
}

std::string lower_case(std::string_view text) {
  std::string lower{text};
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

/// False when the target is no path with a query.
bool split_target(HttpRequest& request) {
  const auto url = boost::urls::parse_origin_form(request.target);
  if (!url) return false;
  for (const auto segment : url->segments()) request.segments.emplace_back(segment);
  for (const auto parameter : url->params()) {
    request.query.emplace_back(parameter.key, parameter.value);
  }
  return true;
}

HttpRequest request_from(const http::request_header<>& header) {
  HttpRequest request{.method = std::string{header.method_string()},
                      .target = std::string{header.target()},
                      .request_id = new_request_id()};
  for (const auto& field : header) {
    // Of a repeated header the first counts; none that matters here may be repeated.
    request.headers.emplace(lower_case(std::string_view{field.name_string()}), field.value());
  }
  return request;
}

/// Waits for the writer; resumes on this session's executor.
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

std::string chunk(std::string_view data) {
  return fmt::format("{:x}\r\n{}\r\n", data.size(), data);
}

}  // namespace

Session::Session(const Service& service, const ServerOptions& options, Traffic& traffic,
                 asio::ip::tcp::socket socket)
    : service_(service), options_(options), traffic_(traffic), stream_(std::move(socket)) {}

asio::awaitable<void> Session::run() {
  while (co_await serve_one()) {
  }
  error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

asio::awaitable<bool> Session::serve_one() {
  Parser header;
  header.header_limit(static_cast<std::uint32_t>(options_.max_header_bytes));
  header.body_limit(boost::none);  // counted where the body is read
  if (buffer_.size() == 0) {
    // Waiting for a request to begin is not being slow with one.
    stream_.expires_after(options_.idle_timeout);
    const auto [error, size] = co_await stream_.async_read_some(buffer_.prepare(4096), no_throw);
    if (error) co_return false;
    buffer_.commit(size);
  }
  stream_.expires_after(options_.read_timeout);
  const auto [error, size] = co_await http::async_read_header(stream_, buffer_, header, no_throw);
  if (error) {
    if (error == http::error::header_limit) {
      co_await refuse(431, "headers_too_large", "The headers are larger than this server takes.");
    } else if (error == beast::error::timeout) {
      co_await refuse(408, "request_timeout", "The request did not come in time.");
    } else if (error != http::error::end_of_stream &&
               error.category() == http::make_error_code(http::error::bad_method).category()) {
      co_await refuse(400, "malformed",
                      "This is not an HTTP/1.1 request: " + error.message() + ".");
    }
    co_return false;
  }

  HttpRequest request = request_from(header.get());
  const Unanswered unanswered{traffic_};
  const bool keep_alive = header.get().keep_alive() && !traffic_.stopping;
  const auto started = std::chrono::steady_clock::now();
  std::string_view route = "unknown";
  int status = 0;
  bool stays = false;
  if (!split_target(request)) {
    status = 400;
    stays = co_await answer(
        request,
        problem_response({.status = 400, .code = "malformed", .detail = "The path is malformed."},
                         request),
        false);
  } else if (comes_in_lines(request)) {
    Reply reply = handle(service_, request, route);
    if (auto* stream = std::get_if<EventStream>(&reply)) {
      status = 200;
      stays = co_await stream_in(header, request, std::move(*stream)) && keep_alive;
    } else {
      auto& response = std::get<HttpResponse>(reply);
      status = response.status;
      static_cast<void>(co_await answer(request, std::move(response), false));
    }
  } else if (co_await read_body(header, request)) {
    Reply reply = handle(service_, request, route);
    if (auto* feed = std::get_if<LiveFeed>(&reply)) {
      co_await stream_out(request, std::move(*feed));
      co_return false;
    }
    HttpResponse response = co_await settle(std::move(reply), request);
    status = response.status;
    stays = co_await answer(request, std::move(response), keep_alive);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  if (status != 0) service_.metrics.count_request(route, status, took.count());
  spdlog::debug("request_id={} method={} route={} status={} seconds={:.6f}", request.request_id,
                request.method, route, status, took.count());
  co_return stays;
}

asio::awaitable<bool> Session::read_body(Parser& header, HttpRequest& request) {
  if (header.get()[http::field::expect] == "100-continue") {
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await asio::async_write(stream_, asio::buffer(go_on), no_throw);
  }
  http::request_parser<http::string_body> parser{std::move(header)};
  parser.body_limit(options_.max_body_bytes);
  const auto [error, size] = co_await http::async_read(stream_, buffer_, parser, no_throw);
  if (!error) {
    request.body = std::move(parser.get().body());
    co_return true;
  }
  if (error == http::error::body_limit) {
    co_await refuse(413, "body_too_large",
                    fmt::format("The body is larger than {} bytes.", options_.max_body_bytes));
  } else if (error == beast::error::timeout) {
    co_await refuse(408, "request_timeout", "The body did not come in time.");
  } else if (error != http::error::partial_message && error != http::error::end_of_stream) {
    co_await refuse(400, "malformed", "The body is not as its headers say.");
  }
  co_return false;
}

asio::awaitable<HttpResponse> Session::settle(Reply reply, const HttpRequest& request) {
  if (auto* response = std::get_if<HttpResponse>(&reply)) co_return std::move(*response);
  auto& pending = std::get<Pending>(reply);
  stream_.expires_never();
  auto outcome = co_await await_writer(service_.sequencer, std::move(pending.submission));
  if (!outcome) {
    const bool stopped = traffic_.stopping || service_.sequencer.failure();
    co_return problem_response(
        {.status = 503,
         .code = stopped ? "stopping" : "queue_full",
         .detail = stopped ? "The server is stopping." : "Too many requests wait; try again."},
        request);
  }
  if (!*outcome) {
    co_return problem_response(
        {.status = 503,
         .code = "outcome_unknown",
         .detail = "The write may or may not have happened. Send it again with the same identity "
                   "or Idempotency-Key when the server is back."},
        request);
  }
  co_return pending.answer(**outcome);
}

/// Lines are posted as they come, and answered as they are durable: neither side is held in memory.
asio::awaitable<bool> Session::stream_in(Parser& header, const HttpRequest& request,
                                         EventStream stream) {
  constexpr std::size_t lines_at_once = 1024;
  http::request_parser<http::buffer_body> parser{std::move(header)};
  parser.body_limit(boost::none);
  const std::string head = fmt::format(
      "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"
      "X-Request-Id: {}\r\n\r\n",
      request.request_id);
  bool head_sent = false;
  bool broken = false;
  std::string text;
  std::vector<std::string> lines;
  std::vector<char> piece(64 * 1024);
  bool ended = false;
  while (!ended) {
    if (parser.is_done()) {
      ended = true;
      if (!text.empty()) text += '\n';
    } else {
      parser.get().body().data = piece.data();
      parser.get().body().size = piece.size();
      stream_.expires_after(options_.read_timeout);
      const auto [error, size] = co_await http::async_read_some(stream_, buffer_, parser, no_throw);
      if (error && error != http::error::need_buffer) {
        co_return false;
      }
      text.append(piece.data(), piece.size() - parser.get().body().size);
    }
    for (auto& line : take_lines(text)) lines.push_back(std::move(line));
    if (text.size() > options_.max_line_bytes) {
      if (!head_sent)
        co_await refuse(413, "line_too_large", "A line is larger than this server takes.");
      co_return false;
    }
    // More may be there already; a client that waits for answers sends no more until it has them.
    const bool more_there = buffer_.size() > 0 || stream_.socket().available() > 0;
    if (!ended && lines.size() < lines_at_once && more_there) continue;
    if (lines.empty() && !ended) continue;
    std::string answer_text;
    if (!head_sent) answer_text = head;
    head_sent = true;
    if (!lines.empty()) {
      const HttpResponse answered = co_await settle(stream.post(lines), request);
      lines.clear();
      if (answered.status != 200 && answer_text == head) {
        static_cast<void>(co_await answer(request, answered, false));
        co_return false;
      }
      // Once the head is sent a failure is told in a last line, and by ending the stream early.
      answer_text += chunk(answered.status == 200 ? answered.body : answered.body + "\n");
      broken = answered.status != 200;
    }
    if (ended && !broken) answer_text += "0\r\n\r\n";
    stream_.expires_after(options_.read_timeout);
    const auto [error, size] =
        co_await asio::async_write(stream_, asio::buffer(answer_text), no_throw);
    if (error || broken) co_return false;
  }
  co_return true;
}

asio::awaitable<void> Session::stream_out(const HttpRequest& request, LiveFeed feed) {
  const std::string head = fmt::format(
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
      "Transfer-Encoding: chunked\r\nX-Request-Id: {}\r\n\r\n",
      request.request_id);
  constexpr auto pause = std::chrono::milliseconds{100};
  constexpr int pauses_between_signs_of_life = 150;
  constexpr std::uint64_t events_at_once = 256;
  std::string text = head;
  asio::steady_timer timer{co_await asio::this_coro::executor};
  ledger::Position from = feed.after ? ledger::next(*feed.after) : ledger::Position{0};
  int quiet = 0;
  while (!traffic_.stopping) {
    const ledger::Position end = service_.questions.histories().end();
    const ledger::Position to = {std::min(end.value, from.value + events_at_once)};
    if (from < to) {
      const auto read = ledger::read_events(service_.store, from, to, [&](const auto& event) {
        if (feed.wanted(*event)) {
          text += chunk(fmt::format("id: {}\nevent: {}\ndata: {}\n\n", event->position.value,
                                    ledger::name_of(event->type()),
                                    boost::json::serialize(event_json(*event))));
        }
        return true;
      });
      if (!read) co_return;
      from = to;
    } else if (++quiet % pauses_between_signs_of_life == 0) {
      text += chunk(": still here\n\n");
    }
    if (!text.empty()) {
      stream_.expires_after(options_.read_timeout);
      const auto [error, size] = co_await asio::async_write(stream_, asio::buffer(text), no_throw);
      if (error) co_return;
      text.clear();
    }
    if (from < service_.questions.histories().end()) continue;
    timer.expires_after(pause);
    co_await timer.async_wait(no_throw);
  }
}

asio::awaitable<bool> Session::answer(const HttpRequest& request, HttpResponse response,
                                      bool keep_alive) {
  http::response<http::string_body> message{static_cast<http::status>(response.status), 11,
                                            std::move(response.body)};
  message.set(http::field::content_type, response.content_type);
  message.set("X-Request-Id", request.request_id);
  message.set(http::field::cache_control, "no-store");
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.keep_alive(keep_alive);
  message.prepare_payload();
  stream_.expires_after(options_.read_timeout);
  if (request.method == "HEAD") {
    http::response_serializer<http::string_body> serializer{message};
    const auto [error, size] = co_await http::async_write_header(stream_, serializer, no_throw);
    co_return !error && keep_alive;
  }
  const auto [error, size] = co_await http::async_write(stream_, message, no_throw);
  co_return !error && keep_alive;
}

/// Tells a client whose request cannot be read on, as far as it still listens.
asio::awaitable<void> Session::refuse(int status, std::string_view code, std::string detail) {
  HttpRequest unread{.method = "", .target = "", .request_id = new_request_id()};
  service_.metrics.count_request("unread", status, 0);
  static_cast<void>(co_await answer(
      unread,
      problem_response({.status = status, .code = code, .detail = std::move(detail)}, unread),
      false));
  error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  // A client that is still sending would otherwise be reset before it reads the answer.
  std::array<char, 16 * 1024> rest{};
  std::size_t drained = 0;
  stream_.expires_after(std::chrono::seconds{2});
  while (drained < (std::size_t{64} << 20)) {
    const auto [error, size] = co_await stream_.async_read_some(asio::buffer(rest), no_throw);
    if (error) break;
    drained += size;
  }
}

}  // namespace tools
