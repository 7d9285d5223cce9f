#include "tools/server/request_head.h"

#include <boost/url.hpp>

#include "ledger/digest.h"
#include "tools/text/text_rules.h"

namespace tools::server {
namespace {

namespace beast_http = boost::beast::http;
using Header = beast_http::request_header<>;

std::string lower_case(std::string_view text) {
  std::string lower{text};
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string new_request_id() {
  std::array<std::uint8_t, 12> random{};
  ledger::fill_random(random);
  return ledger::base64url(random);
}

http::ReadError malformed(std::string detail) {
  return {.status = 400, .code = "malformed", .detail = std::move(detail)};
}

/// False if the target is not a path with a query, or is not UTF-8 once decoded.
bool split_target(http::HttpRequest& request) {
  // A path or, by RFC 9112, section 3.2.2, a whole URL, of which the path counts.
  const bool absolute = !request.target.starts_with('/');
  const auto url = absolute ? boost::urls::parse_uri(request.target)
                            : boost::urls::parse_origin_form(request.target);
  if (!url) return false;
  const auto scheme = url->scheme_id();
  const bool is_http = scheme == boost::urls::scheme::http || scheme == boost::urls::scheme::https;
  if (absolute && !is_http) return false;
  for (const auto segment : url->segments()) request.segments.emplace_back(segment);
  for (const auto parameter : url->params()) {
    request.query.emplace_back(parameter.key, parameter.value);
  }
  const auto readable = [](std::string_view text) {
    return text::is_utf8(text) && text.find('\0') == std::string_view::npos;
  };
  return std::ranges::all_of(request.segments, readable) &&
         std::ranges::all_of(request.query, [&](const auto& parameter) {
           return readable(parameter.first) && readable(parameter.second);
         });
}

/// Two readers of one connection must never see different requests in it, so unusual framing is
/// refused rather than guessed.
bool framed_in_one_way(const Header& header) {
  const auto encodings = header.count(beast_http::field::transfer_encoding);
  const auto lengths = header.count(beast_http::field::content_length);
  if (encodings == 0) return lengths <= 1;
  return encodings == 1 && lengths == 0 && header.version() >= 11 &&
         lower_case(std::string_view{header[beast_http::field::transfer_encoding]}) == "chunked";
}

}  // namespace

http::HttpRequest request_from(const Header& header) {
  http::HttpRequest request;
  request.method = std::string{header.method_string()};
  request.target = std::string{header.target()};
  request.request_id = new_request_id();
  // Two headers name two traces, so neither counts.
  request.trace =
      http::begin_span(header.count("traceparent") == 1 ? std::string_view{header["traceparent"]}
                                                        : std::string_view{});
  request.streams = header.version() >= 11;
  for (const auto& field : header) {
    request.headers.emplace(lower_case(std::string_view{field.name_string()}), field.value());
  }
  // Media types are case-insensitive; their parameters do not matter here.
  if (const auto found = request.headers.find("content-type"); found != request.headers.end()) {
    found->second = lower_case(found->second.substr(0, found->second.find(';')));
    while (!found->second.empty() && found->second.back() == ' ') found->second.pop_back();
  }
  return request;
}

std::optional<http::ReadError> error_in(const Header& header, http::HttpRequest& request) {
  if (!framed_in_one_way(header)) {
    return malformed("Content-Length and Transfer-Encoding do not give one unambiguous length.");
  }
  const auto hosts = header.count(beast_http::field::host);
  if (hosts > 1 || (header.version() >= 11 && hosts != 1)) {
    return malformed("A request must have exactly one Host.");
  }
  if (header.count(beast_http::field::authorization) > 1) {
    return malformed("A request must have at most one Authorization.");
  }
  if (!split_target(request)) return malformed("The path is malformed.");
  const auto coding = request.header("content-encoding");
  if (!coding.empty() && coding != "identity") {
    http::ReadError problem = malformed("The body must not have a Content-Encoding.");
    problem.status = 415;
    problem.code = "unsupported_media_type";
    return problem;
  }
  return std::nullopt;
}

}  // namespace tools::server
