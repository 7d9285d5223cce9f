#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tools::wire {

/// The text of a `ce-` header as CloudEvents' HTTP binding (3.1.3.2) wants it read: a value in
/// double quotes is unquoted, then percent-decoded once. Nothing when the quotes or the percent
/// signs do not fit together, or when what comes out is not UTF-8.
std::optional<std::string> decode_header_value(std::string_view value);

}  // namespace tools::wire
