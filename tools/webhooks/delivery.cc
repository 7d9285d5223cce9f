#include "tools/webhooks/delivery.h"

#include "tools/webhooks/kept_text.h"
#include "tools/wire/to_json.h"

namespace tools::webhooks {
namespace {

namespace json = boost::json;

json::array attempt_json(const Attempt& attempt) {
  return {attempt.at.micros, attempt.milliseconds, attempt.status, attempt.error, attempt.excerpt};
}

Attempt attempt_in(const json::array& array) {
  return {.at = {array.at(0).as_int64()},
          .milliseconds = array.at(1).as_int64(),
          .status = static_cast<int>(array.at(2).as_int64()),
          .error = std::string{array.at(3).as_string()},
          .excerpt = std::string{array.at(4).as_string()}};
}

Delivery read_delivery(const json::object& object) {
  const auto text = [&](const char* name) { return std::string{object.at(name).as_string()}; };
  const auto number = [&](const char* name) { return object.at(name).as_int64(); };
  Delivery delivery{.number = static_cast<std::uint64_t>(number("number")),
                    .message_id = text("message_id"),
                    .type = text("type"),
                    .subject = text("subject"),
                    .created_at = {number("created_at")},
                    .status = static_cast<DeliveryStatus>(number("status")),
                    .tries = static_cast<std::uint32_t>(number("tries")),
                    .next_attempt_at = {number("next_attempt_at")}};
  if (const auto& finished = object.at("finished_at"); finished.is_int64()) {
    delivery.finished_at = Instant{finished.get_int64()};
  }
  for (const auto& attempt : object.at("attempts").as_array()) {
    delivery.attempts.push_back(attempt_in(attempt.as_array()));
  }
  return delivery;
}

}  // namespace

std::string to_text(const Delivery& delivery) {
  const auto& finished = delivery.finished_at;
  return json::serialize(
      json::object{{"number", static_cast<std::int64_t>(delivery.number)},
                   {"message_id", delivery.message_id},
                   {"type", delivery.type},
                   {"subject", delivery.subject},
                   {"created_at", delivery.created_at.micros},
                   {"status", static_cast<std::int64_t>(delivery.status)},
                   {"tries", static_cast<std::int64_t>(delivery.tries)},
                   {"next_attempt_at", delivery.next_attempt_at.micros},
                   {"finished_at", finished ? json::value(finished->micros) : json::value{}},
                   {"attempts", wire::list_json(delivery.attempts, attempt_json)}});
}

std::optional<Delivery> delivery_from(std::string_view text) {
  return from_kept_text(text, read_delivery);
}

}  // namespace tools::webhooks
