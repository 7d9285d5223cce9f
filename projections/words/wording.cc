#include "projections/words/wording.h"

#include <optional>

namespace projections::words {
namespace {

std::string_view take_until(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto taken = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  return taken;
}

std::optional<std::string> filled(std::string_view alternative, const Values& values) {
  std::string text;
  while (!alternative.empty()) {
    const bool has_place = alternative.find('{') != std::string_view::npos;
    text += take_until(alternative, '{');
    if (!has_place) break;
    auto name = take_until(alternative, '}');
    const bool unprinted = name.starts_with('?');
    if (unprinted) name.remove_prefix(1);
    const auto value = values(name);
    if (value.empty()) return std::nullopt;
    if (!unprinted) text += value;
  }
  return text;
}

constexpr ByLanguage<const Wording*> wordings{&english, &swedish};

}  // namespace

const Wording& wording_of(Language language) { return *wordings[language]; }

std::string fill(std::string_view pattern, const Values& values) {
  std::string text;
  while (!pattern.empty()) {
    auto sentence = take_until(pattern, '\n');
    while (!sentence.empty()) {
      const auto alternative = filled(take_until(sentence, '|'), values);
      if (!alternative) continue;
      if (!text.empty()) text += ' ';
      text += *alternative;
      break;
    }
  }
  return text;
}

}  // namespace projections::words
