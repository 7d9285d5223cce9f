#pragma once

#include <boost/json/array.hpp>
#include <optional>

#include "ledger/time.h"

/// The part of a license's events, as the HTTP interface gives them, that a question is about.
/// Without an instant: all, or after none of them nothing.
namespace tools::cli {

boost::json::array recorded_by(const boost::json::array& events,
                               std::optional<ledger::Instant> known_at);
boost::json::array recorded_after(const boost::json::array& events,
                                  std::optional<ledger::Instant> known_at);
boost::json::array effective_by(const boost::json::array& events,
                                std::optional<ledger::Instant> as_of);

}  // namespace tools::cli
