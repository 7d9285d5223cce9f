#include "tools/cli/sources/command_error.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/wire/problem.h"

namespace tools::cli::sources {
namespace {

CommandError from_problem(int exit_code, const wire::Problem& problem) {
  return {exit_code, problem.detail, wire::problem_json(problem, projections::words::Language::en)};
}

CommandError from_failure(const ledger::Failure& failure) {
  // A directory without a ledger, or a malformed text, comes from the command line.
  const bool bad_input = failure.kind == ledger::FailureKind::not_found ||
                         failure.kind == ledger::FailureKind::invalid;
  return from_problem(bad_input ? exit_usage : exit_refused,
                      {.status = 500, .code = "failed", .detail = to_text(failure)});
}

}  // namespace

CommandError::CommandError(const ledger::Failure& failure) : CommandError(from_failure(failure)) {}

CommandError bad_usage(std::string detail) {
  return from_problem(exit_usage, {.status = 400, .code = "usage", .detail = std::move(detail)});
}

CommandError license_not_found(const std::string& serial_number) {
  return from_problem(
      exit_refused,
      {.status = 404,
       .code = "license_not_found",
       .detail = fmt::format("No license is registered under serial number {}.", serial_number)});
}

int report_error(const CommandError& error, bool json) {
  if (json) {
    fmt::print("{}\n", boost::json::serialize(error.problem));
  } else {
    fmt::print(stderr, "license-ledger: {}\n", error.detail);
  }
  return error.exit_code;
}

int exit_code_of(const CommandResult<int>& result, bool json) {
  return result ? *result : report_error(result.error(), json);
}

}  // namespace tools::cli::sources
