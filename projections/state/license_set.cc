#include "projections/state/license_set.h"

#include <algorithm>
#include <array>

namespace projections::state {
namespace {

constexpr auto stage_names =
    ledger::names_of_each<Stage>("none", "valid", "warning", "grace", "read_only");

std::int64_t own_quantity(const LicenseSet& set, std::string_view module_name) {
  const auto found = set.own.find(module_name);
  return found == set.own.end() ? 0 : found->second;
}

}  // namespace

std::int64_t total_of(const LicenseSet& set, const Catalog& catalog, std::string_view module_name) {
  std::int64_t total = own_quantity(set, module_name);
  if (catalog.hidden(module_name)) {
    for (const auto& plan : catalog.plans_including(module_name)) total += own_quantity(set, plan);
  }
  return total;
}

std::string_view name_of(Stage stage) { return stage_names[static_cast<std::size_t>(stage)]; }

std::optional<Stage> stage_named(std::string_view name) {
  const auto found = std::ranges::find(stage_names, name);
  if (found == stage_names.end()) return std::nullopt;
  return static_cast<Stage>(found - stage_names.begin());
}

LicenseDates dates_of(const LicenseSet& set, const Policy& policy) {
  if (!set.expires_on) return {};
  return {.warn_from = plus_days(*set.expires_on, -policy.warning_days),
          .expires_on = set.expires_on,
          .grace_until = plus_days(*set.expires_on, policy.grace_days)};
}

Stage stage_at(const LicenseSet* current, const Policy& policy, ledger::Instant at) {
  if (current == nullptr) return Stage::none;
  const auto dates = dates_of(*current, policy);
  if (!dates.expires_on) return Stage::valid;
  if (start_of(*dates.grace_until) <= at) return Stage::read_only;
  if (start_of(*dates.expires_on) <= at) return Stage::grace;
  if (start_of(*dates.warn_from) <= at) return Stage::warning;
  return Stage::valid;
}

PurchaseNumbers::Place PurchaseNumbers::place_of(const ledger::RecordedEvent& purchase) {
  return {std::max(purchase.effective_at, purchase.recorded_at), purchase.position};
}

void PurchaseNumbers::add(const ledger::RecordedEvent& purchase) {
  const auto place = place_of(purchase);
  places_.insert(std::ranges::upper_bound(places_, place), place);
}

LicenseNumber PurchaseNumbers::number_of(const ledger::RecordedEvent& purchase) const {
  const auto found = std::ranges::lower_bound(places_, place_of(purchase));
  return {static_cast<std::uint32_t>(found - places_.begin() + 1)};
}

void Purchases::apply(const Stamp& stamp, const ledger::PurchaseRecorded& purchase,
                      LicenseNumber number) {
  purchases_.emplace(number, stamp.evidence());
  for (const auto& line : purchase.lines) {
    const auto [found, added] = lines_.try_emplace(line.line_id);
    if (!added) {
      if (stamp < found->second.stamp) continue;
      take_out(found->second);
    }
    found->second = {stamp, number, line};
    put_in(found->second);
  }
  offered_.number = numbers_.empty() ? LicenseNumber{} : *numbers_.rbegin();
  offered_.expires_on.reset();
  if (!ends_.empty()) offered_.expires_on = *ends_.begin();
}

void Purchases::put_in(const LineInForce& in_force) {
  const auto& line = in_force.line;
  numbers_.insert(in_force.number);
  auto& cited = by_module_[line.module_name][in_force.stamp.position()];
  cited.first = in_force.stamp.evidence();
  ++cited.second;
  if (line.quantity == 0) return;
  if (line.until) ends_.insert(*line.until);
  ExactSum& sum = quantities_[line.module_name];
  sum += line.quantity;
  offered_.own[line.module_name] = sum.clamped();
}

void Purchases::take_out(const LineInForce& in_force) {
  const auto& line = in_force.line;
  numbers_.erase(numbers_.find(in_force.number));
  const auto module = by_module_.find(line.module_name);
  const auto cited = module->second.find(in_force.stamp.position());
  if (--cited->second.second == 0) module->second.erase(cited);
  if (module->second.empty()) by_module_.erase(module);
  if (line.quantity == 0) return;
  if (line.until) ends_.erase(ends_.find(*line.until));
  const auto sum = quantities_.find(line.module_name);
  sum->second -= line.quantity;
  if (sum->second == ExactSum{}) {
    quantities_.erase(sum);
    offered_.own.erase(line.module_name);
  } else {
    offered_.own[line.module_name] = sum->second.clamped();
  }
}

const LineInForce* Purchases::line(std::string_view line_id) const {
  const auto found = lines_.find(line_id);
  return found == lines_.end() ? nullptr : &found->second;
}

const LinesByPurchase& Purchases::lines_of(std::string_view module_name) const {
  static const LinesByPurchase none;
  const auto found = by_module_.find(module_name);
  return found == by_module_.end() ? none : found->second;
}

const ledger::Evidence* Purchases::numbered(LicenseNumber number) const {
  const auto found = purchases_.find(number);
  return found == purchases_.end() ? nullptr : &found->second;
}

}  // namespace projections::state
