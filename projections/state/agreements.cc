#include "projections/state/agreements.h"

#include "projections/state/versions.h"

namespace projections::state {

bool Agreements::Coverage::operator<(const Coverage& other) const {
  const auto coverage = compare_coverage(version, other.version);
  return coverage < 0 || (coverage == 0 && stamp < other.stamp);
}

void Agreements::apply(const Stamp& stamp, const ledger::MaintenanceAgreed& agreed) {
  const std::string& id = agreed.agreement_id;
  std::optional<Agreement> before;
  if (const auto found = by_id_.find(id); found != by_id_.end()) before = found->second;
  if (!write_last(by_id_, id, stamp, agreed)) return;
  if (before) {
    by_coverage_.erase({before->value.version, before->stamp, id});
    if (before->value.until) {
      ends_.erase({*before->value.until, id});
    } else {
      --never_ending_;
    }
  }
  by_coverage_.insert({agreed.version, stamp, id});
  if (agreed.until) {
    ends_.emplace(*agreed.until, id);
  } else {
    ++never_ending_;
  }
}

const Agreements::Agreement* Agreements::covering() const {
  if (by_coverage_.empty()) return nullptr;
  return &by_id_.find(by_coverage_.rbegin()->agreement_id)->second;
}

std::optional<ledger::Date> Agreements::last_end() const {
  if (never_ending_ > 0 || ends_.empty()) return std::nullopt;
  return ends_.rbegin()->first;
}

bool Agreements::in_force(Instant at) const {
  return never_ending_ > 0 || last_ending(at) != nullptr;
}

const Agreements::Agreement* Agreements::last_ending(Instant at) const {
  const auto end = last_end();
  if (!end || start_of(*end) <= at) return nullptr;
  return &by_id_.find(ends_.lower_bound({*end, ""})->second)->second;
}

}  // namespace projections::state
