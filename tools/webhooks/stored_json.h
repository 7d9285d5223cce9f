#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "ledger/enumerators.h"
#include "ledger/reason_code.h"
#include "ledger/vocabulary.h"
#include "projections/state/archive.h"
#include "tools/webhooks/signature.h"

/// The JSON that webhooks keep in the side store, written and read through one description of each
/// type: `StoredFields<T>::of(self)` returns a tuple, of `StoredMember`s for an object or of plain
/// references (`items`) for an array, in the order in which they are written.
///
/// Numbers, enumerators, instants and positions are integers; the code of a reason is its name; an
/// absent optional is null. A description never changes, because a server reads what an earlier
/// version wrote.
namespace tools::webhooks {

namespace json = boost::json;

template <class T>
struct StoredFields;

template <class T>
struct StoredMember {
  std::string_view name;
  T& field;
};
template <class T>
StoredMember(std::string_view, T&) -> StoredMember<T>;

/// An optional that is 0 when absent; its value is never 0 itself.
template <class T>
struct OrZero {
  T& maybe;
};
template <class T>
OrZero(T&) -> OrZero<T>;

template <class... T>
std::tuple<T...> items(T&&... fields) {
  return {std::forward<T>(fields)...};
}

template <class T>
json::value stored_json(const T& value);

template <class... T>
json::value join_fields(const StoredMember<T>&... members) {
  return json::object{{members.name, stored_json(members.field)}...};
}
template <class... T>
json::value join_fields(const T&... fields) {
  return json::array{stored_json(fields)...};
}

template <class T>
json::value stored_json(const T& value) {
  if constexpr (requires { StoredFields<T>::of(value); }) {
    return std::apply([](const auto&... fields) { return join_fields(fields...); },
                      StoredFields<T>::of(value));
  } else if constexpr (std::is_same_v<T, std::string>) {
    return json::string{value};
  } else if constexpr (std::is_same_v<T, Secret>) {
    return json::string{to_text(value)};
  } else if constexpr (std::is_same_v<T, ledger::ReasonCode>) {
    return json::string{ledger::name_of(value)};
  } else if constexpr (requires { value.begin(); }) {
    json::array array;
    for (const auto& each : value) array.push_back(stored_json(each));
    return array;
  } else if constexpr (requires { value.has_value(); }) {
    return value ? stored_json(*value) : json::value{};
  } else if constexpr (requires { value.maybe; }) {
    return value.maybe ? stored_json(*value.maybe) : json::value(0);
  } else if constexpr (requires { value.micros; }) {
    return value.micros;
  } else if constexpr (requires { value.value; }) {
    return stored_json(value.value);
  } else {
    return static_cast<std::int64_t>(value);
  }
}

/// Returns false if the JSON does not have the form that stored_json gives; the value is to be
/// discarded then.
template <class T>
bool read_stored(const json::value& from, T& value);

template <class... T>
bool read_fields(const json::value& from, StoredMember<T>&... members) {
  const auto read = [&](const auto& member) {
    const auto* found = from.get_object().if_contains(member.name);
    return found != nullptr && read_stored(*found, member.field);
  };
  return from.is_object() && (read(members) && ...);
}
template <class... T>
bool read_fields(const json::value& from, T&... fields) {
  if (!from.is_array() || from.get_array().size() != sizeof...(fields)) return false;
  const auto* next = from.get_array().data();
  return (read_stored(*next++, fields) && ...);
}

template <class T, class Read>
bool assign(T& value, std::optional<Read> read) {
  if (read) value = static_cast<T>(std::move(*read));
  return read.has_value();
}

template <class List>
bool read_items(const json::value& from, List& list) {
  if (!from.is_array()) return false;
  for (const auto& each : from.get_array()) {
    typename List::value_type item;
    if (!read_stored(each, item)) return false;
    list.insert(list.end(), std::move(item));
  }
  return true;
}

template <class T>
bool read_stored(const json::value& from, T& value) {
  const auto text = [&] { return from.is_string() ? from.get_string() : json::string{}; };
  const auto number = from.is_int64() ? std::optional{from.get_int64()} : std::nullopt;
  if constexpr (requires { StoredFields<T>::of(value); }) {
    auto all = StoredFields<T>::of(value);
    return std::apply([&](auto&... fields) { return read_fields(from, fields...); }, all);
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (from.is_string()) value = from.get_string();
    return from.is_string();
  } else if constexpr (std::is_same_v<T, Secret>) {
    return assign(value, secret_from(text()));
  } else if constexpr (std::is_same_v<T, ledger::ReasonCode>) {
    return assign(value, ledger::named<T>(text()));
  } else if constexpr (requires { value.begin(); }) {
    return read_items(from, value);
  } else if constexpr (requires { value.has_value(); }) {
    return from.is_null() || read_stored(from, value.emplace());
  } else if constexpr (requires { value.maybe; }) {
    return number == 0 || read_stored(from, value.maybe.emplace());
  } else if constexpr (requires { value.micros; }) {
    return assign(value.micros, number);
  } else if constexpr (requires { value.value; }) {
    return read_stored(from, value.value);
  } else if constexpr (std::is_enum_v<T>) {
    constexpr auto count = static_cast<std::int64_t>(ledger::enumerator_count<T>);
    return number && 0 <= *number && *number < count && assign(value, number);
  } else {
    return assign(value, number);
  }
}

template <class T>
std::string stored_text(const T& value) {
  return json::serialize(stored_json(value));
}

/// `nullopt` if the text is not what `stored_text` writes.
template <class T>
std::optional<T> from_stored_text(std::string_view text) {
  boost::system::error_code error;
  const json::value from = json::parse(text, error);
  T value;
  if (error || !read_stored(from, value)) return std::nullopt;
  return value;
}

}  // namespace tools::webhooks
