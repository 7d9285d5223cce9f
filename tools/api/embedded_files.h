#pragma once

#include <string>
#include <string_view>

namespace tools::api {

/// A file that is embedded in the program.
struct EmbeddedFile {
  std::string_view content_type;
  std::string_view bytes;
  std::string etag;  // quoted, of the content
};

/// docs/openapi.json.
const EmbeddedFile& openapi_document();

/// The reference page.
const EmbeddedFile& docs_page();

/// A file that the page loads, by name; null if there is none.
const EmbeddedFile* docs_asset(std::string_view name);

}  // namespace tools::api
