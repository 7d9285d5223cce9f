#pragma once

#include "tools/stripe/notice.h"
#include "tools/stripe/part.h"

/// What each kind of object tells, in the shape of either API.
namespace tools::stripe {

struct Occasion {
  const Notice& notice;
  const MappingConfig& config;

  /// What every statement of the event begins with. The serial number is added when all is read.
  Told told(int rank, const std::string& customer) const;
};

// invoice_readings.cc
Telling read_invoice(const Occasion& occasion, const Part& object);
Telling read_invoice_payment(const Occasion& occasion, const Part& object);
Telling read_credit_note(const Occasion& occasion, const Part& object);

// reversal_readings.cc
Telling read_refunded_charge(const Occasion& occasion, const Part& object);
Telling read_refund(const Occasion& occasion, const Part& object);
Telling read_dispute(const Occasion& occasion, const Part& object);

// subscription_readings.cc
Telling read_subscription(const Occasion& occasion, const Part& object);

/// The price and the product of a line or an item, in either shape.
struct Priced {
  std::string price;
  std::string product;
};
Priced priced(const Part& line);

/// So many units for each one bought; complains where that is more than the ledger counts.
std::int64_t quantity_of(const Part& line, const Sold& sold);

/// What refunds and disputes name, and payments are known by: the payment intent, else the charge.
std::string payment_of(const Part& object);

}  // namespace tools::stripe
