#pragma once

#include <string>
#include <string_view>

namespace tools::api {

/// A file as it was when the program was built, of which it is a part.
struct EmbeddedFile {
  std::string_view content_type;
  std::string_view bytes;
  std::string etag;  // quoted, of the content
};

/// docs/openapi.json.
const EmbeddedFile& openapi_document();

/// The reference page.
const EmbeddedFile& docs_page();

/// What the page asks for, by name; null where there is no such file.
const EmbeddedFile* docs_asset(std::string_view name);

}  // namespace tools::api
