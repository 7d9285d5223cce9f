#include "projections/search/search_counts.h"

#include <algorithm>

#include "projections/state/archive.h"

namespace projections::search {
namespace {

constexpr char of_licenses = 'l';
constexpr char of_amounts = 'a';

template <class T>
std::string key_of(char kind, const T& key) {
  state::ArchiveWriter writer;
  writer.write(kind);
  writer.write(key);
  return writer.take();
}

template <class T>
std::optional<T> read(std::string_view bytes) {
  state::ArchiveReader reader{bytes};
  std::optional<T> value{std::in_place};
  reader.read(*value);
  if (!reader.ok() || !reader.at_end()) return std::nullopt;
  return value;
}

template <class T>
std::string written(const T& value) {
  state::ArchiveWriter writer;
  writer.write(value);
  return writer.take();
}

void add_verdicts(Summary& summary, const SearchRow& row, std::int64_t count,
                  const state::Policy& policy, Instant at) {
  summary.licenses += count;
  summary.by_stage.at(static_cast<std::size_t>(stage_of(row, policy, at))) += count;
  const auto codes = blocked_by(row, policy, at);
  std::array<bool, ledger::enumerator_count<words::Resolver>> resolvers{};
  bool blocked = false;
  for (const auto code : ledger::codes_of(ledger::ReasonGroup::blocking)) {
    if (!codes.contains(code)) continue;
    blocked = true;
    summary.blocked_by.at(static_cast<std::size_t>(code)) += count;
    resolvers.at(static_cast<std::size_t>(words::resolver_of(code))) = true;
  }
  for (std::size_t i = 0; i < resolvers.size(); ++i) {
    if (resolvers.at(i)) summary.by_resolver.at(i) += count;
  }
  const bool pending = row.pending_number.value > 0;
  if (pending) summary.pending += count;
  if (blocked) (pending ? summary.pending_and_blocked : summary.would_be_blocked) += count;
  if (!row.expires_on || *row.expires_on <= date_of(at)) return;
  for (std::size_t i = 0; i < summary_days.size(); ++i) {
    if (*row.expires_on <= plus_days(date_of(at), summary_days.at(i))) {
      summary.expires_in.at(i) += count;
    }
  }
}

/// The amounts of one currency.
BlockingAmount& amount_of(Summary& summary, const std::string& currency) {
  const auto found =
      std::ranges::lower_bound(summary.blocking, currency, {}, &BlockingAmount::currency);
  if (found != summary.blocking.end() && found->currency == currency) return *found;
  return *summary.blocking.insert(found, {.currency = currency});
}

void add_amount(Summary& summary, const OpenAmount& one, const state::Policy& policy, Instant at) {
  if (!one.attached && one.due_on > last_overdue(policy, at)) return;
  BlockingAmount& amount = amount_of(summary, one.currency);
  const auto plus = [&](std::int64_t& sum) {
    if (__builtin_add_overflow(sum, one.amount, &sum)) {
      sum = std::numeric_limits<std::int64_t>::max();
    }
  };
  plus(amount.open);
  if (one.due_on < date_of(at)) plus(amount.overdue);
}

}  // namespace

void Summary::add(const SearchRow& row, const state::Policy& policy, Instant at) {
  add_verdicts(*this, row, 1, policy, at);
  for (const auto& one : row.open) add_amount(*this, one, policy, at);
}

SearchCounts::Alike SearchCounts::alike(const SearchRow& row) {
  Alike alike{.active = row.active,
              .expires_on = row.expires_on,
              .pending = row.pending_number.value > 0,
              .blocked_by = row.blocked_by,
              .first_due = {}};
  if (!row.blocked_by.contains(ledger::ReasonCode::unpaid)) alike.first_due = row.first_due();
  return alike;
}

void SearchCounts::add(const SearchRow& row, std::int64_t sign) {
  if (!row.registered) return;
  std::string key = key_of(of_licenses, alike(row));
  auto& count = licenses_[key];
  count += sign;
  if (count == 0) licenses_.erase(key);
  changed_.insert(std::move(key));
  for (const auto& one : row.open) {
    key = key_of(of_amounts, Due{one.currency, one.due_on, one.attached});
    auto& sum = amounts_[key];
    sign > 0 ? sum += one.amount : sum -= one.amount;
    if (sum == state::ExactSum{}) amounts_.erase(key);
    changed_.insert(std::move(key));
  }
}

void SearchCounts::replace(const std::optional<SearchRow>& before,
                           const std::optional<SearchRow>& after) {
  if (before) add(*before, -1);
  if (after) add(*after, 1);
}

Summary SearchCounts::summary(const state::Policy& policy, Instant at) const {
  Summary summary;
  for (const auto& [key, count] : licenses_) {
    const auto alike = read<std::pair<char, Alike>>(key)->second;
    SearchRow row;
    row.active = alike.active;
    row.expires_on = alike.expires_on;
    row.pending_number = {alike.pending ? 1U : 0U};
    row.blocked_by = alike.blocked_by;
    if (alike.first_due) row.open.push_back({.currency = {}, .due_on = *alike.first_due});
    add_verdicts(summary, row, count, policy, at);
  }
  for (const auto& [key, sum] : amounts_) {
    const auto due = read<std::pair<char, Due>>(key)->second;
    add_amount(summary, {due.currency, due.due_on, due.attached, sum.clamped()}, policy, at);
  }
  return summary;
}

SearchCounts::Changes SearchCounts::take_changes() {
  Changes changes;
  for (const auto& key : changed_) {
    std::optional<std::string> value;
    if (const auto count = licenses_.find(key); count != licenses_.end()) {
      value = written(count->second);
    } else if (const auto sum = amounts_.find(key); sum != amounts_.end()) {
      value = written(sum->second);
    }
    changes.emplace_back(key, std::move(value));
  }
  changed_.clear();
  return changes;
}

bool SearchCounts::restore(std::string_view key, std::string_view value) {
  if (read<std::pair<char, Alike>>(key) && key.front() == of_licenses) {
    const auto count = read<std::int64_t>(value);
    if (count) licenses_.emplace(key, *count);
    return count.has_value();
  }
  if (key.empty() || key.front() != of_amounts || !read<std::pair<char, Due>>(key)) return false;
  const auto sum = read<state::ExactSum>(value);
  if (sum) amounts_.emplace(key, *sum);
  return sum.has_value();
}

}  // namespace projections::search
