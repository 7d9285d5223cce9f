#pragma once

#include <string>

#include "ledger/reason.h"
#include "projections/words/language.h"
#include "projections/words/remedies.h"

/// Reasons in words. Modules, users and companies are named as they are recorded; dates are ISO
/// 8601 in every language, and amounts as in money.h. What a reason does not know, as in imported
/// history, is left out of its sentences.
namespace projections::words {

/// One or two complete sentences with the reason's numbers.
std::string message(const ledger::Reason& reason, Language language);

/// A heading of two to five words.
std::string title(ledger::ReasonCode code, Language language);

std::string resolver_name(Resolver resolver, Language language);

/// The remedy as a request: `Remove 2 seats of ten-sales.` An unknown action is its own text.
std::string remedy_text(const Remedy& remedy, Language language);

}  // namespace projections::words
