#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/reason.h"
#include "tools/cli/pages/phrases.h"

/// Small things said the same way on every page.
namespace tools::cli::pages {

using projections::words::Language;

/// A date where it is the first instant of one, else with the time to the minute.
std::string moment(ledger::Instant at);
/// Always with the time to the minute, for columns.
std::string minute(ledger::Instant at);

/// Names of the wire in words.
std::string kind_in_words(std::string_view kind, Language language);
std::string mode_in_words(std::string_view mode, Language language);
std::string user_type_in_words(std::string_view user_type, Language language);

/// What kind of reason: `Unpaid invoice`.
std::string reason_title(const boost::json::object& reason, Language language);
/// The same with what it is about: `Unpaid invoice (INV-7)`.
std::string reason_label(const boost::json::object& reason, Language language);
/// The labels of several, the same title once: `Too many seats in use (ten-sales, ten-service)`.
std::string reason_labels(const std::vector<const boost::json::object*>& reasons,
                          Language language);

}  // namespace tools::cli::pages
