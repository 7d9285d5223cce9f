#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "replay/comparison.h"
#include "replay/what_if.h"

/// The result of a replay, for people and for programs.
namespace tools::cli::pages {

/// How long the work took by the machine's clock; differs between runs.
struct ReplayStats {
  double seconds = 0;
  unsigned threads = 1;
  std::uint64_t events_per_second(std::uint64_t events) const;
};

std::string comparison_page(const replay::Comparison& comparison, const ReplayStats& stats);
boost::json::object comparison_json(const replay::Comparison& comparison, const ReplayStats& stats);

std::string what_if_page(const replay::WhatIf& what_if, bool colored);
boost::json::object what_if_json(const replay::WhatIf& what_if);

}  // namespace tools::cli::pages
