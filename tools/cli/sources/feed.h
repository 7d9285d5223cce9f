#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <string>

#include "tools/cli/sources/command_error.h"
#include "tools/cli/sources/export_filter.h"
#include "tools/net/http_client.h"

namespace tools::cli::sources {

/// Reads the log event by event. Memory holds one event, or one page of a server.
struct FeedReader {
  /// Called with each event that the filter selects, in the form of the HTTP interface. Returns
  /// false to stop.
  std::function<bool(const boost::json::object& event)> event;
  /// Data directories only: whether the event needs its `record` and, if the last checkpoint covers
  /// it, its `receipt`. Null: no event does.
  std::function<bool(const boost::json::object& event)> needs_proof = {};
  /// Called now and then: the number of events read, selected or not, and the total; 0 if unknown.
  std::function<void(std::uint64_t read, std::uint64_t total)> progress;
};

/// Reads a data directory in the order of the log, up to what is synced now; a server may have it
/// open. A record that does not verify is an error, and never skipped.
CommandResult<void> read_local_feed(const std::string& directory, const ExportFilter& filter,
                                    const FeedReader& reader);
/// Reads from a server, up to what it has when its last page is read.
CommandResult<void> read_remote_feed(net::HttpClient& client, const ExportFilter& filter,
                                     const FeedReader& reader);

}  // namespace tools::cli::sources
