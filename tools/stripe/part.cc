#include "tools/stripe/part.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "tools/stripe/currency.h"
#include "tools/text/text_rules.h"

namespace tools::stripe {

namespace json = boost::json;

namespace {
/// Leaves room for what the ledger adds to an id of Stripe's to make its own.
constexpr std::size_t max_bytes = 200;
constexpr std::int64_t end_of_time = 253'402'300'799;  // 9999-12-31T23:59:59Z
}  // namespace

const json::value* Part::member(std::string_view name) const {
  const auto* value = object_->if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

void Part::complain(std::string_view name, std::string_view why) const {
  notes_->complain(InboxReason::malformed_object, fmt::format("{}/{} {}", path_, name, why));
}

std::string Part::bounded(const json::value& value, std::string_view name) const {
  const auto* text = value.if_string();
  if (text == nullptr) {
    complain(name, "is no text.");
    return "";
  }
  std::string result{text->data(), text->size()};
  if (result.size() > max_bytes || text::has_control_character(result)) {
    complain(name, "has more than 200 bytes, or control characters.");
    return "";
  }
  return result;
}

std::string Part::optional_text(std::string_view name) const {
  const auto* value = member(name);
  return value == nullptr ? "" : bounded(*value, name);
}

std::string Part::text(std::string_view name) const {
  auto value = optional_text(name);
  if (value.empty()) complain(name, "is missing.");
  return value;
}

std::optional<std::int64_t> Part::optional_integer(std::string_view name) const {
  const auto* value = member(name);
  if (value == nullptr) return std::nullopt;
  boost::system::error_code error;
  const auto number = value->to_number<std::int64_t>(error);
  if (error) {
    complain(name, "is no whole number.");
    return std::nullopt;
  }
  return number;
}

std::int64_t Part::integer(std::string_view name) const {
  const auto value = optional_integer(name);
  if (!value) complain(name, "is missing.");
  return value.value_or(0);
}

std::optional<std::int64_t> Part::optional_instant(std::string_view name) const {
  const auto value = optional_integer(name);
  if (!value) return std::nullopt;
  if (*value < 0 || *value > end_of_time) {
    complain(name, "is no instant.");
    return std::nullopt;
  }
  return value;
}

std::int64_t Part::instant(std::string_view name) const {
  const auto value = optional_instant(name);
  if (!value) complain(name, "is missing.");
  return value.value_or(0);
}

bool Part::flag(std::string_view name) const {
  const auto* value = member(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::string Part::reference(std::string_view name) const {
  const auto* value = member(name);
  if (value == nullptr) return "";
  if (const auto* whole = value->if_object()) {
    return Part{*whole, fmt::format("{}/{}", path_, name), *notes_}.text("id");
  }
  return bounded(*value, name);
}

std::string Part::required_reference(std::string_view name) const {
  auto id = reference(name);
  if (id.empty()) complain(name, "is missing.");
  return id;
}

std::optional<Part> Part::part(std::string_view name) const {
  const auto* value = member(name);
  if (value == nullptr || !value->is_object()) return std::nullopt;
  return Part{value->get_object(), fmt::format("{}/{}", path_, name), *notes_};
}

bool Part::each(std::string_view name, const std::function<void(const Part&)>& read) const {
  const auto list = part(name);
  if (!list) return false;
  const auto* data = list->member("data");
  if (data == nullptr || !data->is_array()) {
    list->complain("data", "is no list.");
    return false;
  }
  std::size_t i = 0;
  for (const auto& element : data->get_array()) {
    const auto at = fmt::format("{}/{}/data/{}", path_, name, i++);
    if (const auto* object = element.if_object()) {
      read(Part{*object, at, *notes_});
    } else {
      notes_->complain(InboxReason::malformed_object, at + " is no object.");
    }
  }
  return list->flag("has_more");
}

std::string Part::currency() const {
  auto code = text("currency");
  std::ranges::transform(code, code.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  if (!code.empty() && !text::is_currency(code)) complain("currency", "is no currency.");
  return code;
}

std::int64_t Part::amount(std::string_view name, const std::string& currency) const {
  const auto stated = integer(name);
  if (notes_->problem) return 0;
  const auto amount = minor_units(stated, currency);
  if (!amount) {
    notes_->complain(InboxReason::amount_not_representable,
                     fmt::format("{}/{} is {} in {} as Stripe counts it, which is no whole number "
                                 "of its minor units from 0 to 2^53 - 1.",
                                 path_, name, stated, currency));
  }
  return amount.value_or(0);
}

void Part::note_serial(const MappingConfig& config) const {
  const auto metadata = part("metadata");
  if (!metadata) return;
  auto serial = metadata->optional_text(config.serial_number_key);
  if (!serial.empty()) notes_->serials.insert(std::move(serial));
}

}  // namespace tools::stripe
