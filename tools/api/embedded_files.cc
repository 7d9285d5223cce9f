#include "tools/api/embedded_files.h"

#include <map>
#include <span>

#include "ledger/digest.h"

/// The labels in embedded.S.in.
extern "C" {
extern const char embedded_openapi[], embedded_openapi_end[];
extern const char embedded_page[], embedded_page_end[];
extern const char embedded_start[], embedded_start_end[];
extern const char embedded_script[], embedded_script_end[];
extern const char embedded_script_licenses[], embedded_script_licenses_end[];
extern const char embedded_style[], embedded_style_end[];
extern const char embedded_icon[], embedded_icon_end[];
}

namespace tools::api {
namespace {

constexpr std::string_view javascript = "text/javascript; charset=utf-8";

EmbeddedFile file(std::string_view content_type, const char* begin, const char* end) {
  const std::string_view bytes{begin, static_cast<std::size_t>(end - begin)};
  const auto digest = ledger::sha256({bytes});
  return {.content_type = content_type,
          .bytes = bytes,
          .etag = '"' + ledger::base64url(std::span{digest}.first(16)) + '"'};
}

}  // namespace

const EmbeddedFile& openapi_document() {
  static const auto document = file("application/json", embedded_openapi, embedded_openapi_end);
  return document;
}

const EmbeddedFile& docs_page() {
  static const auto page = file("text/html; charset=utf-8", embedded_page, embedded_page_end);
  return page;
}

const EmbeddedFile* docs_asset(std::string_view name) {
  static const std::map<std::string_view, EmbeddedFile> assets{
      {"start.js", file(javascript, embedded_start, embedded_start_end)},
      {"swagger-ui-bundle.js", file(javascript, embedded_script, embedded_script_end)},
      {"swagger-ui-bundle.js.LICENSE.txt",
       file("text/plain; charset=utf-8", embedded_script_licenses, embedded_script_licenses_end)},
      {"swagger-ui.css", file("text/css; charset=utf-8", embedded_style, embedded_style_end)},
      {"favicon-32x32.png", file("image/png", embedded_icon, embedded_icon_end)},
  };
  const auto found = assets.find(name);
  return found == assets.end() ? nullptr : &found->second;
}

}  // namespace tools::api
