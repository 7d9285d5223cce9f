#include "commands/live/directory_upkeep.h"

#include <algorithm>
#include <utility>

#include "projections/license_summary.h"

namespace commands::live {
namespace {

using projections::DirectoryRow;

/// Whether an event of the type, once it has taken effect, can change the directory row of a
/// license apart from its summary.
bool changes_row(ledger::EventType type) {
  using enum ledger::EventType;
  return type == license_registered || type == purchase_recorded || type == installation_bound ||
         type == installation_released || type == license_activated;
}

std::string_view cust_id_of(const projections::state::License& state) {
  return state.binding ? std::string_view{state.binding->cust_id} : std::string_view{};
}

bool matches_row(const LiveLicense& license) {
  const auto& state = license.state();
  return license.has_row && license.row_cust_id == cust_id_of(state) &&
         license.row_due == license.fold.next_due() &&
         license.wants_activation == projections::wants_activation(state);
}

}  // namespace

DirectoryRow DirectoryUpkeep::row_of(const std::string& serial_number) const {
  const DirectoryRow* row = directory_.find(serial_number);
  return row != nullptr ? *row : DirectoryRow{};
}

void DirectoryUpkeep::note_row(LiveLicense& license) {
  const DirectoryRow* row = directory_.find(license.state().serial_number);
  if (row == nullptr) return;
  license.has_row = true;
  license.row_cust_id = row->cust_id;
  license.row_due = row->due;
  license.wants_activation = row->wants_activation;
  if (!matches_row(license)) update(license);
}

void DirectoryUpkeep::update_for(const ledger::RecordedEvent& event, LiveLicense& license,
                                 ledger::Instant now) {
  if (const auto* registered = std::get_if<ledger::LicenseRegistered>(&event.data)) {
    add_owner(event.subject, registered->company_name);
  }
  if (license.outdated) return outdate(event.subject);
  if (event.effective_at > now || changes_row(event.type())) return update(license);
  outdate(event.subject);
}

void DirectoryUpkeep::outdate(const std::string& serial_number) {
  directory_.outdate(serial_number);
  unsaved_.insert(serial_number);
}

void DirectoryUpkeep::update(LiveLicense& license) {
  const auto& state = license.state();
  outdate(state.serial_number);
  if (matches_row(license)) return;
  DirectoryRow row = row_of(state.serial_number);
  row.cust_id = license.row_cust_id = cust_id_of(state);
  row.due = license.row_due = license.fold.next_due();
  row.wants_activation = license.wants_activation = projections::wants_activation(state);
  license.has_row = true;
  directory_.put(state.serial_number, std::move(row));
}

/// Every company that a license was ever registered for.
void DirectoryUpkeep::add_owner(const std::string& serial_number, const std::string& company_name) {
  DirectoryRow row = row_of(serial_number);
  if (std::ranges::find(row.owners, company_name) != row.owners.end()) return;
  row.owners.push_back(company_name);
  directory_.put(serial_number, std::move(row));
}

bool DirectoryUpkeep::refresh(ledger::Instant now, std::size_t at_most,
                              const projections::Directory::Appraise& appraise) {
  return directory_.refresh(now, at_most, [&](const std::string& serial_number) {
    unsaved_.insert(serial_number);
    return appraise(serial_number);
  });
}

}  // namespace commands::live
