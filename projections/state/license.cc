#include "projections/state/license.h"

#include <algorithm>

namespace projections::state {

std::vector<ReasonKey> keys_of(const std::vector<ledger::Reason>& reasons) {
  std::vector<ReasonKey> keys;
  keys.reserve(reasons.size());
  for (const auto& reason : reasons) {
    keys.push_back(
        {reason.code, reason.module_name.empty() ? reason.invoice_id : reason.module_name});
  }
  return keys;
}

std::string_view member_of(const ReasonKey& key) {
  const auto& members = ledger::traits_of(key.code).members;
  const bool of_a_module = std::ranges::find(members, "module") != members.end();
  return of_a_module ? "module" : "invoice_id";
}

bool same_reasons(const std::vector<ReasonKey>& recorded, const std::vector<ReasonKey>& now) {
  constexpr std::size_t long_list = 100;  // shorter ones always fit their record
  if (recorded.size() < long_list || recorded.size() > now.size()) return recorded == now;
  return std::equal(recorded.begin(), recorded.end(), now.begin());
}

bool has_pending(const License& license) {
  const LicenseSet& offered = license.offered();
  if (!license.current) return !offered.empty();
  const LicenseSet& current = license.current->set;
  return offered.own != current.own || offered.expires_on != current.expires_on;
}

bool wants_activation(const License& license) {
  return license.registration && license.registration->value.auto_update && has_pending(license);
}

std::optional<Installation> installation_of(const License& license) {
  if (!license.binding) return std::nullopt;
  const Binding& binding = *license.binding;
  Installation installation{.cust_id = binding.cust_id,
                            .kind = binding.kind,
                            .deployment = binding.deployment,
                            .version = binding.version,
                            .version_set_by = binding.stamp};
  const auto version = license.versions.find(binding.cust_id);
  if (version != license.versions.end() && version->second.stamp > binding.stamp) {
    installation.version = version->second.value;
    installation.version_set_by = version->second.stamp;
  }
  const auto kind = license.kinds.find(binding.cust_id);
  if (kind != license.kinds.end() && kind->second.stamp > binding.stamp) {
    installation.kind = kind->second.value;
  }
  return installation;
}

}  // namespace projections::state
