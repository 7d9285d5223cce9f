#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "tools/http/handler.h"
#include "tools/http/traffic.h"
#include "tools/server/http_io.h"

namespace tools::server {

/// Lines that are posted as they arrive, and answered as they become durable: neither side is held
/// in memory.
class LineExchange {
 public:
  LineExchange(HttpIo& io, http::Handler& handler, const http::HttpRequest& request,
               http::LineStream& stream, const http::HttpHeaders& headers,
               http::RequestRecord& record)
      : io_(io),
        handler_(handler),
        request_(request),
        stream_(stream),
        headers_(headers),
        record_(record) {}

  /// True if the whole body has arrived and was answered.
  boost::asio::awaitable<bool> run(HttpIo::HeadParser& head);

 private:
  /// Reads until there are lines to post, the body has ended or a line is too long. False if the
  /// body cannot be read further; the client has then been answered.
  boost::asio::awaitable<bool> gather(HttpIo::PieceParser& body);
  /// Posts the lines and writes their results. False if the stream ends with that.
  boost::asio::awaitable<bool> post_lines();
  void split_lines();
  boost::asio::awaitable<void> refuse(http::HttpResponse response);

  HttpIo& io_;
  http::Handler& handler_;
  const http::HttpRequest& request_;
  http::LineStream& stream_;
  const http::HttpHeaders& headers_;
  http::RequestRecord& record_;

  std::string text_;                // read, but not a complete line yet
  std::vector<std::string> lines_;  // to be posted
  std::size_t bytes_ = 0;           // their size
  bool ended_ = false;
  bool too_long_ = false;
  bool head_sent_ = false;
};

/// Sends a feed until it ends, the client leaves or the server stops. The connection then ends.
boost::asio::awaitable<void> send_feed(HttpIo& io, const http::Traffic& traffic,
                                       const http::HttpRequest& request, const http::Feed& feed,
                                       const http::HttpHeaders& headers,
                                       http::RequestRecord& record);

}  // namespace tools::server
