#include <fmt/format.h>

#include "tools/stripe/extractors.h"
#include "tools/wire/fields.h"

namespace tools::stripe {
namespace {

/// The first date that begins no earlier than the period ends, so that nothing expires while paid.
ledger::Date date_after(ledger::Instant period_end) {
  return ledger::date_of({period_end.micros + ledger::micros_per_day - 1});
}

enum class SubscriptionPhase : std::uint8_t { not_begun, in_force, over, unknown };

/// A `paused` subscription has no payment method after its trial, so nobody pays for it. (One whose
/// collection is paused stays `active`.)
SubscriptionPhase phase_of(std::string_view status) {
  if (status == "incomplete") return SubscriptionPhase::not_begun;
  if (status == "trialing" || status == "active" || status == "past_due") {
    return SubscriptionPhase::in_force;
  }
  if (status == "paused" || status == "unpaid" || status == "canceled" ||
      status == "incomplete_expired") {
    return SubscriptionPhase::over;
  }
  return SubscriptionPhase::unknown;
}

/// What an item of a subscription in force buys; nullopt if that is not a module, or not known.
/// `period_end` is the subscription's: before 2025-03-31 the items have none.
std::optional<Bought> bought_by(const ExtractionContext& context, const std::string& subscription,
                                std::optional<ledger::Instant> period_end,
                                const LenientObject& item) {
  const auto [price, product] = priced(item);
  const Sold* sold = context.config.sold(price, product);
  if (sold == nullptr) {
    item.notes().complain(
        InboxReason::price_not_mapped,
        fmt::format("{} has price {} of product {}, and the configuration maps neither.",
                    subscription, price.empty() ? "(none)" : price,
                    product.empty() ? "(none)" : product));
    return std::nullopt;
  }
  if (sold->module_name.empty()) return std::nullopt;
  auto until = item.optional_instant("current_period_end");
  if (!until) until = period_end;
  const bool ends = context.config.until_period_end && until && *until != ledger::Instant{};
  return Bought{.line = item.text("id"),
                .module_name = sold->module_name,
                .quantity = quantity_of(item, *sold),
                .until = ends ? std::optional{date_after(*until)} : std::nullopt};
}

}  // namespace

Provenance ExtractionContext::provenance(int rank, const std::string& customer) const {
  const auto known = config.customers.find(customer);
  return {.event = event.id,
          .at = event.created,
          .rank = rank,
          .serial = {},
          .customer_serial = known == config.customers.end() ? "" : known->second};
}

Priced priced(const LenientObject& line) {
  if (const auto pricing = line.nested("pricing")) {
    const auto details = pricing->nested("price_details");
    if (details) return {details->reference("price"), details->reference("product")};
  }
  for (const char* name : {"price", "plan"}) {
    if (const auto price = line.nested(name)) {
      return {price->text("id"), price->reference("product")};
    }
  }
  return {line.reference("price"), ""};
}

std::int64_t quantity_of(const LenientObject& line, const Sold& sold) {
  // A metered price has no quantity: it counts as one.
  const auto quantity = line.optional_integer("quantity").value_or(1);
  if (quantity < 0 || quantity > wire::max_integer / sold.units) {
    line.complain("quantity", "is out of range.");
    return 0;
  }
  return quantity * sold.units;
}

std::string payment_of(const LenientObject& object) {
  auto intent = object.reference("payment_intent");
  return intent.empty() ? object.reference("charge") : intent;
}

Extract extract_subscription(const ExtractionContext& context, const LenientObject& object) {
  Extract extract;
  extract.subscription = object.text("id");
  const bool deleted = context.event.type == "customer.subscription.deleted";
  const bool created = context.event.type == "customer.subscription.created";
  const auto status = object.text("status");
  const auto phase = deleted ? SubscriptionPhase::over : phase_of(status);
  if (phase == SubscriptionPhase::unknown) {
    object.complain("status", fmt::format("is {}, which is not a known status.", status));
  }
  SubscriptionStatement& statement = extract.subscription_statement.emplace();
  const int rank = deleted ? 2 : created ? 0 : 1;
  statement.provenance = context.provenance(rank, object.required_reference("customer"));
  statement.begun = phase != SubscriptionPhase::not_begun;
  object.note_serial(context.config);
  const auto period_end = object.optional_instant("current_period_end");
  const bool in_force = phase == SubscriptionPhase::in_force;
  const bool more = object.each("items", [&](const LenientObject& item) {
    item.note_serial(context.config);
    if (!in_force) return;
    if (auto bought = bought_by(context, extract.subscription, period_end, item)) {
      statement.bought.push_back(std::move(*bought));
    }
  });
  if (more && in_force) {
    object.notes().complain(
        InboxReason::lines_incomplete,
        fmt::format("{} has more items than the event includes.", extract.subscription));
  }
  const bool awaits = context.config.await_payment && !statement.bought.empty();
  if (awaits) statement.invoice = object.reference("latest_invoice");
  return extract;
}

}  // namespace tools::stripe
