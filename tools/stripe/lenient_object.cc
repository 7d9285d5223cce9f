#include "tools/stripe/lenient_object.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "tools/stripe/currency.h"
#include "tools/stripe/unix_time.h"
#include "tools/text/text_rules.h"

namespace tools::stripe {

namespace json = boost::json;

namespace {
/// Leaves room for what is added to Stripe's id to form the ledger's.
constexpr std::size_t max_bytes = 200;
constexpr std::int64_t end_of_time_s = 253'402'300'799;  // 9999-12-31T23:59:59Z
}  // namespace

const json::value* LenientObject::member(std::string_view name) const {
  const auto* value = object_->if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

void LenientObject::complain(std::string_view name, std::string_view why) const {
  notes_->complain(InboxReason::malformed_object, fmt::format("{}/{} {}", path_, name, why));
}

std::string LenientObject::bounded(const json::value& value, std::string_view name) const {
  const auto* text = value.if_string();
  if (text == nullptr) {
    complain(name, "is not a string.");
    return "";
  }
  std::string result{text->data(), text->size()};
  if (result.size() > max_bytes || text::has_control_character(result)) {
    complain(name, "has more than 200 bytes, or a control character.");
    return "";
  }
  return result;
}

std::string LenientObject::optional_text(std::string_view name) const {
  const auto* value = member(name);
  return value == nullptr ? "" : bounded(*value, name);
}

std::string LenientObject::text(std::string_view name) const {
  auto value = optional_text(name);
  if (value.empty()) complain(name, "is missing.");
  return value;
}

std::optional<std::int64_t> LenientObject::optional_integer(std::string_view name) const {
  const auto* value = member(name);
  if (value == nullptr) return std::nullopt;
  boost::system::error_code error;
  const auto number = value->to_number<std::int64_t>(error);
  if (error) {
    complain(name, "is not a whole number.");
    return std::nullopt;
  }
  return number;
}

std::int64_t LenientObject::integer(std::string_view name) const {
  const auto value = optional_integer(name);
  if (!value) complain(name, "is missing.");
  return value.value_or(0);
}

std::optional<ledger::Instant> LenientObject::optional_instant(std::string_view name) const {
  const auto seconds = optional_integer(name);
  if (!seconds) return std::nullopt;
  if (*seconds < 0 || *seconds > end_of_time_s) {
    complain(name, "is not a time between 1970 and 9999.");
    return std::nullopt;
  }
  return from_unix(*seconds);
}

ledger::Instant LenientObject::instant(std::string_view name) const {
  const auto value = optional_instant(name);
  if (!value) complain(name, "is missing.");
  return value.value_or(ledger::Instant{});
}

bool LenientObject::flag(std::string_view name) const {
  const auto* value = member(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::string LenientObject::reference(std::string_view name) const {
  const auto* value = member(name);
  if (value == nullptr) return "";
  if (const auto* whole = value->if_object()) {
    return LenientObject{*whole, fmt::format("{}/{}", path_, name), *notes_}.text("id");
  }
  return bounded(*value, name);
}

std::string LenientObject::required_reference(std::string_view name) const {
  auto id = reference(name);
  if (id.empty()) complain(name, "is missing.");
  return id;
}

std::optional<LenientObject> LenientObject::nested(std::string_view name) const {
  const auto* value = member(name);
  if (value == nullptr || !value->is_object()) return std::nullopt;
  return LenientObject{value->get_object(), fmt::format("{}/{}", path_, name), *notes_};
}

bool LenientObject::each(std::string_view name,
                         const std::function<void(const LenientObject&)>& read) const {
  const auto list = nested(name);
  if (!list) return false;
  const auto* data = list->member("data");
  if (data == nullptr || !data->is_array()) {
    list->complain("data", "is not a list.");
    return false;
  }
  std::size_t i = 0;
  for (const auto& element : data->get_array()) {
    const auto at = fmt::format("{}/{}/data/{}", path_, name, i++);
    if (const auto* object = element.if_object()) {
      read(LenientObject{*object, at, *notes_});
    } else {
      notes_->complain(InboxReason::malformed_object, at + " is not an object.");
    }
  }
  return list->flag("has_more");
}

std::string LenientObject::currency() const {
  auto code = text("currency");
  std::ranges::transform(code, code.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  if (!code.empty() && !text::is_currency(code)) complain("currency", "is not a currency.");
  return code;
}

std::int64_t LenientObject::amount(std::string_view name, const std::string& currency) const {
  const auto stated = integer(name);
  if (notes_->problem) return 0;
  const auto amount = minor_units(stated, currency);
  if (!amount) {
    notes_->complain(
        InboxReason::amount_not_representable,
        fmt::format(
            "{}/{} is {} in {}, which is not a whole number of minor units from 0 to 2^53 - 1.",
            path_, name, stated, currency));
  }
  return amount.value_or(0);
}

void LenientObject::note_serial(const MappingConfig& config) const {
  const auto metadata = nested("metadata");
  if (!metadata) return;
  auto serial = metadata->optional_text(config.serial_number_key);
  if (!serial.empty()) notes_->serials.insert(std::move(serial));
}

}  // namespace tools::stripe
