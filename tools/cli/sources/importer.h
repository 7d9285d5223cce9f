#pragma once

#include <boost/json/object.hpp>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "tools/cli/sources/command_error.h"
#include "tools/cli/sources/import_lines.h"
#include "tools/net/http_client.h"

namespace tools::cli::sources {

enum class LineStatus : unsigned char { appended, duplicate, rejected };

struct LineOutcome {
  LineStatus status{};
  boost::json::object problem = {};  // of a rejected line, as the HTTP interface reports it
};

using LineOutcomes = CommandResult<std::vector<LineOutcome>>;

/// Where events are imported. Lines succeed or fail one by one; an outcome that is returned is
/// durable. One thread.
class Importer {
 public:
  virtual ~Importer() = default;

  /// The number of posts that may be on their way at once.
  virtual std::size_t most_on_their_way() const = 0;
  /// Posts the lines after those posted before. The future has an outcome for each, in order. After
  /// an error the outcomes are unknown and the import must stop; a second run reports the lines
  /// that were appended as duplicates.
  virtual std::future<LineOutcomes> post(std::vector<ImportLine> lines) = 0;
  /// Ends the import. Call once, after the last line.
  virtual CommandResult<void> finish() = 0;
};

/// Imports into a data directory that no server has open. `trusted`: the lines are an export, and
/// keep when and by whom they were recorded.
CommandResult<std::unique_ptr<Importer>> open_local_importer(const std::string& directory,
                                                             bool trusted);
std::unique_ptr<Importer> make_remote_importer(net::HttpClient client);

}  // namespace tools::cli::sources
