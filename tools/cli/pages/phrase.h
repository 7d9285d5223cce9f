#pragma once

#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <utility>

/// The members of the tables of phrases. None has a default, so a table with a missing phrase does
/// not compile, and neither does a phrase that refers to a value it does not get.
namespace tools::cli::pages {

/// A text without values.
class FixedText {
 public:
  consteval FixedText(const char* text) : text_(text) {}
  constexpr operator std::string_view() const { return text_; }
  std::string text() const { return std::string{text_}; }

 private:
  std::string_view text_;
};

/// A noun that is counted: the form after 1, and after every other number.
struct PhraseNoun {
  FixedText one;
  FixedText other;
};

inline std::string counted(std::int64_t number, const PhraseNoun& noun) {
  return fmt::format("{} {}", number, std::string_view{number == 1 ? noun.one : noun.other});
}

template <class Indexes>
class PhraseWith;

template <std::size_t... Indexes>
class PhraseWith<std::index_sequence<Indexes...>> {
  template <std::size_t>
  using Value = std::string_view;

 public:
  template <class Text>
  consteval PhraseWith(const Text& format) : format_(format) {}

  std::string operator()(Value<Indexes>... values) const { return fmt::format(format_, values...); }

 private:
  fmt::format_string<Value<Indexes>&...> format_;
};

/// A text with `values` placeholders `{0}`, `{1}` …
template <std::size_t values>
using Phrase = PhraseWith<std::make_index_sequence<values>>;

}  // namespace tools::cli::pages
