#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/write/outcome.h"
#include "ledger/reason.h"
#include "projections/words/language.h"
#include "tools/wire/fields.h"

namespace tools::wire {

/// A problem by RFC 9457. `code` is stable; `detail` is for people.
struct Problem {
  int status = 500;
  std::string_view code;
  std::string detail;
  std::vector<FieldError> errors = {};
  std::vector<ledger::Reason> reasons = {};
  std::optional<ledger::Position> position = {};  // of a refusal, which is appended
};

/// For coroutines: g++ 12 destroys a braced temporary in them twice.
Problem problem_with(int status, std::string_view code, std::string detail);

boost::json::object problem_json(const Problem& problem, projections::words::Language language);

/// The problem of a posted event; nullopt if it was appended or is a duplicate. `pointer` is where
/// the event is in the body.
std::optional<Problem> problem_of(const commands::write::EventOutcome& outcome,
                                  std::string_view pointer);

}  // namespace tools::wire
