#pragma once

#include <rapidcheck.h>
#include <variant>
#include <vector>

#include "tests/support/ledger_fixture.h"
#include "tests/support/random_facts.h"

/// What may happen to a ledger over some weeks.
namespace tests {

struct MoveClock {
  std::int64_t hours = 0;
};
struct Reopen {
  bool crash = false;
};
/// No step depends on another, so that any of them can be left out.
struct Step {
  std::variant<commands::write::PostEvents, commands::Command, MoveClock, Reopen> what;
};
using Steps = std::vector<Step>;
void showValue(const Step& step, std::ostream& out);

/// The three licenses, with installations bound and modules bought and, if nothing blocks it,
/// activated.
Steps opening_steps();
/// Facts, commands and the passing of time.
rc::Gen<Steps> random_steps();
rc::Gen<Steps> random_steps_with_restarts();

/// Performs the step. A hold without a number is of the one that is pending. Of a step that is not
/// a command only the position is set.
commands::write::CommandOutcome perform(TestLedger& ledger, const Step& step);
void perform(TestLedger& ledger, const Steps& steps);

}  // namespace tests
