#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/stripe/mapping_config.h"
#include "tools/stripe/problem.h"
#include "tools/stripe/statement.h"

/// Reads what Stripe posts: an event with a snapshot of one object, in the shape of the API before
/// or after 2025-03-31.
namespace tools::stripe {

/// The envelope.
struct Notice {
  std::string id;  // evt_…; what cannot be read has one made of its bytes
  std::string type;
  std::int64_t created = 0;
  std::string account;  // of a connected account; empty: the endpoint's own
  bool livemode = true;
  boost::json::object data;  // `object`, `previous_attributes`

  std::string source() const { return account.empty() ? "stripe" : "stripe/" + account; }
};

struct ReadNotice {
  Notice notice;
  std::optional<Problem> problem;  // what could be read is in the notice
};
ReadNotice read_notice(std::string_view body);

/// Whether events of this type tell something that the ledger minds. The others are passed over:
/// their objects are of no use to it, or are told by events that it minds.
bool is_mapped(std::string_view type);

/// What an event tells, and of which objects.
struct Telling {
  std::string invoice;  // whose dossier it is for, with `payment` where both are named
  std::string payment;
  std::string subscription;  // whose dossier it is for, or that the invoice belongs to

  std::optional<InvoiceStatement> invoice_statement;
  std::vector<PaymentStatement> payments;
  std::vector<CreditStatement> credits;
  std::vector<ReversalStatement> reversals;
  std::optional<RefundedStatement> refunded;
  std::optional<SubscriptionStatement> subscription_statement;

  bool empty() const {
    return !invoice_statement && payments.empty() && credits.empty() && reversals.empty() &&
           !refunded && !subscription_statement;
  }
  /// Taken, and yet somebody must look at it.
  std::optional<Problem> remark;
};

struct Understood {
  Telling telling;
  std::optional<Problem> problem;  // then the telling is of no use
};
/// Of a notice of a mapped type.
Understood understand(const Notice& notice, const MappingConfig& config);

}  // namespace tools::stripe
