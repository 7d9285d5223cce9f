#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "tools/cli/pages/formatting.h"
#include "tools/cli/pages/text_page.h"

/// What pages show of a license, from the license view.
namespace tools::cli::pages {

/// `Nordvik AB, license 1801000001`
std::string license_line(const boost::json::object& license, Language language);
/// The installation, the stage, and the license in force.
std::vector<TextPage::Field> license_fields(const boost::json::object& license, Language language);
/// The number and the term of the pending license.
std::string pending_line(const boost::json::object& license, Language language);
/// Whether it can be activated: `No: 3 reasons.`
std::string answer_line(const boost::json::object& license, Language language);
/// The name in the language of the page, else in any; empty if the module has none.
std::string display_name(const boost::json::object& module, Language language);
/// The amount in the member `name`, in the currency of the object.
std::string money_in(const boost::json::object& object, std::string_view name, Language language);

}  // namespace tools::cli::pages
