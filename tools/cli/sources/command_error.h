#pragma once

#include <boost/json/object.hpp>
#include <boost/system/result.hpp>
#include <string>

#include "ledger/result.h"

namespace tools::cli::sources {

inline constexpr int exit_done = 0;
inline constexpr int exit_refused = 1;
inline constexpr int exit_usage = 2;

/// Why something was not done, and how the program ends for it.
struct Trouble {
  int exit_code = exit_refused;
  std::string detail;             // a sentence or two for people
  boost::json::object problem{};  // RFC 9457, as the server tells it; made up where it said nothing
};

template <class T>
using Answer = boost::system::result<T, Trouble>;

Trouble bad_usage(std::string detail);
Trouble failed(const ledger::Failure& failure);
/// As the server answers for a serial number that is not registered at that time.
Trouble license_not_found(const std::string& serial_number);

/// Tells it on standard error, or with `json` the problem on standard output; the exit code.
int tell(const Trouble& trouble, bool json);

}  // namespace tools::cli::sources
