#include "tools/wire/json_read.h"

#include <boost/json.hpp>

namespace tools::wire {

namespace json = boost::json;

std::optional<std::int64_t> integer_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  boost::system::error_code not_whole;
  const auto number = value->to_number<std::int64_t>(not_whole);
  return not_whole ? std::nullopt : std::optional{number};
}

std::int64_t number_in(const json::object& object, std::string_view name) {
  return integer_in(object, name).value_or(0);
}

std::string text_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr) return {};
  if (const auto* text = value->if_string()) return std::string{*text};
  const auto number = integer_in(object, name);
  return number ? std::to_string(*number) : std::string{};
}

bool flag_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::optional<ledger::Instant> instant_in(const json::object& object, std::string_view name) {
  return ledger::parse_instant_or_date(text_in(object, name));
}

const json::object* object_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

std::vector<const json::object*> objects_of(const json::array& list) {
  std::vector<const json::object*> objects;
  for (const auto& value : list) {
    if (const auto* object = value.if_object()) objects.push_back(object);
  }
  return objects;
}

std::vector<const json::object*> objects_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_array() ? objects_of(value->get_array())
                                               : std::vector<const json::object*>{};
}

std::vector<std::string> texts_in(const json::object& object, std::string_view name) {
  std::vector<std::string> texts;
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_array()) return texts;
  for (const auto& element : value->get_array()) {
    if (const auto* text = element.if_string()) texts.emplace_back(*text);
  }
  return texts;
}

}  // namespace tools::wire
