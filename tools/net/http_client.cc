#include "tools/net/http_client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/url.hpp>
#include <charconv>
#include <fmt/format.h>

namespace tools::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace beast_http = boost::beast::http;
using boost::system::error_code;
using Request = beast_http::request<beast_http::string_body>;

constexpr auto connect_timeout = std::chrono::seconds{10};
constexpr auto response_timeout = std::chrono::seconds{120};

ledger::Failure not_a_url(std::string_view url, std::string_view why) {
  return ledger::invalid(fmt::format("{} {}", url, why));
}

std::optional<int> seconds_in(std::string_view header) {
  int seconds = 0;
  const char* end = header.data() + header.size();
  const auto read = std::from_chars(header.data(), end, seconds);
  return read.ec == std::errc{} && read.ptr == end ? std::optional{seconds} : std::nullopt;
}

bool is_ip_address(const std::string& host) {
  error_code error;
  asio::ip::make_address(host, error);
  return !error;
}

/// The errors of a connection that was closed after the last response.
bool is_stale(error_code error) {
  return error == beast_http::error::end_of_stream || error == asio::error::eof ||
         error == asio::error::connection_reset || error == asio::error::broken_pipe ||
         error == asio::error::connection_aborted || error == asio::ssl::error::stream_truncated;
}

}  // namespace

struct HttpClient::Impl {
  using Plain = beast::tcp_stream;
  using Secure = beast::ssl_stream<beast::tcp_stream>;
  using Clock = std::chrono::steady_clock;

  std::string origin;  // for messages
  std::string host;
  std::string port;
  std::string host_header;
  std::string prefix;  // without a slash at its end
  bool tls = false;
  std::string token;
  std::string language;
  std::optional<std::chrono::milliseconds> call_timeout;
  std::uint64_t max_response_bytes = std::uint64_t{1} << 30;
  Clock::time_point call_ends = Clock::time_point::max();

  asio::io_context context;
  asio::ssl::context tls_context{asio::ssl::context::tls_client};
  std::unique_ptr<Plain> plain;
  std::unique_ptr<Secure> secure;
  beast::flat_buffer buffer;

  bool connected() const { return plain != nullptr || secure != nullptr; }

  void disconnect() {
    plain.reset();
    secure.reset();
    buffer.clear();
  }

  ledger::Failure failure(std::string_view what, error_code error) const {
    const std::string why =
        error == beast::error::timeout ? "no response in time" : error.message();
    return ledger::fail(ledger::FailureKind::io, fmt::format("{} {}: {}", what, origin, why));
  }

  /// The deadline of a step that begins now.
  Clock::time_point deadline_of(std::chrono::seconds step) const {
    return std::min(Clock::now() + step, call_ends);
  }

  /// Runs the started operations until all are done.
  void run_to_completion() {
    context.restart();
    context.run();
  }

  ledger::Result<void> connect() {
    error_code error;
    asio::ip::tcp::resolver resolver{context};
    const auto endpoints = resolver.resolve(host, port, error);
    if (error) return failure("cannot find", error);
    auto stream = std::make_unique<Plain>(context);
    stream->expires_at(deadline_of(connect_timeout));
    stream->async_connect(endpoints, [&](error_code result, const auto&) { error = result; });
    run_to_completion();
    if (error) return failure("cannot reach", error);
    error_code ignored;
    stream->socket().set_option(asio::ip::tcp::no_delay{true}, ignored);
    if (!tls) {
      plain = std::move(stream);
      return ledger::ok;
    }
    return handshake(std::move(*stream));
  }

  ledger::Result<void> handshake(Plain stream) {
    error_code error;
    auto encrypted = std::make_unique<Secure>(std::move(stream), tls_context);
    encrypted->set_verify_mode(asio::ssl::verify_peer);
    encrypted->set_verify_callback(asio::ssl::host_name_verification{host});
    if (!is_ip_address(host)) {
      // The server may have many names, and needs to know which certificate to present.
      // (Without OpenSSL's macro, which uses an old-style cast.)
      SSL_ctrl(encrypted->native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
               host.data());
    }
    beast::get_lowest_layer(*encrypted).expires_at(deadline_of(connect_timeout));
    encrypted->async_handshake(asio::ssl::stream_base::client,
                               [&](error_code result) { error = result; });
    run_to_completion();
    if (error) return failure("cannot agree on TLS with", error);
    secure = std::move(encrypted);
    return ledger::ok;
  }

  /// Sends and receives concurrently: a server may respond before it has read everything, and wait
  /// until its response is read before it continues.
  template <class Stream>
  ledger::Result<ClientResponse> send_on(Stream& stream, const Request& request,
                                         error_code& error) {
    beast_http::response_parser<beast_http::string_body> parser;
    parser.body_limit(max_response_bytes);
    auto& socket = beast::get_lowest_layer(stream);
    socket.expires_at(deadline_of(response_timeout));
    bool sent = false;
    beast_http::async_write(stream, request,
                            [&](error_code result, std::size_t) { sent = !result; });
    beast_http::async_read(stream, buffer, parser, [&](error_code result, std::size_t) {
      error = result;
      if (!sent) socket.cancel();
    });
    run_to_completion();
    if (error) return failure("no response from", error);
    const auto& message = parser.get();
    ClientResponse response{.status = static_cast<int>(message.result_int()),
                            .body = message.body()};
    response.retry_after_s = seconds_in(message[beast_http::field::retry_after]);
    if (!message.keep_alive() || !sent) disconnect();
    return response;
  }

  ledger::Result<ClientResponse> send(const Request& request) {
    if (call_timeout) call_ends = Clock::now() + *call_timeout;
    for (bool reused = connected();; reused = false) {
      if (!connected()) {
        LEDGER_RETURN_IF_FAILED(connect());
      }
      error_code error;
      auto response = secure ? send_on(*secure, request, error) : send_on(*plain, request, error);
      if (!error) return response;
      disconnect();
      if (!reused || !is_stale(error)) return response;
    }
  }

  Request make_request(beast_http::verb verb, std::string_view target) const {
    Request request{verb, fmt::format("{}{}", prefix, target), 11};
    request.set(beast_http::field::host, host_header);
    request.set(beast_http::field::user_agent, "license-ledger");
    request.set(beast_http::field::accept, "application/json");
    if (!token.empty()) request.set(beast_http::field::authorization, "Bearer " + token);
    if (!language.empty()) request.set(beast_http::field::accept_language, language);
    return request;
  }
};

HttpClient::HttpClient(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

ledger::Result<HttpClient> HttpClient::for_url(std::string_view url, std::string token) {
  const auto parsed = boost::urls::parse_uri({url.data(), url.size()});
  const bool tls = parsed && parsed->scheme_id() == boost::urls::scheme::https;
  if (!parsed || (!tls && parsed->scheme_id() != boost::urls::scheme::http)) {
    return not_a_url(url, "is not a server URL, such as https://ledger.example.com");
  }
  if (parsed->host().empty()) return not_a_url(url, "does not name a host");
  if (parsed->has_userinfo() || parsed->has_query() || parsed->has_fragment()) {
    return not_a_url(url, "may only have a host, a port and a path");
  }
  auto impl = std::make_unique<Impl>();
  impl->tls = tls;
  impl->host = parsed->host_address();
  impl->port = parsed->port().empty() ? (tls ? "443" : "80") : std::string{parsed->port()};
  impl->host_header = std::string{parsed->encoded_host_and_port()};
  impl->origin = fmt::format("{}://{}", tls ? "https" : "http", impl->host_header);
  impl->prefix = std::string{parsed->encoded_path()};
  while (impl->prefix.ends_with('/')) impl->prefix.pop_back();
  impl->token = std::move(token);
  if (tls) {
    using Tls = asio::ssl::context;
    error_code error;
    impl->tls_context.set_options(Tls::no_sslv2 | Tls::no_sslv3 | Tls::no_tlsv1 | Tls::no_tlsv1_1,
                                  error);
    if (!error) impl->tls_context.set_default_verify_paths(error);
    if (error) return impl->failure("cannot prepare TLS for", error);
  }
  return HttpClient{std::move(impl)};
}

void HttpClient::set_language(std::string_view language) {
  impl_->language = std::string{language};
}

void HttpClient::set_limits(std::chrono::milliseconds call, std::uint64_t response_bytes) {
  impl_->call_timeout = call;
  impl_->max_response_bytes = response_bytes;
}

ledger::Result<ClientResponse> HttpClient::get(std::string_view target) {
  return impl_->send(impl_->make_request(beast_http::verb::get, target));
}

ledger::Result<ClientResponse> HttpClient::post(std::string_view target,
                                                std::string_view content_type, std::string body) {
  Request request = impl_->make_request(beast_http::verb::post, target);
  request.set(beast_http::field::content_type, {content_type.data(), content_type.size()});
  request.body() = std::move(body);
  request.prepare_payload();
  return impl_->send(request);
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view unreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string encoded;
  for (const char c : text) {
    if (unreserved.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

}  // namespace tools::net
