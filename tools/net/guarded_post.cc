#include "tools/net/guarded_post.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <charconv>
#include <fmt/format.h>

#include "tools/text/text_rules.h"

/// g++ 12 destroys a braced temporary inside a co_await expression twice: everything awaited here
/// is therefore passed named objects only.
namespace tools::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace beast_http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using Endpoints = std::vector<tcp::endpoint>;
using Plain = beast::tcp_stream;
using Secure = beast::ssl_stream<beast::tcp_stream>;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t max_excerpt_bytes = 1'024;
constexpr std::uint32_t max_header_bytes = 16 * 1'024;
constexpr auto body_timeout = std::chrono::seconds{2};

IpAddress address_of(const tcp::endpoint& endpoint) {
  IpAddress address{.v6 = endpoint.address().is_v6()};
  if (address.v6) {
    address.bytes = endpoint.address().to_v6().to_bytes();
  } else {
    std::ranges::copy(endpoint.address().to_v4().to_bytes(), address.bytes.begin());
  }
  return address;
}

/// The result of a lookup; `done` is false if the deadline came first.
struct LookUp {
  error_code error;
  Endpoints found;
  bool done = false;
};

/// Resolves the name on another thread, which may take longer than the deadline.
asio::awaitable<LookUp> look_up(std::string host, std::uint16_t port, Clock::time_point deadline,
                                asio::thread_pool& resolvers) {
  const auto executor = co_await asio::this_coro::executor;
  auto timer = std::make_shared<asio::steady_timer>(executor, deadline);
  auto result = std::make_shared<LookUp>();
  asio::post(resolvers, [executor, timer, result, host, port, &resolvers]() mutable {
    error_code error;
    Endpoints found;
    tcp::resolver resolver{resolvers};
    for (const auto& entry : resolver.resolve(host, std::to_string(port), error)) {
      found.push_back(entry.endpoint());
    }
    // Hands everything over: what belongs to the calling thread must be destroyed on it.
    asio::post(executor, [timer = std::move(timer), result = std::move(result), error,
                          found = std::move(found)]() mutable {
      *result = {.error = error, .found = std::move(found), .done = true};
      timer->cancel();
    });
  });
  static_cast<void>(co_await timer->async_wait(no_throw));
  co_return *result;
}

std::optional<std::chrono::seconds> retry_seconds(std::string_view header) {
  std::int64_t seconds = 0;
  const char* end = header.data() + header.size();
  const auto read = std::from_chars(header.data(), end, seconds);
  if (read.ec != std::errc{} || read.ptr != end || seconds < 0) return std::nullopt;
  constexpr std::int64_t max_seconds = 365 * 24 * 3600;
  return std::chrono::seconds{std::min(seconds, max_seconds)};
}

/// As printable text: bytes that are not UTF-8 and control characters become question marks.
std::string printable(std::string text) {
  if (text.size() > max_excerpt_bytes) text.resize(max_excerpt_bytes);
  // The cut may have split a character.
  for (int i = 0; i < 3 && !text.empty() && !text::is_utf8(text); ++i) {
    if ((static_cast<unsigned char>(text.back()) & 0x80U) == 0) break;
    text.pop_back();
  }
  const bool readable = text::is_utf8(text);
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool control = byte < 0x20 && c != '\n' && c != '\t';
    if (control || byte == 0x7f || (!readable && byte >= 0x80)) c = '?';
  }
  return text;
}

std::string error_text(std::string_view what, const error_code& error, bool late) {
  if (late || error == beast::error::timeout) return fmt::format("{}: timed out", what);
  return fmt::format("{}: {}", what, error.message());
}

template <class Stream>
asio::awaitable<Incoming> send_and_read(Stream& stream, const Outgoing& outgoing,
                                        Clock::time_point deadline) {
  beast_http::request<beast_http::string_body> request{beast_http::verb::post, outgoing.url.path,
                                                       11};
  request.set(beast_http::field::host, outgoing.url.host_header);
  request.set(beast_http::field::user_agent, "license-ledger");
  request.set(beast_http::field::content_type, "application/json");
  for (const auto& [name, value] : outgoing.headers) request.set(name, value);
  request.keep_alive(false);
  request.body() = outgoing.body;
  request.prepare_payload();
  Incoming incoming;
  const auto [unsent, sent] = co_await beast_http::async_write(stream, request, no_throw);
  // A receiver may respond and close before it has read everything.
  beast::flat_buffer buffer{std::size_t{64} * 1024};
  beast_http::response_parser<beast_http::string_body> parser;
  parser.header_limit(max_header_bytes);
  parser.body_limit(boost::none);
  const auto [error, size] =
      co_await beast_http::async_read_header(stream, buffer, parser, no_throw);
  if (error) {
    incoming.error = error_text("no response", unsent ? unsent : error, Clock::now() >= deadline);
    co_return incoming;
  }
  incoming.status = static_cast<int>(parser.get().result_int());
  incoming.retry_after = retry_seconds(parser.get()[beast_http::field::retry_after]);
  beast::get_lowest_layer(stream).expires_at(std::min(deadline, Clock::now() + body_timeout));
  while (!parser.is_done() && parser.get().body().size() < max_excerpt_bytes) {
    const auto [broken, more] =
        co_await beast_http::async_read_some(stream, buffer, parser, no_throw);
    if (broken) break;  // the status is what matters
  }
  incoming.excerpt = printable(parser.get().body());
  co_return incoming;
}

asio::awaitable<Incoming> send_over_tls(Plain& plain, const Outgoing& outgoing,
                                        Clock::time_point deadline, asio::ssl::context& tls) {
  Secure stream{std::move(plain), tls};
  stream.set_verify_mode(asio::ssl::verify_peer);
  stream.set_verify_callback(asio::ssl::host_name_verification{outgoing.url.host});
  if (!ip_address_from(outgoing.url.host)) {
    // A receiver with several names needs this one to choose its certificate. OpenSSL's macro is
    // not used because it contains an old-style cast.
    std::string name = outgoing.url.host;
    SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             name.data());
  }
  const auto side = asio::ssl::stream_base::client;
  const auto [error] = co_await stream.async_handshake(side, no_throw);
  if (error) {
    Incoming incoming;
    incoming.error = error_text("TLS handshake failed", error, Clock::now() >= deadline);
    co_return incoming;
  }
  co_return co_await send_and_read(stream, outgoing, deadline);
}

}  // namespace

asio::awaitable<Incoming> post_once(Outgoing outgoing, asio::ssl::context& tls,
                                    asio::thread_pool& resolvers) {
  const auto deadline = Clock::now() + outgoing.timeout;
  Incoming incoming;
  const std::string host = outgoing.url.host;
  const LookUp looked_up = co_await look_up(host, outgoing.url.port, deadline, resolvers);
  if (!looked_up.done || looked_up.error) {
    incoming.error = error_text("cannot resolve the host", looked_up.error, !looked_up.done);
    co_return incoming;
  }
  const auto executor = co_await asio::this_coro::executor;
  Plain stream{executor};
  bool connected = false;
  std::string refused;
  for (const auto& endpoint : looked_up.found) {
    const IpAddress address = address_of(endpoint);
    if (const auto what = outgoing.guard->refusal(address)) {
      refused = fmt::format("delivery to {} is not allowed: {}", to_text(address), *what);
      continue;
    }
    stream.expires_at(deadline);
    const auto [error] = co_await stream.async_connect(endpoint, no_throw);
    if (!error) {
      connected = true;
      break;
    }
    incoming.error = error_text("cannot connect", error, Clock::now() >= deadline);
    stream.close();
    if (Clock::now() >= deadline) break;
  }
  if (!connected) {
    if (incoming.error.empty()) {
      incoming.error = refused.empty() ? "the host has no address" : refused;
    }
    co_return incoming;
  }
  error_code ignored;
  stream.socket().set_option(tcp::no_delay{true}, ignored);
  if (outgoing.url.tls) co_return co_await send_over_tls(stream, outgoing, deadline, tls);
  co_return co_await send_and_read(stream, outgoing, deadline);
}

}  // namespace tools::net
