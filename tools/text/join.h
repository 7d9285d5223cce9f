#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tools::text {

/// `a, b and c`, where `last_separator` precedes the last item.
std::string join(const std::vector<std::string>& items, std::string_view last_separator = ", ");

}  // namespace tools::text
