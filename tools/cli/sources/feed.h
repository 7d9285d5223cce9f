#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <string>

#include "tools/cli/sources/command_error.h"
#include "tools/cli/sources/export_filter.h"
#include "tools/net/http_client.h"

namespace tools::cli::sources {

/// Whoever reads the log as it goes by. In memory is one event, or one page of a server.
struct FeedReader {
  /// An event that the filter wants, as the HTTP interface gives it. False: enough.
  std::function<bool(const boost::json::object& event)> event;
  /// Of a data directory: whether it is to come with its `record` and, as far as the last
  /// checkpoint goes, its `receipt`. Null: none is.
  std::function<bool(const boost::json::object& event)> proved = {};
  /// Now and then: how many events of the log were passed, wanted or not, and how many there are to
  /// pass; 0 where that is not known.
  std::function<void(std::uint64_t passed, std::uint64_t total)> progress;
};

/// The events of a data directory in the order of the log, beside a server that may have it open:
/// what was synced by now. A record that cannot be trusted is a trouble, and never left out.
Answer<void> read_local_feed(const std::string& directory, const ExportFilter& filter,
                             const FeedReader& reader);
/// Those of a server, up to what it has when its last page is read.
Answer<void> read_remote_feed(net::HttpClient& client, const ExportFilter& filter,
                              const FeedReader& reader);

}  // namespace tools::cli::sources
