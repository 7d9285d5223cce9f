#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "tools/cli/pages/formatting.h"

namespace tools::cli::pages {

/// What a page shows about why a license can or cannot be activated.
struct Explanation {
  boost::json::object license;  // the view that is explained
  boost::json::array events;    // of the license, as known then
  bool other_as_of = false;     // the question is not about now
  /// If the question is about what was known at another time: the events recorded since then and
  /// effective by `as_of`, and the resulting view.
  struct Learned {
    boost::json::array events;
    boost::json::object license;
  };
  std::optional<Learned> learned;
};

/// A page that can be read aloud to the person who asks why.
std::string explain_page(const Explanation& explanation, Language language, bool colored);

}  // namespace tools::cli::pages
