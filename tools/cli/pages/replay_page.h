#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "replay/comparison.h"
#include "replay/what_if.h"

/// What a replay found, for people and for programs.
namespace tools::cli::pages {

/// How long the work took; the clock of the machine, so no two runs say the same.
struct ReplayFigures {
  double seconds = 0;
  unsigned threads = 1;
  std::uint64_t events_per_second(std::uint64_t events) const;
};

std::string comparison_page(const replay::Comparison& comparison, const ReplayFigures& figures);
boost::json::object comparison_json(const replay::Comparison& comparison,
                                    const ReplayFigures& figures);

std::string what_if_page(const replay::WhatIf& what_if, bool colored);
boost::json::object what_if_json(const replay::WhatIf& what_if);

}  // namespace tools::cli::pages
