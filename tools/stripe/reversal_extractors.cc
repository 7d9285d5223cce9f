#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "tools/stripe/extractors.h"

namespace tools::stripe {
namespace {

using namespace std::string_view_literals;

/// Only before 2025-03-31 does a charge name the invoice it pays.
void name_invoice(const LenientObject& charge, Extract& extract) {
  extract.invoice = charge.reference("invoice");
}

ReversalStatement refund_from(const ExtractionContext& context, const LenientObject& object) {
  ReversalStatement statement{.reversal = object.text("id"),
                              .currency = object.currency(),
                              .at = object.instant("created")};
  statement.amount = object.amount("amount", statement.currency);
  const auto status = object.optional_text("status");
  const bool came_to_nothing = status == "failed" || status == "canceled";
  statement.counts = !came_to_nothing;
  statement.counted = came_to_nothing;
  const int rank = came_to_nothing ? 2 : status == "succeeded" ? 1 : 0;
  statement.provenance = context.provenance(rank, "");
  object.note_serial(context.config);
  return statement;
}

/// What a refund or a dispute states about its charge.
Extract about_charge_of(const ExtractionContext& context, const LenientObject& object) {
  Extract extract;
  extract.payment = payment_of(object);
  if (extract.payment.empty()) object.complain("charge", "is missing.");
  if (const auto charge = object.nested("charge")) {
    name_invoice(*charge, extract);
    charge->note_serial(context.config);
  }
  return extract;
}

}  // namespace

Extract extract_refunded_charge(const ExtractionContext& context, const LenientObject& object) {
  Extract extract;
  extract.payment = payment_of(object);
  if (extract.payment.empty()) extract.payment = object.text("id");
  name_invoice(object, extract);
  RefundedStatement& statement = extract.refunded.emplace();
  statement.provenance = context.provenance(0, "");
  statement.currency = object.currency();
  statement.amount = object.amount("amount_refunded", statement.currency);
  object.note_serial(context.config);
  static_cast<void>(object.each("refunds", [&](const LenientObject& refund) {
    extract.reversals.push_back(refund_from(context, refund));
  }));
  return extract;
}

Extract extract_refund(const ExtractionContext& context, const LenientObject& object) {
  Extract extract = about_charge_of(context, object);
  extract.reversals.push_back(refund_from(context, object));
  return extract;
}

Extract extract_dispute(const ExtractionContext& context, const LenientObject& object) {
  Extract extract = about_charge_of(context, object);
  const auto status = object.text("status");
  constexpr std::array withheld{"needs_response"sv, "under_review"sv, "lost"sv,
                                "appeal_needs_response"sv, "appeal_under_review"sv};
  constexpr std::array harmless{"warning_needs_response"sv, "warning_under_review"sv,
                                "warning_closed"sv, "prevented"sv};
  const bool is_withheld = std::ranges::find(withheld, status) != withheld.end();
  const bool is_harmless = std::ranges::find(harmless, status) != harmless.end();
  if (!is_withheld && !is_harmless && status != "won") {
    object.complain("status", fmt::format("is {}, which is not a known status.", status));
  }
  const bool reinstated = context.event.type == "charge.dispute.funds_reinstated";
  ReversalStatement statement{.reversal = object.text("id"),
                              .dispute = true,
                              .counts = is_withheld && !reinstated,
                              .counted = status == "won" || reinstated,
                              .currency = object.currency(),
                              .at = object.instant("created")};
  statement.amount = object.amount("amount", statement.currency);
  const bool closed = status == "won" || status == "lost";
  statement.provenance = context.provenance(reinstated ? 3 : closed ? 2 : is_withheld ? 1 : 0, "");
  object.note_serial(context.config);
  extract.reversals.push_back(std::move(statement));
  return extract;
}

}  // namespace tools::stripe
