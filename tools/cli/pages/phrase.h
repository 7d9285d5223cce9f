#pragma once

#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <utility>

/// The pieces that the tables of phrases are made of. None has a value of its own, so a table that
/// leaves one out does not compile, and neither does one that asks for a value it is not given.
namespace tools::cli::pages {

/// Words that are the same whatever they speak of.
class Words {
 public:
  consteval Words(const char* text) : text_(text) {}
  constexpr operator std::string_view() const { return text_; }
  std::string text() const { return std::string{text_}; }

 private:
  std::string_view text_;
};

/// A counted thing: what follows 1, and what follows every other number.
struct Noun {
  Words one;
  Words other;
};

inline std::string counted(std::int64_t number, const Noun& noun) {
  return fmt::format("{} {}", number, std::string_view{number == 1 ? noun.one : noun.other});
}

template <class Places>
class PhraseWith;

template <std::size_t... Places>
class PhraseWith<std::index_sequence<Places...>> {
  template <std::size_t>
  using Value = std::string_view;

 public:
  template <class Text>
  consteval PhraseWith(const Text& format) : format_(format) {}

  std::string operator()(Value<Places>... values) const { return fmt::format(format_, values...); }

 private:
  fmt::format_string<Value<Places>&...> format_;
};

/// A sentence with places `{0}`, `{1}` … for so many values.
template <std::size_t values>
using Phrase = PhraseWith<std::make_index_sequence<values>>;

}  // namespace tools::cli::pages
