#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/reason_code.h"
#include "ledger/time.h"
#include "ledger/vocabulary.h"
#include "projections/state/catalog.h"
#include "projections/state/license.h"

namespace projections::search {

using ledger::Date;
using ledger::Instant;

/// Invoices of one license with the same currency and due date, and an open amount.
struct OpenAmount {
  std::string currency;
  Date due_on;
  bool attached = false;    ///< the pending license waits for it, due or not
  std::int64_t amount = 0;  ///< minor units; the largest where the sum is larger

  bool operator==(const OpenAmount&) const = default;
  static auto fields(auto& self) {
    return std::tie(self.currency, self.due_on, self.attached, self.amount);
  }
};

/// What a search finds a license by. It holds facts and dates rather than verdicts, so that neither
/// the passing of time nor another policy outdates it: only events of the license do, and the
/// definitions of modules of which it has seats.
struct SearchRow {
  /// If not, it is found by nothing, and only `next_due` is set.
  bool registered = true;
  std::string company_name;
  std::string cust_id;  ///< bound now; empty: none
  std::optional<ledger::InstallationKind> kind;
  bool active = false;                   ///< a license is in force
  std::optional<Date> expires_on;        ///< of that
  ledger::LicenseNumber pending_number;  ///< 0: nothing is pending
  bool held = false;
  /// `unpaid` stands for invoices that the pending license waits for; those that are only overdue
  /// are found by their dates.
  ledger::ReasonCodeSet blocked_by;
  std::vector<OpenAmount> open;     ///< by currency, due date
  std::optional<Instant> next_due;  ///< when its next recorded event takes effect
  ledger::Revision revision;        ///< of the license, when this was found

  bool operator==(const SearchRow&) const = default;
  static auto fields(auto& self) {
    return std::tie(self.registered, self.company_name, self.cust_id, self.kind, self.active,
                    self.expires_on, self.pending_number, self.held, self.blocked_by, self.open,
                    self.next_due, self.revision);
  }

  /// The first due date of an invoice that nothing waits for, but that blocks when it is overdue.
  std::optional<Date> first_due() const;
};

/// `nullopt` while the license is not registered. `next_due` and `revision` are left to the caller.
std::optional<SearchRow> row_of(const state::License& license, const state::Catalog& catalog,
                                Instant at);

/// The bytes of a row, as they are stored; `nullopt` for bytes of another version.
std::string encode(const SearchRow& row);
std::optional<SearchRow> decode_row(std::string_view bytes);

/// The verdicts that follow from a row at an instant, under a policy.
state::Stage stage_of(const SearchRow& row, const state::Policy& policy, Instant at);
ledger::ReasonCodeSet blocked_by(const SearchRow& row, const state::Policy& policy, Instant at);
/// Invoices due on that date or before block, if they are open, at that instant.
Date last_overdue(const state::Policy& policy, Instant at);

}  // namespace projections::search
