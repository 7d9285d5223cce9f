#include "tools/api/pages.h"

#include <charconv>

namespace tools::api {

PageRequest page_request(Context& context) {
  PageRequest page{.from = 0, .limit = context.query_limit()};
  const auto cursor = context.query("cursor");
  if (!cursor) return page;
  const char* end = cursor->data() + cursor->size();
  const auto read = std::from_chars(cursor->data(), end, page.from);
  if (read.ec != std::errc{} || read.ptr != end) {
    context.errors().push_back(
        {"?cursor", "not_a_cursor", "cursor must be a next_cursor from this server."});
  }
  return page;
}

}  // namespace tools::api
