#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "tools/cli/pages/formatting.h"

namespace tools::cli::pages {

/// All that is told of why a license can or cannot be activated.
struct Explanation {
  boost::json::object license;  // the view that is explained
  boost::json::array events;    // of the license, as they were known
  bool other_as_of = false;     // the question was not about now
  /// Where the question was about what was known at another time: what has been recorded since and
  /// was true by `as_of`, and the view that comes of it.
  struct Learned {
    boost::json::array events;
    boost::json::object license;
  };
  std::optional<Learned> learned;
};

/// A page that can be read aloud to whoever asks why.
std::string explain_page(const Explanation& explanation, Language language, bool colored);

}  // namespace tools::cli::pages
