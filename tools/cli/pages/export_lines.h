#pragma once

#include <boost/json/fwd.hpp>
#include <string>

namespace tools::cli::pages {

enum class ExportFormat : unsigned char { ndjson, csv };

/// What an export is written as. `ndjson`: one CloudEvent a line, as `import --trusted` takes it
/// back, with `position`, `recordedtime` and `actor`. `csv`: a table for spreadsheets, which no
/// import reads.
class ExportLines {
 public:
  explicit ExportLines(ExportFormat format) : format_(format) {}

  /// What comes before the first event, with its line end; empty where nothing does.
  std::string head() const;
  /// The event as the HTTP interface gives it, on a line with its end.
  std::string line(const boost::json::object& event) const;

 private:
  ExportFormat format_;
};

}  // namespace tools::cli::pages
