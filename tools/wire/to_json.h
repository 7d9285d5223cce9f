#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/position.h"
#include "ledger/time.h"

/// The plain values of the ledger as JSON.
namespace tools::wire {

inline boost::json::value to_json(const std::string& text) { return boost::json::string{text}; }
inline boost::json::value to_json(std::int64_t integer) { return integer; }
inline boost::json::value to_json(std::int32_t integer) { return integer; }
inline boost::json::value to_json(bool yes) { return yes; }
inline boost::json::value to_json(ledger::LicenseNumber number) { return number.value; }
inline boost::json::value to_json(ledger::Date date) {
  return boost::json::string{ledger::to_text(date)};
}
inline boost::json::value to_json(ledger::Instant at) {
  return boost::json::string{ledger::to_text(at)};
}

inline boost::json::value to_json(const std::vector<std::string>& texts) {
  return boost::json::array(texts.begin(), texts.end());
}

template <class T>
boost::json::value to_json(const std::map<std::string, T>& map) {
  boost::json::object object(map.size());
  for (const auto& [key, item] : map) object.emplace(key, to_json(item));
  return object;
}

/// null if there is no value.
template <class T>
boost::json::value to_json(const std::optional<T>& maybe) {
  return maybe ? to_json(*maybe) : boost::json::value{};
}

/// Adds the member unless it is empty or absent.
template <class T>
void add_if_any(boost::json::object& object, std::string_view name, const std::optional<T>& maybe) {
  if (maybe) object.emplace(name, to_json(*maybe));
}
inline void add_if_any(boost::json::object& object, std::string_view name,
                       const std::string& text) {
  if (!text.empty()) object.emplace(name, text);
}

/// A list of the results of `print` for each item.
template <class T, class Print>
boost::json::array list_json(const std::vector<T>& items, Print print) {
  boost::json::array array;
  array.reserve(items.size());
  for (const T& item : items) array.push_back(print(item));
  return array;
}

}  // namespace tools::wire
