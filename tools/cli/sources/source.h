#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "ledger/time.h"
#include "projections/words/language.h"
#include "tools/cli/sources/command_error.h"
#include "tools/net/http_client.h"

namespace tools::cli::sources {

/// The two instants of a question. An instant that is not given is now.
struct Instants {
  std::optional<ledger::Instant> as_of;
  std::optional<ledger::Instant> known_at;
};

/// Which seats; an empty member does not restrict.
struct SeatQuery {
  std::string module_name;
  std::string user;
  std::string user_type;
};

inline constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

/// Where questions about a license are answered. Every answer is the JSON of the HTTP interface,
/// from a directory as from a server. A list is one page, `{data, has_more, next_cursor}`, with at
/// most `limit` elements.
class Source {
 public:
  virtual ~Source() = default;

  virtual CommandResult<boost::json::object> license(const std::string& serial_number,
                                                     const Instants& at) = 0;
  virtual CommandResult<boost::json::object> seats(const std::string& serial_number,
                                                   const Instants& at, const SeatQuery& query) = 0;
  virtual CommandResult<boost::json::object> events(const std::string& serial_number,
                                                    std::size_t limit) = 0;
};

/// A data directory, up to what is synced now; a server may have it open.
CommandResult<std::unique_ptr<Source>> open_local_source(const std::string& directory,
                                                         projections::words::Language language);
std::unique_ptr<Source> make_remote_source(net::HttpClient client,
                                           projections::words::Language language);

}  // namespace tools::cli::sources
