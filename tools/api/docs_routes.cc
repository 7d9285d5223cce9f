#include "tools/api/embedded_files.h"
#include "tools/api/routes.h"

namespace tools::api {
namespace {

/// The page runs only its own scripts and queries only its own server. Swagger UI embeds images as
/// data: URLs and sets styles on its elements.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

/// Whether the client already has this file. A tag contains no quotes, so a substring matches it
/// exactly.
bool is_known(const EmbeddedFile& file, std::string_view if_none_match) {
  return if_none_match == "*" || if_none_match.find(file.etag) != std::string_view::npos;
}

/// A browser may cache the file, and revalidates it each time.
http::HttpResponse served(const Context& context, const EmbeddedFile& file) {
  http::HttpResponse response{.headers = {{"ETag", file.etag},
                                          {"Cache-Control", "no-cache"},
                                          {"X-Content-Type-Options", "nosniff"}}};
  if (is_known(file, context.request().header("if-none-match"))) {
    response.status = 304;
    response.content_type.clear();
  } else {
    response.content_type = file.content_type;
    response.body = file.bytes;
  }
  return response;
}

http::HttpResponse shown(const Context& context, const EmbeddedFile& file) {
  http::HttpResponse response = served(context, file);
  response.headers.emplace_back("Content-Security-Policy", policy);
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  return response;
}

}  // namespace

http::Reply get_openapi(Context& context) { return served(context, openapi_document()); }

http::Reply get_docs(Context& context) { return shown(context, docs_page()); }

http::Reply get_docs_asset(Context& context) {
  if (const auto* file = docs_asset(context.parameter(0))) return shown(context, *file);
  return context.problem(
      {.status = 404, .code = "not_found", .detail = "The page has no such file."});
}

}  // namespace tools::api
