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

/// The two instants of a question, as far as they were given; both are now where they were not.
struct Instants {
  std::optional<ledger::Instant> as_of;
  std::optional<ledger::Instant> known_at;
};

/// Which seats; what is empty is not asked for.
struct SeatQuery {
  std::string module_name;
  std::string user;
  std::string user_type;
};

inline constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

/// Whom a question about a license is asked. Every answer is the JSON of the HTTP interface,
/// wherever it comes from, so that whoever shows it need not know. Lists are one page,
/// `{data, has_more, next_cursor}`, with as much as `limit` allows.
class Source {
 public:
  virtual ~Source() = default;

  virtual Answer<boost::json::object> license(const std::string& serial_number,
                                              const Instants& at) = 0;
  virtual Answer<boost::json::object> seats(const std::string& serial_number, const Instants& at,
                                            const SeatQuery& query) = 0;
  virtual Answer<boost::json::object> events(const std::string& serial_number,
                                             std::size_t limit) = 0;
};

/// A data directory, read beside a server that may have it open: what was synced by now.
Answer<std::unique_ptr<Source>> open_local_source(const std::string& directory,
                                                  projections::words::Language language);
/// A server.
std::unique_ptr<Source> make_remote_source(net::HttpClient client,
                                           projections::words::Language language);

}  // namespace tools::cli::sources
