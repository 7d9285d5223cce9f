#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "tools/stripe/readings.h"

namespace tools::stripe {
namespace {

using namespace std::string_view_literals;

/// A charge names the invoice that it pays in the API before 2025-03-31 only.
void name_invoice(const Part& charge, Telling& telling) {
  telling.invoice = charge.reference("invoice");
}

ReversalStatement refund_from(const Occasion& occasion, const Part& object) {
  ReversalStatement statement{.reversal = object.text("id"),
                              .currency = object.currency(),
                              .at = object.instant("created")};
  statement.amount = object.amount("amount", statement.currency);
  const auto status = object.optional_text("status");
  const bool came_to_nothing = status == "failed" || status == "canceled";
  statement.counts = !came_to_nothing;
  statement.counted = came_to_nothing;
  const int rank = came_to_nothing ? 2 : status == "succeeded" ? 1 : 0;
  statement.told = occasion.told(rank, "");
  object.note_serial(occasion.config);
  return statement;
}

/// What a refund or a dispute says of the charge that it is about.
Telling about_charge_of(const Occasion& occasion, const Part& object) {
  Telling telling;
  telling.payment = payment_of(object);
  if (telling.payment.empty()) object.complain("charge", "is missing.");
  if (const auto charge = object.part("charge")) {
    name_invoice(*charge, telling);
    charge->note_serial(occasion.config);
  }
  return telling;
}

}  // namespace

Telling read_refunded_charge(const Occasion& occasion, const Part& object) {
  Telling telling;
  telling.payment = payment_of(object);
  if (telling.payment.empty()) telling.payment = object.text("id");
  name_invoice(object, telling);
  RefundedStatement& statement = telling.refunded.emplace();
  statement.told = occasion.told(0, "");
  statement.currency = object.currency();
  statement.amount = object.amount("amount_refunded", statement.currency);
  object.note_serial(occasion.config);
  static_cast<void>(object.each("refunds", [&](const Part& refund) {
    telling.reversals.push_back(refund_from(occasion, refund));
  }));
  return telling;
}

Telling read_refund(const Occasion& occasion, const Part& object) {
  Telling telling = about_charge_of(occasion, object);
  telling.reversals.push_back(refund_from(occasion, object));
  return telling;
}

Telling read_dispute(const Occasion& occasion, const Part& object) {
  Telling telling = about_charge_of(occasion, object);
  const auto status = object.text("status");
  constexpr std::array withheld{"needs_response"sv, "under_review"sv, "lost"sv,
                                "appeal_needs_response"sv, "appeal_under_review"sv};
  constexpr std::array harmless{"warning_needs_response"sv, "warning_under_review"sv,
                                "warning_closed"sv, "prevented"sv};
  const bool is_withheld = std::ranges::find(withheld, status) != withheld.end();
  const bool is_harmless = std::ranges::find(harmless, status) != harmless.end();
  if (!is_withheld && !is_harmless && status != "won") {
    object.complain("status", fmt::format("is {}, which is not known.", status));
  }
  const bool reinstated = occasion.notice.type == "charge.dispute.funds_reinstated";
  ReversalStatement statement{.reversal = object.text("id"),
                              .dispute = true,
                              .counts = is_withheld && !reinstated,
                              .counted = status == "won" || reinstated,
                              .currency = object.currency(),
                              .at = object.instant("created")};
  statement.amount = object.amount("amount", statement.currency);
  const bool closed = status == "won" || status == "lost";
  statement.told = occasion.told(reinstated ? 3 : closed ? 2 : is_withheld ? 1 : 0, "");
  object.note_serial(occasion.config);
  telling.reversals.push_back(std::move(statement));
  return telling;
}

}  // namespace tools::stripe
