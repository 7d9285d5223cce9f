#pragma once

#include <boost/json/object.hpp>
#include <boost/system/result.hpp>
#include <string>

#include "ledger/result.h"

namespace tools::cli::sources {

inline constexpr int exit_done = 0;
inline constexpr int exit_refused = 1;
inline constexpr int exit_usage = 2;

/// Why a command failed, and the exit code for it.
struct CommandError {
  CommandError() = default;  // what boost::system::result has for an error that is not there
  CommandError(int code, std::string sentence, boost::json::object as_problem)
      : exit_code(code), detail(std::move(sentence)), problem(std::move(as_problem)) {}
  /// Implicit, so that a ledger::Result can be passed on as a CommandResult.
  CommandError(const ledger::Failure& failure);

  int exit_code = 0;
  std::string detail;           // a sentence or two for people
  boost::json::object problem;  // RFC 9457; the server's, or made up where it sent none
};

template <class T>
using CommandResult = boost::system::result<T, CommandError>;

CommandError bad_usage(std::string detail);
/// As the server responds to a serial number that is not registered at that time.
CommandError license_not_found(const std::string& serial_number);

/// Prints `detail` on standard error, or with `json` the problem on standard output. Returns the
/// exit code.
int report_error(const CommandError& error, bool json);

/// The exit code that a command returns, or that of its error, which is reported.
int exit_code_of(const CommandResult<int>& result, bool json);

}  // namespace tools::cli::sources
