#pragma once

#include <cstdint>
#include <string_view>

namespace projections::words {

/// The languages in which people are told something.
enum class Language : std::uint8_t { en, sv };

/// The language that an Accept-Language header prefers: Swedish where `sv` or a region of it has
/// the higher weight, or the same weight and an earlier place; else English. A range whose weight
/// cannot be read is ignored.
Language language_from(std::string_view accept_language);

}  // namespace projections::words
