#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "ledger/reason.h"
#include "projections/words/language.h"
#include "projections/words/remedies.h"

namespace projections::words {

/// A text of a language. It has no default, so a table that leaves one out does not compile.
class Literal {
 public:
  consteval Literal(const char* text) : text_(text) {}
  constexpr operator std::string_view() const { return text_; }

 private:
  std::string_view text_;
};

/// A text with places for values:
///
///     pattern     = sentence *( LF sentence )
///     sentence    = alternative *( "|" alternative )
///     alternative = *( text / "{" name "}" / "{?" name "}" )
///
/// A sentence is its first alternative whose names are all known, and is left out if there is none.
/// `{?name}` requires that the name is known and prints nothing.
using Pattern = Literal;

/// The value of a name; empty if not known.
using Values = std::function<std::string(std::string_view name)>;

std::string fill(std::string_view pattern, const Values& values);

/// A counted thing: the word after 1, and the one after every other number.
struct CountedNoun {
  Literal one;
  Literal other;
};

struct ReasonWords {
  ledger::ReasonCode code;
  Literal title;
  Pattern message;
};

struct ResolverWords {
  Resolver resolver;
  Literal name;
};

struct RemedyWords {
  Action action;
  Pattern text;
};

/// Everything that a language has to provide. Each table has one row for each code, resolver or
/// action, in their order.
struct Wording {
  std::span<const ReasonWords, ledger::reason_code_count> reasons;
  std::span<const ResolverWords, ledger::enumerator_count<Resolver>> resolvers;
  std::span<const RemedyWords, ledger::enumerator_count<Action>> remedies;
  CountedNoun seats;
  CountedNoun requests;
  Literal last_and;  ///< before the last item of a list
  Literal today;
  CountedNoun days_ahead;  ///< `{}` is the number
  CountedNoun days_ago;
  Literal group;  ///< between thousands
  Literal decimal_sign;
  Literal amount;  ///< `{0}` is the currency, `{1}` the number
};

extern const Wording english;
extern const Wording swedish;

const Wording& wording_of(Language language);

}  // namespace projections::words
