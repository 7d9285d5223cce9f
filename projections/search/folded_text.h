#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Texts as a search compares them. Pure functions; safe from any thread.
namespace projections::search {

/// The text without case, accents and differences of compatibility (Unicode NFKD with case folding,
/// marks stripped), so that `Nordvik ÅB` is found by `nordvik ab`. Control characters, and bytes
/// that are not UTF-8, become spaces.
std::string folded(std::string_view text);

/// The words of a folded text: what stands between spaces and punctuation, in order.
std::vector<std::string> words_of(std::string_view folded_text);

}  // namespace projections::search
