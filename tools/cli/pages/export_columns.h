#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

/// An event as one row of a table: what auditors sort and sum by in columns of their own, and all
/// of it as compact JSON in the last one. Of several values in one cell, `; ` is between them.
/// Amounts are integers in minor units of `currency`.
namespace tools::cli::pages {

std::vector<std::string> export_column_names();

/// `event`: as the HTTP interface gives it. A cell for each column; what an event does not say is
/// empty.
std::vector<std::string> export_columns(const boost::json::object& event);

}  // namespace tools::cli::pages
