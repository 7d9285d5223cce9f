#pragma once

#include <algorithm>
#include <vector>

#include "tools/api/context.h"
#include "tools/wire/page_json.h"

namespace tools::api {

/// The requested part of a list, by `limit` and `cursor`. Lists of one license are short and in a
/// fixed order, so their cursor is an index.
struct PageRequest {
  std::size_t from = 0;
  std::size_t limit = 50;
};

PageRequest page_request(Context& context);

template <class T, class Print>
http::HttpResponse page_of(const PageRequest& page, const std::vector<T>& rows,
                           const Print& print) {
  boost::json::array data;
  const std::size_t end = std::min(rows.size(), page.from + page.limit);
  for (std::size_t i = page.from; i < end; ++i) data.push_back(print(rows[i]));
  std::optional<std::string> next_cursor;
  if (end < rows.size()) next_cursor = std::to_string(end);
  return Context::json(200, wire::page_json(std::move(data), next_cursor));
}

}  // namespace tools::api
