#pragma once

#include <string>
#include <vector>

#include "tools/stripe/facts.h"

namespace tools::stripe {

/// A fact to be posted to the ledger, and what its dossier records once it has been.
struct FactToPost {
  std::string key;  // in_…, pi_…
  PostedFact posted;
  ledger::Event event;  // its time is set
};

/// The facts that must be posted so that the ledger holds `wanted`, given what was posted before. A
/// value that differs from the posted one is posted again at the same instant under a higher id: in
/// the ledger the highest counts. What a license no longer holds is posted as empty. Pure.
std::vector<FactToPost> restate(const std::string& source, const FactTimelines& wanted,
                                const std::vector<PostedRegister>& posted);

/// Records that `fact` has been posted.
void note_posted(std::vector<PostedRegister>& posted, const FactToPost& fact);

}  // namespace tools::stripe
