#include <fmt/format.h>

#include "tools/stripe/readings.h"
#include "tools/wire/fields.h"

namespace tools::stripe {
namespace {

constexpr std::int64_t seconds_per_day = 86'400;

/// The first date that begins when the period has ended: nothing expires while it is paid for.
std::int64_t date_after(std::int64_t period_end) {
  return (period_end + seconds_per_day - 1) / seconds_per_day;
}

enum class Standing : std::uint8_t { not_begun, in_force, over, unknown };

/// A subscription that is paused has no payment method after its trial: nobody pays for it. (One
/// whose collection is paused stays active.)
Standing standing_of(std::string_view status) {
  if (status == "incomplete") return Standing::not_begun;
  if (status == "trialing" || status == "active" || status == "past_due") return Standing::in_force;
  if (status == "paused" || status == "unpaid" || status == "canceled" ||
      status == "incomplete_expired") {
    return Standing::over;
  }
  return Standing::unknown;
}

}  // namespace

Told Occasion::told(int rank, const std::string& customer) const {
  const auto known = config.customers.find(customer);
  return {.event = notice.id,
          .at = notice.created,
          .rank = rank,
          .serial = {},
          .customer_serial = known == config.customers.end() ? "" : known->second};
}

Priced priced(const Part& line) {
  if (const auto pricing = line.part("pricing")) {
    const auto details = pricing->part("price_details");
    if (details) return {details->reference("price"), details->reference("product")};
  }
  for (const char* name : {"price", "plan"}) {
    if (const auto price = line.part(name)) return {price->text("id"), price->reference("product")};
  }
  return {line.reference("price"), ""};
}

std::int64_t quantity_of(const Part& line, const Sold& sold) {
  // What is billed by use has no quantity: it is there, once.
  const auto quantity = line.optional_integer("quantity").value_or(1);
  if (quantity < 0 || quantity > wire::max_integer / sold.units) {
    line.complain("quantity", "is out of range.");
    return 0;
  }
  return quantity * sold.units;
}

std::string payment_of(const Part& object) {
  auto intent = object.reference("payment_intent");
  return intent.empty() ? object.reference("charge") : intent;
}

Telling read_subscription(const Occasion& occasion, const Part& object) {
  Telling telling;
  telling.subscription = object.text("id");
  const bool deleted = occasion.notice.type == "customer.subscription.deleted";
  const bool created = occasion.notice.type == "customer.subscription.created";
  const auto status = object.text("status");
  const auto standing = deleted ? Standing::over : standing_of(status);
  if (standing == Standing::unknown) {
    object.complain("status", fmt::format("is {}, which is not known.", status));
  }
  SubscriptionStatement& statement = telling.subscription_statement.emplace();
  statement.told = occasion.told(deleted   ? 2
                                 : created ? 0
                                           : 1,
                                 object.required_reference("customer"));
  statement.begun = standing != Standing::not_begun;
  object.note_serial(occasion.config);
  const auto period_end = object.optional_instant("current_period_end");
  const bool more = object.each("items", [&](const Part& item) {
    item.note_serial(occasion.config);
    if (standing != Standing::in_force) return;
    const auto [price, product] = priced(item);
    const Sold* sold = occasion.config.sold(price, product);
    if (sold == nullptr) {
      object.notes().complain(
          InboxReason::price_not_mapped,
          fmt::format("{} has price {} of product {}, and the configuration names a module for "
                      "neither.",
                      telling.subscription, price.empty() ? "(none)" : price,
                      product.empty() ? "(none)" : product));
      return;
    }
    if (sold->module_name.empty()) return;
    const auto until = item.optional_instant("current_period_end").value_or(period_end.value_or(0));
    const bool lasts = !occasion.config.until_period_end || until == 0;
    statement.bought.push_back({.line = item.text("id"),
                                .module_name = sold->module_name,
                                .quantity = quantity_of(item, *sold),
                                .until = lasts ? -1 : date_after(until)});
  });
  if (more && standing == Standing::in_force) {
    object.notes().complain(
        InboxReason::lines_incomplete,
        fmt::format("{} has more items than came with the event.", telling.subscription));
  }
  const bool awaits = occasion.config.await_payment && !statement.bought.empty();
  if (awaits) statement.invoice = object.reference("latest_invoice");
  return telling;
}

}  // namespace tools::stripe
