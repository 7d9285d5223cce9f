#include "tools/wire/search_json.h"

#include <map>

#include "projections/state/exact_sum.h"
#include "projections/words/remedies.h"
#include "tools/wire/to_json.h"

namespace tools::wire {

namespace json = boost::json;

namespace {

json::array codes_json(const ledger::ReasonCodeSet& codes) {
  json::array names;
  for (const auto code : ledger::codes_of(ledger::ReasonGroup::blocking)) {
    if (codes.contains(code)) names.emplace_back(ledger::name_of(code));
  }
  return names;
}

/// One sum for each currency.
json::array open_json(const projections::search::SearchRow& row, ledger::Instant at) {
  struct Sums {
    projections::state::ExactSum open;
    projections::state::ExactSum overdue;
  };
  std::map<std::string, Sums> sums;
  for (const auto& one : row.open) {
    Sums& of_currency = sums[one.currency];
    of_currency.open += one.amount;
    if (one.due_on < date_of(at)) of_currency.overdue += one.amount;
  }
  json::array list;
  for (const auto& [currency, sum] : sums) {
    list.push_back(json::object{{"currency", currency},
                                {"amount", sum.open.clamped()},
                                {"overdue", sum.overdue.clamped()}});
  }
  return list;
}

/// A member for each enumerator.
template <class Counts, class Name>
json::object counts_json(const Counts& counts, const Name& name) {
  json::object object;
  for (std::size_t i = 0; i < counts.size(); ++i) object[name(i)] = counts.at(i);
  return object;
}

}  // namespace

json::object search_hit_json(const replay::SearchHit& hit, ledger::Instant at) {
  const auto& row = hit.row;
  json::object object{
      {"serial_number", hit.serial_number},
      {"company_name", row.company_name},
      {"stage", projections::state::name_of(hit.stage)},
      {"can_be_activated", hit.can_be_activated},
      {"blocked_by", codes_json(hit.blocked_by)},
      {"blocked_since", to_json(hit.blocked_since)},
      {"pending_number",
       row.pending_number.value > 0 ? json::value(row.pending_number.value) : json::value{}},
      {"held", row.held},
      {"to_remove", hit.to_remove},
      {"expires_on", to_json(row.expires_on)},
      {"days_left",
       row.expires_on ? json::value(row.expires_on->days - date_of(at).days) : json::value{}},
      {"cust_id", row.cust_id.empty() ? json::value{} : json::value(row.cust_id)},
      {"kind", row.kind ? json::value(ledger::name_of(*row.kind)) : json::value{}},
      {"open", open_json(row, at)}};
  return object;
}

json::object summary_json(const projections::search::Summary& summary) {
  json::object blocked_by;
  for (const auto code : ledger::codes_of(ledger::ReasonGroup::blocking)) {
    if (ledger::is_reported_alone(code)) continue;  // only of a request
    blocked_by[ledger::name_of(code)] = summary.blocked_by.at(static_cast<std::size_t>(code));
  }
  json::object resolvers = counts_json(summary.by_resolver, [](std::size_t i) {
    return ledger::name_of(static_cast<projections::words::Resolver>(i));
  });
  resolvers.erase(ledger::name_of(projections::words::Resolver::nobody));
  json::object expires_in;
  for (std::size_t i = 0; i < projections::search::summary_days.size(); ++i) {
    expires_in[std::to_string(projections::search::summary_days.at(i))] = summary.expires_in.at(i);
  }
  json::array amounts;
  for (const auto& amount : summary.blocking) {
    amounts.push_back(json::object{
        {"currency", amount.currency}, {"amount", amount.open}, {"overdue", amount.overdue}});
  }
  return {{"licenses", summary.licenses},
          {"stage", counts_json(summary.by_stage,
                                [](std::size_t i) {
                                  return projections::state::name_of(
                                      static_cast<projections::state::Stage>(i));
                                })},
          {"blocked_by", std::move(blocked_by)},
          {"resolver", std::move(resolvers)},
          {"pending", summary.pending},
          {"pending_and_blocked", summary.pending_and_blocked},
          {"would_be_blocked", summary.would_be_blocked},
          {"expires_in", std::move(expires_in)},
          {"blocking_invoices", std::move(amounts)}};
}

}  // namespace tools::wire
