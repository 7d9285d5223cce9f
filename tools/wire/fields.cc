#include "tools/wire/fields.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <cmath>
#include <fmt/format.h>
#include <utility>

#include "tools/text/text_rules.h"

namespace tools::wire {
namespace {

using boost::json::value;

std::string_view view(const boost::json::string& text) { return {text.data(), text.size()}; }
std::string_view view(boost::json::string_view text) { return {text.data(), text.size()}; }

/// A number without fraction or exponent that fits; the parser stores it as one of two kinds.
std::optional<std::int64_t> integer_in(const value& value) {
  if (value.is_int64()) return value.get_int64();
  if (value.is_uint64() && std::in_range<std::int64_t>(value.get_uint64())) {
    return static_cast<std::int64_t>(value.get_uint64());
  }
  return std::nullopt;
}

/// The parser stores an integer beyond 64 bits as a double; it is still an integer.
bool is_beyond_64_bits(const value& value) {
  return value.is_uint64() || (value.is_double() && std::abs(value.get_double()) > 9.2e18);
}

/// Whether RFC 3339 can represent it in UTC: an offset can lead outside its years.
bool is_representable(ledger::Instant at) {
  static const auto first = ledger::parse_date("0001-01-01").value();
  static const auto last = ledger::parse_date("9999-12-31").value();
  return ledger::date_of(at) >= first && ledger::date_of(at) <= last;
}

}  // namespace

struct Fields::ValueError {
  std::string_view code;
  std::string detail;
};

std::string escaped_for_pointer(std::string_view name) {
  std::string escaped;
  escaped.reserve(name.size());
  for (const char c : name) {
    if (c == '~') {
      escaped += "~0";
    } else if (c == '/') {
      escaped += "~1";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

Fields::Fields(const boost::json::object& object, std::string_view pointer,
               std::vector<FieldError>& errors)
    : object_(object), pointer_(pointer), errors_(errors), was_read_(object.size()) {}

const value* Fields::member(std::string_view name) {
  const auto found = object_.find(name);
  if (found == object_.end()) return nullptr;
  was_read_[static_cast<std::size_t>(found - object_.begin())] = true;
  return found->value().is_null() ? nullptr : &found->value();
}

const value* Fields::require(std::string_view name) {
  const value* found = member(name);
  if (found == nullptr) problem(name, "required", "is required");
  return found;
}

std::string Fields::text(std::string_view name, std::size_t max_bytes) {
  return require(name) == nullptr ? "" : std::string{string_at(name, max_bytes).value_or("")};
}

std::string Fields::optional_text(std::string_view name, std::size_t max_bytes) {
  const value* found = member(name);
  if (found != nullptr && found->is_string() && found->get_string().empty()) return "";
  return std::string{string_at(name, max_bytes).value_or("")};
}

std::int64_t Fields::integer(std::string_view name, std::int64_t min, std::int64_t max) {
  return require(name) == nullptr ? 0 : optional_integer(name, min, max).value_or(0);
}

std::optional<std::int64_t> Fields::optional_integer(std::string_view name, std::int64_t min,
                                                     std::int64_t max) {
  const value* found = member(name);
  if (found == nullptr) return std::nullopt;
  if (auto error = check_integer(*found, min, max)) {
    add_error(pointer_to(name), std::move(*error));
    return std::nullopt;
  }
  return integer_in(*found);
}

bool Fields::boolean(std::string_view name, bool when_absent) {
  return optional_boolean(name).value_or(when_absent);
}

std::optional<bool> Fields::optional_boolean(std::string_view name) {
  const value* found = member(name);
  if (found == nullptr) return std::nullopt;
  if (!found->is_bool()) {
    problem(name, "wrong_type", "must be true or false");
    return std::nullopt;
  }
  return found->get_bool();
}

ledger::Date Fields::date(std::string_view name) {
  return require(name) == nullptr ? ledger::Date{} : optional_date(name).value_or(ledger::Date{});
}

std::optional<ledger::Date> Fields::optional_date(std::string_view name) {
  const auto text = string_at(name, max_text_bytes);
  if (!text) return std::nullopt;
  const auto date = ledger::parse_date(*text);
  if (!date) problem(name, "not_a_date", "must be a date, YYYY-MM-DD");
  return date;
}

std::optional<ledger::Instant> Fields::optional_instant(std::string_view name) {
  const auto text = string_at(name, max_text_bytes);
  if (!text) return std::nullopt;
  const auto instant = ledger::parse_instant(*text);
  if (instant && is_representable(*instant)) return instant;
  problem(
      name, "not_an_instant",
      "must be an RFC 3339 date and time with Z or an offset, in the years 0001 to 9999 of UTC");
  return std::nullopt;
}

std::string Fields::version(std::string_view name) {
  std::string version = text(name);
  if (!version.empty() && !text::is_version(version)) {
    problem(name, "not_a_version",
            "must be a version: at most 8 numbers of at most 9 digits, separated by dots");
  }
  return version;
}

std::string Fields::currency(std::string_view name) {
  std::string currency = text(name);
  if (!currency.empty() && !text::is_currency(currency)) {
    problem(name, "not_a_currency", "must be an ISO 4217 code of three capital letters");
  }
  return currency;
}

std::vector<std::string> Fields::texts(std::string_view name) {
  std::vector<std::string> texts;
  const auto* array = array_at(name);
  if (array == nullptr) return texts;
  texts.reserve(array->size());
  const std::size_t before = errors_.size();
  for (std::size_t i = 0; i < array->size() && !limit_reached(before); ++i) {
    if (auto error = check_text((*array)[i], max_text_bytes)) {
      add_error(fmt::format("{}/{}", pointer_to(name), i), std::move(*error));
    } else {
      texts.emplace_back(view((*array)[i].get_string()));
    }
  }
  return texts;
}

std::map<std::string, std::string> Fields::text_map(std::string_view name) {
  std::map<std::string, std::string> texts;
  const auto* object = object_at(name);
  if (object == nullptr) return texts;
  const std::size_t before = errors_.size();
  for (const auto& [key, text] : *object) {
    if (limit_reached(before)) break;
    auto error = check_text(view(key), max_text_bytes);
    if (!error) error = check_text(text, max_text_bytes);
    if (error) {
      add_error(pointer_to(name) + '/' + escaped_for_pointer(view(key)), std::move(*error));
    } else {
      texts.emplace(view(key), view(text.get_string()));
    }
  }
  return texts;
}

std::map<std::string, std::int64_t> Fields::integer_map(std::string_view name, std::int64_t min,
                                                        std::int64_t max) {
  std::map<std::string, std::int64_t> integers;
  const auto* object = object_at(name);
  if (object == nullptr) return integers;
  const std::size_t before = errors_.size();
  for (const auto& [key, integer] : *object) {
    if (limit_reached(before)) break;
    auto error = check_text(view(key), max_text_bytes);
    if (!error) error = check_integer(integer, min, max);
    if (error) {
      add_error(pointer_to(name) + '/' + escaped_for_pointer(view(key)), std::move(*error));
    } else {
      integers.emplace(view(key), *integer_in(integer));
    }
  }
  return integers;
}

void Fields::each(std::string_view name, std::size_t min_count,
                  const std::function<void(Fields&)>& read) {
  if (min_count > 0 && require(name) == nullptr) return;
  const auto* array = array_at(name);
  if (array == nullptr) return;
  if (array->size() < min_count) {
    problem(name, "empty", fmt::format("must have at least {}", min_count));
  }
  const std::size_t before = errors_.size();
  for (std::size_t i = 0; i < array->size() && !limit_reached(before); ++i) {
    const auto pointer = fmt::format("{}/{}", pointer_to(name), i);
    const auto* object = (*array)[i].if_object();
    if (object == nullptr) {
      add_error(pointer, {"wrong_type", "must be an object"});
      continue;
    }
    Fields element(*object, pointer, errors_);
    element.lenient_ = lenient_;
    read(element);
    element.done();
  }
}

void Fields::problem(std::string_view name, std::string_view code, std::string detail) {
  add_error(name.empty() ? pointer_ : pointer_to(name), {code, std::move(detail)});
}

void Fields::done() {
  if (lenient_) return;
  const std::size_t before = errors_.size();
  for (std::size_t i = 0; i < was_read_.size() && !limit_reached(before); ++i) {
    if (was_read_[i]) continue;
    const auto name = (object_.begin() + static_cast<std::ptrdiff_t>(i))->key();
    add_error(pointer_to(view(name)), {"unknown_member", "is not a known member"});
  }
}

std::optional<Fields::ValueError> Fields::check_text(std::string_view text, std::size_t max_bytes) {
  if (text.empty()) return ValueError{"empty", "must not be empty"};
  if (text.size() > max_bytes) {
    return ValueError{"too_long", fmt::format("must have at most {} bytes", max_bytes)};
  }
  if (text::has_control_character(text)) {
    return ValueError{"control_character", "must not contain control characters"};
  }
  return std::nullopt;
}

std::optional<Fields::ValueError> Fields::check_text(const value& value, std::size_t max_bytes) {
  const auto* text = value.if_string();
  if (text == nullptr) return ValueError{"wrong_type", "must be a string"};
  return check_text(view(*text), max_bytes);
}

std::optional<Fields::ValueError> Fields::check_integer(const value& value, std::int64_t min,
                                                        std::int64_t max) {
  const auto integer = integer_in(value);
  if (!integer && !is_beyond_64_bits(value)) {
    return ValueError{"wrong_type", "must be an integer, without fraction or exponent"};
  }
  if (!integer || *integer < min || *integer > max) {
    return ValueError{"out_of_range", fmt::format("must be from {} to {}", min, max)};
  }
  return std::nullopt;
}

std::string Fields::pointer_to(std::string_view name) const {
  return pointer_ + '/' + escaped_for_pointer(name);
}

void Fields::add_error(std::string pointer, ValueError error) {
  errors_.push_back({std::move(pointer), std::string{error.code}, std::move(error.detail)});
}

bool Fields::limit_reached(std::size_t errors_before) const {
  return errors_.size() - errors_before >= max_errors_per_value;
}

const boost::json::array* Fields::array_at(std::string_view name) {
  const value* found = member(name);
  if (found == nullptr) return nullptr;
  if (!found->is_array()) problem(name, "wrong_type", "must be a list");
  return found->if_array();
}

const boost::json::object* Fields::object_at(std::string_view name) {
  const value* found = member(name);
  if (found == nullptr) return nullptr;
  if (!found->is_object()) problem(name, "wrong_type", "must be an object");
  return found->if_object();
}

std::optional<std::string_view> Fields::string_at(std::string_view name, std::size_t max_bytes) {
  const value* found = member(name);
  if (found == nullptr) return std::nullopt;
  if (auto error = check_text(*found, max_bytes)) {
    add_error(pointer_to(name), std::move(*error));
    return std::nullopt;
  }
  return view(found->get_string());
}

std::size_t Fields::index_of(std::string_view name, std::span<const std::string_view> names,
                             std::optional<std::size_t> when_absent) {
  if (!when_absent && require(name) == nullptr) return 0;
  const auto text = string_at(name, max_text_bytes);
  if (!text) return when_absent.value_or(0);
  const auto found = std::ranges::find(names, *text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  problem(name, "not_in_list", fmt::format("must be one of {}", fmt::join(names, ", ")));
  return 0;
}

}  // namespace tools::wire
