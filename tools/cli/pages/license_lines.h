#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "tools/cli/pages/formatting.h"
#include "tools/cli/pages/page.h"

/// What pages say of a license, from the license view.
namespace tools::cli::pages {

/// `Nordvik AB, license 1801000001`
std::string license_line(const boost::json::object& license, Language language);
/// Which installation, which stage, what is in force.
std::vector<Page::Field> license_fields(const boost::json::object& license, Language language);
/// The number and the term of what is pending.
std::string pending_line(const boost::json::object& license, Language language);
/// How the question was answered: `No: 3 reasons.`
std::string answer_line(const boost::json::object& license, Language language);
/// The name in the language of the page, else any; empty for a module without one.
std::string display_name(const boost::json::object& module, Language language);
/// The amount that the member `name` has in the currency beside it.
std::string money_in(const boost::json::object& object, std::string_view name, Language language);

}  // namespace tools::cli::pages
