#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <utility>

namespace ledger {

/// Why the machine could not do what was requested. A rule that forbids something is not a failure:
/// that is a refusal, and a refusal is an event.
enum class FailureKind {
  not_found,  ///< nothing is stored under that name
  corrupt,    ///< stored bytes are missing, torn or altered
  io,         ///< the file system or RocksDB failed; nothing of the commit is acknowledged
  locked,     ///< another process has the database or the file open; nothing was changed
  invalid,    ///< the caller's text or bytes do not have the required form
  busy,       ///< too much is waiting already: nothing was accepted, and the caller may retry
};

struct Failure {
  FailureKind kind;
  std::string detail;         ///< one sentence without a period; no personal data
  std::string internal = {};  ///< paths and messages of libraries, which no client may see
};

/// The detail and the internal part, for the operator and the log.
std::string to_text(const Failure& failure);

/// boost::system::result calls this when value() is called on a failure: a programming error.
[[noreturn]] void throw_exception_from_error(const Failure& failure, const boost::source_location&);

template <class T>
using Result = boost::system::result<T, Failure>;

/// What a function with a Result<void> returns on success.
inline constexpr auto ok = boost::system::in_place_value;

inline Failure fail(FailureKind kind, std::string detail, std::string internal = {}) {
  return {kind, std::move(detail), std::move(internal)};
}
inline Failure invalid(std::string detail) { return fail(FailureKind::invalid, std::move(detail)); }
inline Failure corrupt(std::string detail, std::string internal = {}) {
  return fail(FailureKind::corrupt, std::move(detail), std::move(internal));
}

/// A check of what only a mistake of ours can make false. On in every build: it logs to standard
/// error and stops the process, because a ledger in an unknown state must not write.
[[noreturn]] void impossible(const char* what, const char* file, int line);

#define LEDGER_CHECK(condition)                                             \
  do {                                                                      \
    if (!(condition)) ::ledger::impossible(#condition, __FILE__, __LINE__); \
  } while (false)

/// Evaluates `expression`, a Result, and returns its failure from the enclosing function, if any.
#define LEDGER_RETURN_IF_FAILED(expression)                                   \
  do {                                                                        \
    if (const auto& result_ = (expression); !result_) return result_.error(); \
  } while (false)

/// Declares or assigns to `declaration` the value of `expression`, a Result, or returns its
/// failure: `LEDGER_ASSIGN_OR_RETURN(const Event event, decode(bytes));`
// NOLINTBEGIN(bugprone-macro-parentheses): a declaration cannot be in parentheses
#define LEDGER_ASSIGN_OR_RETURN(declaration, expression) \
  LEDGER_ASSIGN_OR_RETURN_(LEDGER_UNIQUE_(result_), declaration, expression)
#define LEDGER_ASSIGN_OR_RETURN_(result, declaration, expression) \
  auto result = (expression);                                     \
  if (!result) return result.error();                             \
  declaration = std::move(*result)
// NOLINTEND(bugprone-macro-parentheses)
#define LEDGER_UNIQUE_(prefix) LEDGER_JOIN_(prefix, __LINE__)
#define LEDGER_JOIN_(a, b) LEDGER_PASTE_(a, b)
#define LEDGER_PASTE_(a, b) a##b

}  // namespace ledger
