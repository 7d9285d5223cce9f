#include "tools/stripe/stripe_event.h"

#include <boost/json.hpp>

#include "ledger/digest.h"
#include "tools/stripe/lenient_object.h"

namespace tools::stripe {

namespace json = boost::json;

ParsedStripeEvent parse_stripe_event(std::string_view body) {
  ParsedStripeEvent parsed;
  auto& event = parsed.event;
  const auto unreadable = [&](std::string why) {
    event.id = "unreadable_" + ledger::hex(ledger::sha256({body})).substr(0, 32);
    parsed.problem = MappingProblem{InboxReason::malformed_object, std::move(why)};
  };
  boost::system::error_code error;
  json::value value = json::parse(body, error);
  if (error || !value.is_object()) {
    unreadable(error ? "The body is not JSON: " + error.message() + "."
                     : "The body is not an object.");
    return parsed;
  }
  Notes notes;
  const LenientObject envelope{value.get_object(), "", notes};
  event.id = envelope.text("id");
  event.type = envelope.text("type");
  event.created = envelope.instant("created");
  event.account = envelope.optional_text("account");
  event.livemode = envelope.flag("livemode");
  const auto data = envelope.nested("data");
  if (!data || !data->nested("object")) envelope.complain("data/object", "is missing.");
  if (!notes.problem) {
    event.data = std::move(value.get_object().at("data").get_object());
  } else if (event.id.empty()) {
    unreadable(notes.problem->detail);
  } else {
    parsed.problem = notes.problem;
  }
  return parsed;
}

}  // namespace tools::stripe
