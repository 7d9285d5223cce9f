#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/stripe/mapping_config.h"
#include "tools/stripe/mapping_problem.h"
#include "tools/stripe/statement.h"
#include "tools/stripe/stripe_event.h"

namespace tools::stripe {

/// What an event states, and about which objects.
struct Extract {
  std::string invoice;  // whose dossier it goes into, unless `payment` names another
  std::string payment;
  std::string subscription;  // whose dossier it goes into, or that the invoice belongs to

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
  /// Why a person must look at the event although all of it can be posted.
  std::optional<MappingProblem> remark;
};

/// Whether events of this type state anything the ledger records. The others are ignored: their
/// objects do not concern it, or other events state the same.
bool is_mapped(std::string_view type);

struct Extraction {
  Extract extract;
  std::optional<MappingProblem> problem;  // if set, the extract is empty
};
/// `event` is of a mapped type.
Extraction extract_from(const StripeEvent& event, const MappingConfig& config);

}  // namespace tools::stripe
