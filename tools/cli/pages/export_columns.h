#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

/// An event as one row of a table: columns for what auditors sort and sum by, and the whole data as
/// compact JSON in the last one. Several values in one cell are separated by `; `. Amounts are
/// integers in minor units of `currency`.
namespace tools::cli::pages {

std::vector<std::string> export_column_names();

/// A cell for each column, empty if the event has no such member. `event`: in the form of the HTTP
/// interface.
std::vector<std::string> export_columns(const boost::json::object& event);

}  // namespace tools::cli::pages
