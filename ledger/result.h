#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <utility>

namespace ledger {

/// Why the machine could not do what was asked. A rule that forbids something is no failure: that
/// is a refusal, and a refusal is an event.
enum class FailureKind {
  not_found,  ///< nothing is stored under that name
  corrupt,    ///< stored bytes are missing, torn or altered; `detail` names the position
  io,         ///< the file system or RocksDB said no; nothing of the commit is acknowledged
  invalid,    ///< the caller's text or bytes do not have the form they must have
  busy,       ///< too much waits already: nothing was taken on, and it may be asked again
};

struct Failure {
  FailureKind kind;
  std::string detail;  ///< one sentence for the operator; no personal data
};

/// boost::system::result asks for this when value() is called on a failure: a programming error.
[[noreturn]] void throw_exception_from_error(const Failure& failure, const boost::source_location&);

template <class T>
using Result = boost::system::result<T, Failure>;

inline Failure fail(FailureKind kind, std::string detail) { return {kind, std::move(detail)}; }

/// A check of what can only be false through a mistake of ours. On in every build: it logs to
/// standard error and stops the process, because a ledger that has lost its footing must not write.
[[noreturn]] void impossible(const char* what, const char* file, int line);

#define LEDGER_CHECK(condition)                                             \
  do {                                                                      \
    if (!(condition)) ::ledger::impossible(#condition, __FILE__, __LINE__); \
  } while (false)

}  // namespace ledger
