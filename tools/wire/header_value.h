#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tools::wire {

/// Decodes the value of a `ce-` header by CloudEvents' HTTP binding (3.1.3.2): removes double
/// quotes, then percent-decodes once. nullopt if quotes or percent signs are malformed, or the
/// result is not UTF-8.
std::optional<std::string> decode_header_value(std::string_view value);

}  // namespace tools::wire
