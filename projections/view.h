#pragma once

#include <optional>
#include <string>
#include <vector>

#include "projections/reasons/question.h"

namespace projections {

enum class Status : std::uint8_t { ok, new_license_available, new_license_activated };
std::string_view name_of(Status status);

struct ModuleRow {
  std::string module_name;
  ledger::ModuleType type{};
  bool hidden = false;
  bool unrestricted = false;
  std::map<std::string, std::string> display_name;
  std::int64_t total = 0;
  std::int64_t in_use = 0;
  std::int64_t free() const { return total - in_use; }
};

struct PendingLicense {
  LicenseNumber number;
  bool held = false;
  state::LicenseDates dates;
  std::vector<ledger::ModuleChange> changes;
};

struct InvoiceRow {
  std::string invoice_id;
  std::int64_t amount = 0;  // minor units, like open
  std::int64_t open = 0;
  std::string currency;
  ledger::Date due_on;
  bool overdue = false;
  bool voided = false;
};

/// The answer about one license at one instant: the licenses tab, the status tab, the activation
/// dialog, and why. `since` of each reason is left to the caller (see since.h).
struct LicenseView {
  std::string serial_number;
  std::string company_name;
  bool auto_update = true;
  std::optional<state::Installation> installation;
  Status status{};
  state::Stage stage{};
  state::LicenseDates dates;
  std::optional<std::int64_t> days_left;  // expires_on − date of the instant
  std::optional<LicenseNumber> current_number;
  Instant activated_at;
  ledger::ActivationMode activation_mode{};
  std::vector<ModuleRow> modules;  // those with a total or a user
  std::optional<PendingLicense> pending;
  bool can_be_activated = false;
  reasons::Reasons blocking_reasons;
  reasons::Reasons warnings;
  std::vector<InvoiceRow> invoices;
};

/// The answer for a registered license.
LicenseView view_at(const reasons::Question& question);

/// What activating `next` would change: the visible modules whose total differs, by name.
std::vector<ledger::ModuleChange> changes_towards(const reasons::Question& question,
                                                  const state::LicenseSet& next);

}  // namespace projections
