#pragma once

#include <vector>

#include "ledger/reason.h"
#include "tests/support/plain/license.h"

namespace tests::plain {

using Reasons = std::vector<ledger::Reason>;

/// A production installation of another license, at the instant of the question.
struct Production {
  std::string company_name;
  std::string cust_id;
  std::string serial_number;
  const RecordedEvent* bound = nullptr;  // what began it
};

/// One license at one instant.
struct Case {
  const License& license;
  const Catalog& catalog;
  Instant at;
  const std::vector<Production>& production;  // by serial number
};

/// The installation as it is at that instant, and what stated its version.
struct Installation {
  ledger::InstallationBound terms;
  const RecordedEvent* version_by = nullptr;
};
std::optional<Installation> installation_of(const License& license);

/// From 00:00Z of the day after it is due, plus the grace.
Instant overdue_from(const ledger::InvoiceIssued& issued, const Catalog& catalog);

/// In the order in which they are reported, with their evidence but without `since`.
Reasons blocking_reasons(const Case& question);
Reasons warnings(const Case& question);

}  // namespace tests::plain
