#pragma once

#include "tools/stripe/extract.h"
#include "tools/stripe/lenient_object.h"

/// What each kind of object states, in the shape of either API version.
namespace tools::stripe {

struct ExtractionContext {
  const StripeEvent& event;
  const MappingConfig& config;

  /// The provenance of a statement, without the serial number, which is set once the whole object
  /// has been read.
  Provenance provenance(int rank, const std::string& customer) const;
};

// invoice_extractors.cc
Extract extract_invoice(const ExtractionContext& context, const LenientObject& object);
Extract extract_invoice_payment(const ExtractionContext& context, const LenientObject& object);
Extract extract_credit_note(const ExtractionContext& context, const LenientObject& object);

// reversal_extractors.cc
Extract extract_refunded_charge(const ExtractionContext& context, const LenientObject& object);
Extract extract_refund(const ExtractionContext& context, const LenientObject& object);
Extract extract_dispute(const ExtractionContext& context, const LenientObject& object);

// subscription_extractors.cc
Extract extract_subscription(const ExtractionContext& context, const LenientObject& object);

/// The price and the product of a line or an item.
struct Priced {
  std::string price;
  std::string product;
};
Priced priced(const LenientObject& line);

/// The number of units that a line buys; complains if the ledger cannot count that far.
std::int64_t quantity_of(const LenientObject& line, const Sold& sold);

/// The payment intent, else the charge: how refunds and disputes refer to a payment.
std::string payment_of(const LenientObject& object);

}  // namespace tools::stripe
