#pragma once

#include <boost/json/fwd.hpp>
#include <functional>

#include "tools/api/context.h"

namespace tools::api {

/// What is specific to the response of one command; the rest is common to all.
struct CommandAnswer {
  int done_status = 200;  // 200 in any case if it is already in effect
  std::function<void(const commands::write::CommandOutcome&, boost::json::object&)> fill = {};
};

/// Responds to a command with 200 or 201 and `position`, or with the problem for its verdict.
/// `request` must outlive the result.
Context::Answer<commands::Command> command_answer(const http::HttpRequest& request,
                                                  CommandAnswer answer);

/// The problem of a request that was not performed, because of its key or its condition.
wire::Problem problem_of(const commands::write::Outcome& outcome);

/// The problem for the verdict of a command.
wire::Problem problem_of(const commands::write::CommandOutcome& outcome);

}  // namespace tools::api
