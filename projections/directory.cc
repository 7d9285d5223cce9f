#include "projections/directory.h"

#include <algorithm>
#include <mutex>

namespace projections {
namespace {

const std::set<std::string> no_serials;

template <class Map>
const std::set<std::string>& serials_under(const Map& map, std::string_view key) {
  const auto found = map.find(key);
  return found == map.end() ? no_serials : found->second;
}

template <class Map>
void drop(Map& map, const std::string& key, const std::string& serial_number) {
  const auto found = map.find(key);
  if (found == map.end()) return;
  found->second.erase(serial_number);
  if (found->second.empty()) map.erase(found);
}

}  // namespace

std::vector<std::string> Directory::owned_by(std::string_view company_name) const {
  const std::shared_lock lock{mutex_};
  const auto& serials = serials_under(owners_, company_name);
  return {serials.begin(), serials.end()};
}

std::string Directory::bound_to(std::string_view cust_id) const {
  const std::shared_lock lock{mutex_};
  const auto& serials = serials_under(installations_, cust_id);
  return serials.empty() ? std::string{} : *serials.begin();
}

const DirectoryRow* Directory::find(std::string_view serial_number) const {
  const auto found = rows_.find(serial_number);
  return found == rows_.end() ? nullptr : &found->second;
}

void Directory::put(const std::string& serial_number, DirectoryRow row) {
  const std::unique_lock lock{mutex_};
  const auto [found, added] = rows_.try_emplace(serial_number);
  if (!added) unindex(serial_number, found->second);
  found->second = std::move(row);
  index(serial_number, found->second);
}

void Directory::outdate_all() {
  for (const auto& [serial_number, row] : rows_) outdated_.insert(serial_number);
}

bool Directory::refresh(Instant now, std::size_t at_most, const Appraise& appraise) {
  while (!expiring_.empty() && expiring_.begin()->first <= now) {
    outdated_.insert(expiring_.begin()->second);
    expiring_.erase(expiring_.begin());
  }
  std::vector<std::string> taken;
  for (auto at = outdated_.begin(); at != outdated_.end() && taken.size() < at_most; ++at) {
    taken.push_back(*at);
  }
  for (const auto& serial_number : taken) {
    auto summary = appraise(serial_number);
    DirectoryRow row = rows_.find(serial_number)->second;
    row.summary = std::move(summary);
    put(serial_number, std::move(row));
    outdated_.erase(serial_number);
  }
  return outdated_.empty();
}

std::optional<Instant> Directory::next_due() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

std::vector<std::string> Directory::due_until(Instant at) const {
  std::vector<std::string> serials;
  for (const auto& [instant, serial_number] : due_) {
    if (instant > at) break;
    serials.push_back(serial_number);
  }
  return serials;
}

std::vector<SearchRow> Directory::search(const SearchFilter& filter) const {
  std::vector<const Serials*> met;
  if (filter.blocked_by)
    met.push_back(&by_reason_.at(static_cast<std::size_t>(*filter.blocked_by)));
  if (filter.stage) met.push_back(&by_stage_.at(static_cast<std::size_t>(*filter.stage)));
  if (filter.company_name) met.push_back(&serials_under(by_company_, *filter.company_name));

  std::vector<SearchRow> found;
  if (filter.limit == 0) return found;
  const auto take = [&](const std::string& serial_number, const DirectoryRow& row) {
    if (row.summary) found.push_back({serial_number, *row.summary});
    return found.size() < filter.limit;
  };
  if (met.empty()) {
    for (auto at = rows_.upper_bound(filter.after); at != rows_.end(); ++at) {
      if (!take(at->first, at->second)) break;
    }
    return found;
  }
  // Walk the smallest set and look up in the others.
  std::ranges::sort(met, {}, [](const Serials* serials) { return serials->size(); });
  for (auto at = met.front()->upper_bound(filter.after); at != met.front()->end(); ++at) {
    const bool everywhere =
        std::ranges::all_of(met, [&](const Serials* serials) { return serials->contains(*at); });
    if (everywhere && !take(*at, rows_.find(*at)->second)) break;
  }
  return found;
}

LicenseCounts Directory::counts() const {
  LicenseCounts counts;
  const auto size_of = [](const Serials& serials) { return serials.size(); };
  std::ranges::transform(by_stage_, counts.by_stage.begin(), size_of);
  std::ranges::transform(by_reason_, counts.blocked_by.begin(), size_of);
  return counts;
}

void Directory::index(const std::string& serial_number, const DirectoryRow& row) {
  for (const auto& owner : row.owners) owners_[owner].insert(serial_number);
  if (!row.cust_id.empty()) installations_[row.cust_id].insert(serial_number);
  if (row.due) due_.emplace(*row.due, serial_number);
  if (row.wants_activation) wanting_activation_.insert(serial_number);
  if (!row.summary) return;
  const LicenseSummary& summary = *row.summary;
  by_company_[summary.company_name].insert(serial_number);
  by_stage_.at(static_cast<std::size_t>(summary.stage)).insert(serial_number);
  for (const auto code : ledger::every<ledger::ReasonCode>()) {
    if (summary.blocked_by.contains(code)) {
      by_reason_.at(static_cast<std::size_t>(code)).insert(serial_number);
    }
  }
  if (summary.good_until) expiring_.emplace(*summary.good_until, serial_number);
}

void Directory::unindex(const std::string& serial_number, const DirectoryRow& row) {
  for (const auto& owner : row.owners) drop(owners_, owner, serial_number);
  if (!row.cust_id.empty()) drop(installations_, row.cust_id, serial_number);
  if (row.due) due_.erase({*row.due, serial_number});
  if (row.wants_activation) wanting_activation_.erase(serial_number);
  if (!row.summary) return;
  const LicenseSummary& summary = *row.summary;
  drop(by_company_, summary.company_name, serial_number);
  by_stage_.at(static_cast<std::size_t>(summary.stage)).erase(serial_number);
  for (auto& serials : by_reason_) serials.erase(serial_number);
  if (summary.good_until) expiring_.erase({*summary.good_until, serial_number});
}

}  // namespace projections
