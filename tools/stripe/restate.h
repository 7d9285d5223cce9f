#pragma once

#include <string>
#include <vector>

#include "tools/stripe/facts.h"

namespace tools::stripe {

/// A fact to be told to the ledger, and where it is noted that it was told.
struct Saying {
  std::string subject;
  std::string type;
  std::string key;
  std::string at;  // as in Register::said
  Said said;
  ledger::Event event;
};

/// What must be told to the ledger so that it holds `wanted`, given what it was told before. Where
/// something else was said at an instant, it is said again, of the same instant, with an id that is
/// higher: in the ledger the last one counts. What is held by a license that it does not belong to
/// any more is said to be nothing there. Pure.
std::vector<Saying> restate(const std::string& source, const Timelines& wanted,
                            const std::vector<Register>& said);

/// Notes that it was told.
void note(std::vector<Register>& said, const Saying& saying);

}  // namespace tools::stripe
