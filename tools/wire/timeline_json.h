#pragma once

#include <boost/json/fwd.hpp>
#include <string_view>

#include "projections/timeline.h"
#include "projections/words/language.h"

namespace tools::wire {

/// The answer of `GET /v1/licenses/{serial}/timeline`.
boost::json::object timeline_json(const projections::Timeline& timeline,
                                  std::string_view serial_number, ledger::Instant known_at,
                                  projections::words::Language language);

}  // namespace tools::wire
