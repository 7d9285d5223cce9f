#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "ledger/stream.h"
#include "tools/api/routes.h"
#include "tools/net/deadline.h"
#include "tools/server/session.h"
#include "tools/wire/event_json.h"

namespace tools::server {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

std::string chunk(std::string_view data) {
  return fmt::format("{:x}\r\n{}\r\n", data.size(), data);
}

std::string stream_head(std::string_view content_type, const http::HttpRequest& request,
                        const http::HttpHeaders& headers) {
  std::string head = fmt::format(
      "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nCache-Control: no-store\r\n"
      "Transfer-Encoding: chunked\r\nX-Request-Id: {}\r\n",
      content_type, request.request_id);
  for (const auto& [name, value] : headers) head += fmt::format("{}: {}\r\n", name, value);
  return head + "\r\n";
}

/// The result of a line that was not even read as one.
std::string rejected(std::string_view problem) {
  return fmt::format(R"({{"id":null,"status":"rejected","problem":{}}})", problem) + "\n";
}

}  // namespace

/// Lines are posted as they come, and answered as they are durable: neither side is held in memory.
asio::awaitable<bool> Session::stream_in(Parser& header, const http::HttpRequest& request,
                                         http::EventStream stream,
                                         const http::HttpHeaders& headers) {
  constexpr std::size_t lines_at_once = 1024;
  constexpr std::size_t bytes_at_once = std::size_t{4} << 20;
  constexpr std::size_t end_of_a_chunk = 2;  // bytes that the parser leaves for the next one
  co_await invite_body(header);
  beast_http::request_parser<beast_http::buffer_body> parser{std::move(header)};
  parser.body_limit(boost::none);
  bool head_sent = false;
  std::string text;
  std::vector<std::string> lines;
  std::size_t bytes = 0;  // of these
  std::vector<char> piece(64 * 1024);
  bool ended = parser.is_done();
  while (true) {
    if (!ended) {
      parser.get().body().data = piece.data();
      parser.get().body().size = piece.size();
      net::Deadline deadline{connection_.socket(), options_.read_timeout};
      const auto [error, size] =
          co_await beast_http::async_read_some(connection_, buffer_, parser, no_throw);
      deadline.end();
      if (error && error != beast_http::error::need_buffer) {
        if (head_sent) co_return false;
        wire::Problem problem =
            deadline.passed() ? wire::problem_with(408, "request_timeout", "No line came in time.")
                              : wire::problem_with(400, "malformed", "The body breaks off.");
        co_await refuse(request, std::move(problem));
        co_return false;
      }
      text.append(piece.data(), piece.size() - parser.get().body().size);
      ended = parser.is_done();
    }
    if (ended && !text.empty()) text += '\n';
    bool too_long = text.size() > options_.max_line_bytes;
    for (auto& line : http::take_lines(text)) {
      too_long = too_long || line.size() > options_.max_line_bytes;
      if (too_long) continue;
      bytes += line.size();
      lines.push_back(std::move(line));
    }
    // More may be there already; a client that waits for answers sends no more until it has them.
    const bool more_there = buffer_.size() > end_of_a_chunk || connection_.has_more();
    if (!ended && !too_long &&
        (lines.empty() || (lines.size() < lines_at_once && bytes < bytes_at_once && more_there))) {
      continue;
    }

    std::string out;
    bool broken = false;
    if (!lines.empty()) {
      http::Reply reply = stream.post(lines);
      lines.clear();
      bytes = 0;
      http::HttpResponse answered = co_await settle(std::move(reply), request);
      broken = answered.status != 200;
      if (broken && !head_sent) {
        static_cast<void>(co_await answer(request, std::move(answered), false));
        co_await drain();
        co_return false;
      }
      out = chunk(broken ? rejected(answered.body) : answered.body);
    }
    if (too_long) {
      wire::Problem problem =
          wire::problem_with(413, "line_too_large", "A line is larger than this server takes.");
      if (!head_sent && out.empty()) {
        co_await refuse(request, std::move(problem));
        co_return false;
      }
      out += chunk(
          rejected(boost::json::serialize(wire::problem_json(problem, api::language_of(request)))));
      broken = true;
    }
    if (!head_sent) out = stream_head("application/x-ndjson", request, headers) + out;
    head_sent = true;
    answered_.status = 200;
    // A stream that broke has no proper end: what was told last is why.
    if (ended && !broken) out += "0\r\n\r\n";
    const bool written = co_await write(out);
    if (!written || broken) co_return false;
    if (ended) co_return true;
  }
}

asio::awaitable<void> Session::stream_out(const http::HttpRequest& request, http::LiveFeed feed,
                                          const http::HttpHeaders& headers) {
  constexpr auto pause = std::chrono::milliseconds{100};
  constexpr int pauses_between_looks_at_the_token = 10;
  constexpr auto between_signs_of_life = std::chrono::seconds{15};
  constexpr std::uint64_t events_at_once = 256;
  // A client that wants few of many events is told how far it has got, so that it need not begin
  // again from the last one it wanted.
  constexpr std::uint64_t events_between_signs_of_life = 16'384;
  http::HttpHeaders all = headers;
  all.emplace_back("Connection", "close");
  std::string text = stream_head("text/event-stream", request, all);
  answered_.status = 200;
  if (request.method == "HEAD") {
    static_cast<void>(co_await write(text));
    co_return;
  }
  const std::string token_id = answered_.token;
  const auto still_let_in = [&] {
    const auto caller = api::caller_of(service_, request);
    return caller && caller->id == token_id;
  };
  asio::steady_timer timer{connection_.get_executor()};
  const auto& streams = service_.questions.streams();
  ledger::Position from = http::first_after(feed.after, streams.end());
  ledger::Position told = from;
  auto told_at = std::chrono::steady_clock::now();
  for (int turn = 1; !traffic_.stopping; ++turn) {
    const ledger::Position end = streams.end();
    const ledger::Position to = {std::min(end.value, from.value + events_at_once)};
    if (from < to) {
      if (!still_let_in()) co_return;
      const auto read = ledger::read_events(service_.store, from, to, [&](const auto& event) {
        if (feed.wanted(*event)) {
          text += chunk(fmt::format("id: {}\nevent: {}\ndata: {}\n\n", event->position.value,
                                    ledger::name_of(event->type()),
                                    boost::json::serialize(wire::event_json(*event))));
        }
        return true;
      });
      if (!read) co_return;
      from = to;
    }
    const auto now = std::chrono::steady_clock::now();
    const bool silent = now - told_at >= between_signs_of_life ||
                        from.value - told.value >= events_between_signs_of_life;
    if (text.empty() && silent) {
      const std::string id = from.value > 0 ? fmt::format("id: {}\n", from.value - 1) : "";
      text = chunk(fmt::format("{}: still here\n\n", id));
    }
    if (!text.empty()) {
      if (!co_await write(text)) co_return;
      text.clear();
      told = from;
      told_at = now;
    }
    if (from < streams.end()) {
      // There may be much that is not wanted: the other connections of this thread go on.
      timer.expires_after(std::chrono::seconds{0});
      co_await timer.async_wait(no_throw);
      continue;
    }
    if (turn % pauses_between_looks_at_the_token == 0 && !still_let_in()) co_return;
    timer.expires_after(pause);
    co_await timer.async_wait(no_throw);
  }
}

}  // namespace tools::server
