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

}  // namespace

DirectoryRow DirectoryUpkeep::row_of(const std::string& serial_number) const {
  const DirectoryRow* row = directory_.find(serial_number);
  return row != nullptr ? *row : DirectoryRow{};
}

void DirectoryUpkeep::note_row(LiveLicense& license) const {
  const DirectoryRow* row = directory_.find(license.state().serial_number);
  if (row == nullptr) return;
  license.has_row = true;
  license.row_cust_id = row->cust_id;
  license.row_due = row->due;
  license.wants_activation = row->wants_activation;
}

void DirectoryUpkeep::update_for(const ledger::RecordedEvent& event, LiveLicense& license,
                                 ledger::Instant now) {
  if (const auto* registered = std::get_if<ledger::LicenseRegistered>(&event.data)) {
    add_owner(event.subject, registered->company_name);
  }
  if (license.outdated) return;
  if (event.effective_at > now || changes_row(event.type())) return update(license);
  directory_.outdate(event.subject);
}

void DirectoryUpkeep::update(LiveLicense& license) {
  const auto& state = license.state();
  directory_.outdate(state.serial_number);
  const std::string_view cust_id =
      state.binding ? std::string_view{state.binding->cust_id} : std::string_view{};
  const auto due = license.fold.next_due();
  const bool wants_activation = projections::wants_activation(state);
  if (license.has_row && license.row_cust_id == cust_id && license.row_due == due &&
      license.wants_activation == wants_activation) {
    return;
  }
  DirectoryRow row = row_of(state.serial_number);
  row.cust_id = license.row_cust_id = cust_id;
  row.due = license.row_due = due;
  row.wants_activation = license.wants_activation = wants_activation;
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
