#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>

namespace tools::wire {

/// A page of a list as JSON: `{data, has_more, next_cursor}`. nullopt: it is the last page.
boost::json::object page_json(boost::json::array data,
                              const std::optional<std::string>& next_cursor);

}  // namespace tools::wire
