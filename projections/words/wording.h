#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "ledger/reason.h"
#include "projections/words/remedies.h"

namespace projections::words {

/// Texts with places for values, as the languages give them:
///
///     pattern     = sentence *( LF sentence )
///     sentence    = alternative *( "|" alternative )
///     alternative = *( text / "{" name "}" / "{?" name "}" )
///
/// Of each sentence the first alternative counts whose names are all known, and a sentence without
/// one is left out. `{?name}` only asks whether the name is known and shows nothing.
using Pattern = std::string_view;

/// The value of a name; empty where it is not known.
using Values = std::function<std::string(std::string_view name)>;

std::string fill(Pattern pattern, const Values& values);

/// A counted thing: what follows 1, and what follows every other number.
struct Noun {
  std::string_view one;
  std::string_view other;
};

/// All that a language has to say. The functions switch over every code and action without
/// default, so that a new one leads the compiler to its missing words.
struct Wording {
  Pattern (*message)(ledger::ReasonCode);
  std::string_view (*title)(ledger::ReasonCode);
  std::string_view (*resolver)(Resolver);
  Pattern (*remedy)(Action);
  Noun seats;
  Noun requests;
  std::string_view last_and;  ///< before the last of a list
  std::string_view today;
  Noun days_ahead;  ///< `{}` is the number
  Noun days_ago;
};

extern const Wording english;
extern const Wording swedish;

/// The longest parts of a language stand in a file of their own.
Pattern message_in_english(ledger::ReasonCode code);
Pattern message_in_swedish(ledger::ReasonCode code);

}  // namespace projections::words
