#pragma once

#include <string_view>

/// The rules for texts from any source: a JSON member, a header, a query.
namespace tools::text {

/// Well-formed UTF-8 by RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

/// C0, DEL or C1, which CloudEvents forbids in attributes and no name needs.
bool has_control_character(std::string_view utf8);

/// 1 to 8 numbers of at most 9 digits, separated by dots.
bool is_version(std::string_view text);

/// JSON by its media type: application/json, or a type that ends in +json.
bool is_json_type(std::string_view media_type);

/// The form of an ISO 4217 code: three capital letters.
bool is_currency(std::string_view text);

}  // namespace tools::text
