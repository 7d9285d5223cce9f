#include "tools/cli/pages/export_lines.h"

#include <boost/json.hpp>

#include "tools/cli/pages/csv.h"
#include "tools/cli/pages/export_columns.h"

namespace tools::cli::pages {

std::string ExportLines::head() const {
  return format_ == ExportFormat::csv ? csv_row(export_column_names()) : std::string{};
}

std::string ExportLines::line(const boost::json::object& event) const {
  if (format_ == ExportFormat::csv) return csv_row(export_columns(event));
  return boost::json::serialize(event) += '\n';
}

}  // namespace tools::cli::pages
