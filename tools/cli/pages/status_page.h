#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "tools/cli/pages/formatting.h"

namespace tools::cli::pages {

struct StatusPage {
  Language language{};
  bool colored = false;
  bool hidden = false;          // with the modules that come through plans only
  bool other_as_of = false;     // the question was not about now
  bool other_known_at = false;  // nor by what is known now
};

/// The license view on one screen.
std::string status_page(const boost::json::object& license, const StatusPage& wanted);

}  // namespace tools::cli::pages
