#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/time.h"
#include "tools/stripe/mapping_problem.h"

/// What Stripe posts: an event with a snapshot of one object, in the shape of the API before or
/// after 2025-03-31.
namespace tools::stripe {

/// The envelope.
struct StripeEvent {
  std::string id;  // evt_…; derived from the bytes of a body that cannot be read
  std::string type;
  ledger::Instant created;
  std::string account;  // the connected account; empty: the endpoint's own
  bool livemode = true;
  boost::json::object data;  // `object`, `previous_attributes`

  std::string source() const { return account.empty() ? "stripe" : "stripe/" + account; }
};

struct ParsedStripeEvent {
  StripeEvent event;                      // as far as it could be read
  std::optional<MappingProblem> problem;  // why it could not be read further
};
ParsedStripeEvent parse_stripe_event(std::string_view body);

}  // namespace tools::stripe
