#pragma once

#include <boost/json/fwd.hpp>
#include <string>

namespace tools::cli::pages {

enum class ExportFormat : unsigned char { ndjson, csv };

/// The format of an export. `ndjson`: one CloudEvent per line, as `import --trusted` reads it, with
/// `position`, `recordedtime` and `actor`. `csv`: a table for spreadsheets, which cannot be
/// imported.
class ExportLines {
 public:
  explicit ExportLines(ExportFormat format) : format_(format) {}

  /// The line before the first event, with its line end; empty if there is none.
  std::string head() const;
  /// The event, in the form of the HTTP interface, as a line with its line end.
  std::string line(const boost::json::object& event) const;

 private:
  ExportFormat format_;
};

}  // namespace tools::cli::pages
