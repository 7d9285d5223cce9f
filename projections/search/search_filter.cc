#include "projections/search/search_filter.h"

#include <algorithm>

#include "projections/search/folded_text.h"

namespace projections::search {
namespace {

/// Whether the list is empty, or one of its elements is met.
template <class T, class Met>
bool one_of(const std::vector<T>& list, const Met& met) {
  return list.empty() || std::ranges::any_of(list, met);
}

}  // namespace

ledger::ReasonCodeSet codes_with(words::Resolver resolver) {
  ledger::ReasonCodeSet codes;
  for (const auto code : ledger::codes_of(ledger::ReasonGroup::blocking)) {
    if (words::resolver_of(code) == resolver) codes.insert(code);
  }
  return codes;
}

bool meets(const SearchFilter& filter, const SearchRow& row, const state::Policy& policy,
           Instant at) {
  if (!row.registered) return false;
  const auto codes = blocked_by(row, policy, at);
  const auto blocked = [&](ledger::ReasonCode code) { return codes.contains(code); };
  const auto resolved = [&](words::Resolver resolver) {
    return std::ranges::any_of(ledger::codes_of(ledger::ReasonGroup::blocking), [&](auto code) {
      return blocked(code) && words::resolver_of(code) == resolver;
    });
  };
  const auto in_stage = [stage = stage_of(row, policy, at)](auto one) { return one == stage; };
  return one_of(filter.blocked_by, blocked) && one_of(filter.stages, in_stage) &&
         one_of(filter.resolvers, resolved) && (!filter.kind || filter.kind == row.kind) &&
         (!filter.expires_before || (row.expires_on && *row.expires_on < *filter.expires_before)) &&
         (!filter.pending || *filter.pending == (row.pending_number.value > 0)) &&
         (!filter.company_name || *filter.company_name == row.company_name);
}

bool meets_term(std::string_view term, std::string_view serial_number, const SearchRow& row) {
  if (folded(serial_number).starts_with(term) || folded(row.cust_id) == term) return true;
  const auto wanted = words_of(term);
  const auto words = words_of(folded(row.company_name));
  return !wanted.empty() && std::ranges::all_of(wanted, [&](const auto& one) {
    return std::ranges::any_of(words, [&](const auto& word) { return word.starts_with(one); });
  });
}

}  // namespace projections::search
