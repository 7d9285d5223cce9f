#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "ledger/vocabulary.h"

namespace projections::words {

/// The languages in which people are addressed. The first is the default. Stored as these numbers,
/// so the list only ever grows at its end.
enum class Language : std::uint8_t { en, sv };

}  // namespace projections::words

/// Language tags of RFC 5646.
template <>
struct ledger::Names<projections::words::Language> {
  static constexpr auto list = names_of_each<projections::words::Language>("en", "sv");
};

namespace projections::words {

/// One value for each language, in the order of Language: a table that leaves one out does not
/// compile.
template <class T>
class ByLanguage {
 public:
  template <class... Each>
  constexpr ByLanguage(const Each&... each) : each_{each...} {
    static_assert(sizeof...(Each) == ledger::enumerator_count<Language>, "one for each Language");
  }
  constexpr const T& operator[](Language language) const {
    return each_[static_cast<std::size_t>(language)];
  }

 private:
  std::array<T, ledger::enumerator_count<Language>> each_;
};

/// The language that an Accept-Language header prefers (RFC 9110): the one with the highest weight,
/// of equal weights the one named earlier, and the default where none is wanted. Regions are
/// ignored. A range whose weight is malformed is ignored.
Language language_from(std::string_view accept_language);

/// The language of a POSIX locale such as `sv_SE.UTF-8`; the default where it is another.
Language language_of_locale(std::string_view locale);

}  // namespace projections::words
