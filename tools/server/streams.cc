#include "tools/server/streams.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "tools/server/deferred.h"
#include "tools/server/no_throw.h"

/// g++ 12 destroys a braced temporary inside a co_await expression twice: every awaited call here
/// takes only named objects.
namespace tools::server {
namespace {

namespace asio = boost::asio;

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

}  // namespace

asio::awaitable<bool> LineExchange::run(HttpIo::HeadParser& head) {
  co_await io_.invite_body(head);
  HttpIo::PieceParser body{std::move(head)};
  body.body_limit(boost::none);
  ended_ = body.is_done();
  for (;;) {
    const bool readable = co_await gather(body);
    if (!readable) co_return false;
    const bool continues = co_await post_lines();
    if (!continues) co_return false;
    if (ended_) co_return true;
  }
}

asio::awaitable<bool> LineExchange::gather(HttpIo::PieceParser& body) {
  constexpr std::size_t lines_at_once = 1024;
  constexpr std::size_t bytes_at_once = std::size_t{4} << 20;
  for (;;) {
    if (!ended_) {
      ReadResult result = co_await io_.read_piece(body, text_);
      if (!result.read) {
        if (!head_sent_ && result.error) {
          http::HttpResponse response = handler_.refuse(*result.error, request_);
          co_await refuse(std::move(response));
        }
        co_return false;
      }
      ended_ = body.is_done();
    }
    split_lines();
    if (ended_ || too_long_) co_return true;
    // More may have arrived; a client that waits for responses sends no more until it has them.
    const bool room = lines_.size() < lines_at_once && bytes_ < bytes_at_once;
    if (!lines_.empty() && !(room && io_.has_more())) co_return true;
  }
}

void LineExchange::split_lines() {
  const std::size_t longest = io_.options().max_line_bytes;
  if (ended_ && !text_.empty()) text_ += '\n';
  too_long_ = text_.size() > longest;
  for (auto& line : http::take_lines(text_)) {
    too_long_ = too_long_ || line.size() > longest;
    if (too_long_) continue;
    bytes_ += line.size();
    lines_.push_back(std::move(line));
  }
}

asio::awaitable<bool> LineExchange::post_lines() {
  std::string out;
  bool broken = false;
  if (!lines_.empty()) {
    http::Reply first = stream_.post(lines_);
    lines_.clear();
    bytes_ = 0;
    http::Reply reply = co_await settle(std::move(first));
    http::HttpResponse response = std::move(std::get<http::HttpResponse>(reply));
    broken = response.status != 200;
    if (broken && !head_sent_) {
      co_await refuse(std::move(response));
      co_return false;
    }
    out = chunk(broken ? stream_.line_for_response(response) : response.body);
  }
  if (too_long_) {
    const http::ReadError error{.status = 413,
                                .code = "line_too_large",
                                .detail = "A line is larger than this server accepts."};
    if (!head_sent_ && out.empty()) {
      http::HttpResponse response = handler_.refuse(error, request_);
      co_await refuse(std::move(response));
      co_return false;
    }
    out += chunk(stream_.line_for_error(error));
    broken = true;
  }
  if (!head_sent_) out = stream_head(stream_.content_type, request_, headers_) + out;
  head_sent_ = true;
  record_.status = 200;
  // A broken stream has no proper end: its last line is the reason.
  if (ended_ && !broken) out += "0\r\n\r\n";
  const bool written = co_await io_.write(out);
  co_return written && !broken;
}

asio::awaitable<void> LineExchange::refuse(http::HttpResponse response) {
  record_.status = response.status;
  static_cast<void>(co_await io_.write_response(request_, std::move(response), false));
  co_await io_.drain();
}

asio::awaitable<void> send_feed(HttpIo& io, const http::Traffic& traffic,
                                const http::HttpRequest& request, const http::Feed& feed,
                                const http::HttpHeaders& headers, http::RequestRecord& record) {
  constexpr auto pause = std::chrono::milliseconds{100};
  http::HttpHeaders all = headers;
  all.emplace_back("Connection", "close");
  std::string text = stream_head(feed.content_type, request, all);
  record.status = 200;
  if (request.method == "HEAD") {
    static_cast<void>(co_await io.write(text));
    co_return;
  }
  asio::steady_timer timer{io.connection().get_executor()};
  while (!traffic.stopping) {
    const http::Feed::Piece piece = feed.next();
    if (piece.ended) co_return;
    if (!piece.text.empty()) text += chunk(piece.text);
    if (!text.empty()) {
      const bool written = co_await io.write(text);
      if (!written) co_return;
      text.clear();
    }
    // If there is more, the other connections of this thread run in between.
    timer.expires_after(piece.more ? std::chrono::milliseconds{0} : pause);
    co_await timer.async_wait(no_throw);
  }
}

}  // namespace tools::server
