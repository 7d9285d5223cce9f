#include "commands/decide/bind.h"

#include <algorithm>

#include "commands/decide/binding_rules.h"

namespace commands::decide {
namespace {

Decision refuse(const Situation& situation, Reasons reasons, const std::string& cust_id,
                const std::string& company_name) {
  return {.ruling = {.verdict = Verdict::binding_refused, .reasons = std::move(reasons)},
          .events = {situation.draft(ledger::InstallationBindingRefused{
              .cust_id = cust_id, .company_name = company_name, .reasons = {}})}};
}

/// The number of seats that the record of a binding has room for.
std::size_t carried_count(const std::vector<ledger::SeatHolder>& seats) {
  std::size_t bytes = 0;
  std::size_t count = 0;
  for (; count < seats.size() && count < max_carried_seats; ++count) {
    bytes += seats[count].module_name.size() + seats[count].user.size();
    if (bytes > max_carried_bytes) break;
  }
  return count;
}

/// Whether the installation is bound as the command states: as when it was bound, or as it is now.
bool is_bound_as_stated(const License& license, const BindInstallation& command) {
  const auto& binding = license.binding;
  const auto now = projections::state::installation_of(license);
  if (!now || now->cust_id != command.cust_id || now->deployment != command.deployment ||
      binding->company_name != command.company_name) {
    return false;
  }
  const bool as_when_bound = binding->kind == command.kind && binding->version == command.version;
  const bool as_now = now->kind == command.kind && now->version == command.version;
  return as_when_bound || as_now;
}

}  // namespace

Decision bind_installation(const Situation& situation, const BindInstallation& command,
                           const License* other) {
  if (is_bound_as_stated(situation.license, command)) return verdict_only(Verdict::already_so);
  std::optional<OtherBinding> other_binding;
  if (other != nullptr && other->binding) {
    const auto& stamp = other->binding->stamp;
    other_binding = OtherBinding{other->serial_number, stamp.effective_at(), stamp.evidence()};
  }
  auto reasons =
      refuse_binding(situation.question(), command.cust_id, command.company_name, other_binding);
  if (!reasons.empty()) {
    return refuse(situation, std::move(reasons), command.cust_id, command.company_name);
  }
  return {.events = {situation.draft(ledger::InstallationBound{.cust_id = command.cust_id,
                                                               .kind = command.kind,
                                                               .deployment = command.deployment,
                                                               .version = command.version,
                                                               .company_name = command.company_name,
                                                               .seats = {}})}};
}

Decision change_serial(const Situation& from, const Situation& to, const ChangeSerial& command) {
  const bool stays = from.license.serial_number == to.license.serial_number;
  if (stays && from.license.binding->company_name == command.company_name) {
    return verdict_only(Verdict::already_so);
  }
  auto reasons = refuse_binding(to.question(), command.cust_id, command.company_name, std::nullopt);
  if (!reasons.empty()) {
    return refuse(to, std::move(reasons), command.cust_id, command.company_name);
  }
  const auto installation = projections::state::installation_of(from.license);
  ledger::InstallationBound bound{.cust_id = command.cust_id,
                                  .kind = installation->kind,
                                  .deployment = installation->deployment,
                                  .version = installation->version,
                                  .company_name = command.company_name,
                                  .seats = {}};
  if (stays) return {.events = {to.draft(std::move(bound))}};  // its seats stay as well
  std::vector<ledger::SeatHolder> carried = from.license.seats.all();
  std::vector<ledger::SeatHolder> others;
  const std::size_t count = carried_count(carried);
  others.assign(carried.begin() + static_cast<std::ptrdiff_t>(count), carried.end());
  carried.resize(count);
  Decision decision;
  for (const auto& seat : others) decision.events.push_back(from.draft(ledger::SeatRemoved{seat}));
  decision.events.push_back(
      from.draft(ledger::InstallationReleased{.cust_id = command.cust_id, .seats = carried}));
  bound.seats = carried;
  decision.events.push_back(to.draft(std::move(bound)));
  for (const auto& seat : others) decision.events.push_back(to.draft(ledger::SeatAssigned{seat}));
  return decision;
}

}  // namespace commands::decide
