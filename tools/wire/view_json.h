#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "projections/words/messages.h"
#include "replay/questions.h"

/// The answers of replay/questions.h as JSON.
namespace tools::wire {

using projections::words::Language;

/// A reason or warning with its resolver, remedies and message.
boost::json::object explained(const ledger::Reason& reason, Language language);
boost::json::array explained(const std::vector<ledger::Reason>& reasons, Language language);

boost::json::object change_json(const ledger::ModuleChange& change);

/// The license view. `shop_url` is where the owner buys licenses.
boost::json::object license_json(const replay::LicenseAnswer& answer, Language language,
                                 const std::string& shop_url);
boost::json::object seat_json(const ledger::SeatHolder& seat, std::optional<ledger::Instant> since);
boost::json::object attempt_json(const replay::Attempt& attempt, Language language);
boost::json::object installation_json(const projections::state::Installation& installation);

}  // namespace tools::wire
