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
  const auto place = std::ranges::upper_bound(all_, number, {}, &Purchase::number);
  all_.insert(place, {stamp, number, purchase.invoice_ids});
  for (const auto& line : purchase.lines) {
    const auto [found, added] = lines_.try_emplace(line.line_id);
    if (added || found->second.stamp < stamp) found->second = {stamp, number, line};
  }
  offered_ = {};
  for (const auto& [line_id, in_force] : lines_) {
    offered_.number = std::max(offered_.number, in_force.number);
    if (in_force.line.quantity == 0) continue;
    offered_.own[in_force.line.module_name] += in_force.line.quantity;
    const auto& until = in_force.line.until;
    if (until && (!offered_.expires_on || *until < *offered_.expires_on)) {
      offered_.expires_on = until;
    }
  }
}

}  // namespace projections::state
