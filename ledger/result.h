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

/// What a function that answers Result<void> returns when all went well.
inline constexpr auto ok = boost::system::in_place_value;

inline Failure fail(FailureKind kind, std::string detail) { return {kind, std::move(detail)}; }
inline Failure invalid(std::string detail) { return fail(FailureKind::invalid, std::move(detail)); }
inline Failure corrupt(std::string detail) { return fail(FailureKind::corrupt, std::move(detail)); }

/// A check of what can only be false through a mistake of ours. On in every build: it logs to
/// standard error and stops the process, because a ledger that has lost its footing must not write.
[[noreturn]] void impossible(const char* what, const char* file, int line);

#define LEDGER_CHECK(condition)                                             \
  do {                                                                      \
    if (!(condition)) ::ledger::impossible(#condition, __FILE__, __LINE__); \
  } while (false)

/// Evaluates `expression`, a Result, and returns its failure from the enclosing function, if any.
#define LEDGER_RETURN_IF_FAILED(expression)                            \
  do {                                                                 \
    if (auto result_ = (expression); !result_) return result_.error(); \
  } while (false)

/// Declares `declaration` with the value of `expression`, a Result, or returns its failure:
/// `LEDGER_ASSIGN_OR_RETURN(const Event event, decode(bytes));`
#define LEDGER_ASSIGN_OR_RETURN(declaration, expression) \
  LEDGER_ASSIGN_OR_RETURN_(LEDGER_UNIQUE_(result_), declaration, expression)
#define LEDGER_ASSIGN_OR_RETURN_(result, declaration, expression) \
  auto result = (expression);                                     \
  if (!result) return result.error();                             \
  declaration = std::move(*result)
#define LEDGER_UNIQUE_(prefix) LEDGER_JOIN_(prefix, __LINE__)
#define LEDGER_JOIN_(a, b) LEDGER_PASTE_(a, b)
#define LEDGER_PASTE_(a, b) a##b

}  // namespace ledger
