#include "tools/wire/page_json.h"

namespace tools::wire {

boost::json::object page_json(boost::json::array data,
                              const std::optional<std::string>& next_cursor) {
  boost::json::object page{{"data", std::move(data)}, {"has_more", next_cursor.has_value()}};
  page["next_cursor"] = next_cursor ? boost::json::value(*next_cursor) : boost::json::value{};
  return page;
}

}  // namespace tools::wire
