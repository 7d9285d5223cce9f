#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/reason.h"
#include "tools/cli/pages/phrases.h"

/// Dates, names and reasons, in the same form on every page.
namespace tools::cli::pages {

using projections::words::Language;

/// A date if it is the start of a day, otherwise with the time to the minute.
std::string format_instant(ledger::Instant at);
/// Always with the time to the minute, for columns.
std::string format_minute(ledger::Instant at);

/// Names of the JSON as texts for people; an unknown name as it is.
std::string kind_text(std::string_view kind, Language language);
std::string mode_text(std::string_view mode, Language language);
std::string user_type_text(std::string_view user_type, Language language);

/// `Unpaid invoice`
std::string reason_title(const boost::json::object& reason, Language language);
/// The title with its subject: `Unpaid invoice (INV-7)`.
std::string reason_label(const boost::json::object& reason, Language language);
/// The labels of several, each title once: `Too many seats in use (ten-sales, ten-service)`.
std::string reason_labels(const std::vector<const boost::json::object*>& reasons,
                          Language language);

}  // namespace tools::cli::pages
