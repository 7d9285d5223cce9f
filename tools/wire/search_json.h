#pragma once

#include <boost/json.hpp>

#include "projections/search/search_counts.h"
#include "replay/license_search.h"

/// The answers of replay/license_search.h as JSON.
namespace tools::wire {

/// `at`: the instant of the answer.
boost::json::object search_hit_json(const replay::SearchHit& hit, ledger::Instant at);
boost::json::object summary_json(const projections::search::Summary& summary);

}  // namespace tools::wire
