#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <string>
#include <vector>

#include "tools/cli/sources/command_error.h"
#include "tools/cli/sources/import_lines.h"
#include "tools/net/http_client.h"

namespace tools::cli::sources {

struct LineOutcome {
  enum class Status : unsigned char { appended, duplicate, rejected };
  Status status{};
  boost::json::object problem = {};  // of a rejected one, as the HTTP interface tells it
};

/// What events are imported into. Each line is a step of its own; what is answered is on disk.
class Importer {
 public:
  virtual ~Importer() = default;

  /// An outcome for each line, in order. Trouble: it is not known what became of them, and the
  /// import must stop; run again, it finds those that were appended.
  virtual Answer<std::vector<LineOutcome>> post(const std::vector<ImportLine>& lines) = 0;
  /// Ends in good order. Once.
  virtual Answer<void> finish() = 0;
};

/// A data directory, which no server may have open. `trusted`: lines are of an export, and keep
/// when and by whom they were recorded.
Answer<std::unique_ptr<Importer>> open_local_importer(const std::string& directory, bool trusted);
std::unique_ptr<Importer> make_remote_importer(net::HttpClient client);

}  // namespace tools::cli::sources
