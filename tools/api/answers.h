#pragma once

#include <boost/json/fwd.hpp>
#include <functional>

#include "tools/api/context.h"

namespace tools::api {

/// What is special about the answer of one command; the rest all commands have in common.
struct CommandAnswer {
  int done_status = 200;  // 200 in any case when it is so already
  std::function<void(const commands::write::CommandOutcome&, boost::json::object&)> fill = {};
};

/// Answers a command: 200 or 201 with `position`, or the problem that its verdict is. `request`
/// must outlive the answer.
Context::Answer<commands::Command> command_answer(const http::HttpRequest& request,
                                                  CommandAnswer answer);

/// The problem that became of a request which was not performed: its key or its condition did not
/// fit.
wire::Problem problem_of(const commands::write::Outcome& outcome);

/// The problem that a command's verdict is.
wire::Problem problem_of(const commands::write::CommandOutcome& outcome);

}  // namespace tools::api
