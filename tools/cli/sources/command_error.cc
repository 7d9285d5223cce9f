#include "tools/cli/sources/command_error.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/wire/problem.h"

namespace tools::cli::sources {
namespace {

Trouble from_problem(int exit_code, wire::Problem problem) {
  Trouble trouble{.exit_code = exit_code, .detail = problem.detail};
  trouble.problem = wire::problem_json(problem, projections::words::Language::en);
  return trouble;
}

}  // namespace

Trouble bad_usage(std::string detail) {
  return from_problem(exit_usage, {.status = 400, .code = "usage", .detail = std::move(detail)});
}

Trouble failed(const ledger::Failure& failure) {
  // A directory without a ledger, or a text that cannot be one, comes from the command line.
  const bool bad_input = failure.kind == ledger::FailureKind::not_found ||
                         failure.kind == ledger::FailureKind::invalid;
  return from_problem(bad_input ? exit_usage : exit_refused,
                      {.status = 500, .code = "failed", .detail = failure.detail});
}

Trouble license_not_found(const std::string& serial_number) {
  return from_problem(
      exit_refused,
      {.status = 404,
       .code = "license_not_found",
       .detail = fmt::format("No license is registered under serial number {}.", serial_number)});
}

int tell(const Trouble& trouble, bool json) {
  if (json) {
    fmt::print("{}\n", boost::json::serialize(trouble.problem));
  } else {
    fmt::print(stderr, "license-ledger: {}\n", trouble.detail);
  }
  return trouble.exit_code;
}

}  // namespace tools::cli::sources
