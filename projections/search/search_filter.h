#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/search/search_row.h"
#include "projections/words/remedies.h"

namespace projections::search {

/// What a search asks for. Different members must all be met; of a list, one element.
struct SearchFilter {
  std::vector<std::string> terms;  ///< folded, without spaces; each must be met: see meets_term
  std::vector<ledger::ReasonCode> blocked_by;
  std::vector<state::Stage> stages;
  std::vector<words::Resolver> resolvers;  ///< of a blocking reason
  std::optional<ledger::InstallationKind> kind;
  std::optional<Date> expires_before;
  std::optional<bool> pending;
  std::optional<std::string> company_name;  ///< exact

  bool empty() const { return *this == SearchFilter{}; }
  bool operator==(const SearchFilter&) const = default;
};

/// The codes of the set that the filter's reasons and resolvers name.
ledger::ReasonCodeSet codes_with(words::Resolver resolver);

/// Whether the row meets everything but the terms.
bool meets(const SearchFilter& filter, const SearchRow& row, const state::Policy& policy,
           Instant at);
/// Whether a term is the beginning of the serial number, the CustID, or the beginning of words of
/// the company's name. It may also be an invoice or a user, which a row does not know.
bool meets_term(std::string_view term, std::string_view serial_number, const SearchRow& row);

}  // namespace projections::search
