#pragma once

#include <boost/json/array.hpp>
#include <optional>

#include "ledger/time.h"

/// Selects, from the events of a license in the form of the HTTP interface, those that a question
/// concerns. Without an instant `…_by` selects all, and `recorded_after` none.
namespace tools::cli {

boost::json::array recorded_by(const boost::json::array& events,
                               std::optional<ledger::Instant> known_at);
boost::json::array recorded_after(const boost::json::array& events,
                                  std::optional<ledger::Instant> known_at);
boost::json::array effective_by(const boost::json::array& events,
                                std::optional<ledger::Instant> as_of);

}  // namespace tools::cli
