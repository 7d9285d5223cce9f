#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "tools/cli/pages/formatting.h"

namespace tools::cli::pages {

struct StatusPageOptions {
  Language language{};
  bool colored = false;
  bool hidden = false;          // include modules that only come with plans
  bool other_as_of = false;     // the question is not about now
  bool other_known_at = false;  // nor about what is known now
};

/// The license view on one screen.
std::string status_page(const boost::json::object& license, const StatusPageOptions& options);

}  // namespace tools::cli::pages
