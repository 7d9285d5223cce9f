#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/reason.h"
#include "projections/language.h"
#include "tools/server/http.h"
#include "tools/wire/fields.h"

namespace tools {

/// What went wrong, as RFC 9457 tells it. `code` is stable; `detail` is for people.
struct Problem {
  int status = 500;
  std::string_view code;
  std::string detail;
  std::vector<FieldError> errors = {};
  std::vector<ledger::Reason> reasons = {};
  std::optional<ledger::Position> position = {};  // of a refusal that was appended
};

/// For coroutines: g++ 12 destroys a braced temporary in them twice.
Problem problem_with(int status, std::string_view code, std::string detail);

boost::json::object problem_json(const Problem& problem, projections::Language language);
HttpResponse problem_response(const Problem& problem, const HttpRequest& request);

/// 503: a write failed, and may or may not be on disk.
HttpResponse outcome_unknown(const HttpRequest& request);

/// The language that the client asks to be told in.
projections::Language language_of(const HttpRequest& request);

}  // namespace tools
