#pragma once

#include <array>
#include <cstddef>
#include <string_view>

/// Counts the enumerators of an enum at compile time, so that a table with a row for each does not
/// compile until a new one has its row. The enums must number their enumerators 0, 1, 2 …
namespace ledger {

/// Both compilers write the name of an enumerator, but a cast where a value has none:
/// `value = ledger::EventType::pending_held` as against `value = (ledger::EventType)77`.
template <class E, E value>
consteval bool is_enumerator() {
  const std::string_view text{__PRETTY_FUNCTION__};
  return text[text.rfind("= ") + 2] != '(';
}

template <class E, std::size_t counted = 0>
consteval std::size_t count_enumerators() {
  if constexpr (is_enumerator<E, static_cast<E>(counted)>()) {
    return count_enumerators<E, counted + 1>();
  } else {
    return counted;
  }
}

template <class E>
inline constexpr std::size_t enumerator_count = count_enumerators<E>();

template <class E>
constexpr std::array<E, enumerator_count<E>> every() {
  std::array<E, enumerator_count<E>> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<E>(i);
  return all;
}

/// Whether the table has one row for each enumerator of E, in the order of E. `key` is the member
/// of a row that holds its enumerator.
template <class E, class Row, std::size_t size>
consteval bool one_row_each(const std::array<Row, size>& table, E Row::*key) {
  if (size != enumerator_count<E>) return false;
  for (std::size_t i = 0; i < size; ++i) {
    if (table[i].*key != static_cast<E>(i)) return false;
  }
  return true;
}

}  // namespace ledger
