#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/event_type.h"
#include "ledger/position.h"
#include "ledger/reason_code.h"
#include "ledger/time.h"

namespace ledger {

/// An event that a reason is based on. An event of a simulation has no position in the log.
struct Evidence {
  Position position;
  std::string id;
  EventType type{};
  bool operator==(const Evidence&) const = default;
};

/// A reason or warning with its numbers. Refusals record it as it was at the time, so it is plain
/// data; since when it has held, its resolver, remedies and message are derived when it is shown.
/// Only the members that apply to `code` are set.
struct Reason {
  ReasonCode code{};

  // What it is about: with the code, its identity over time.
  std::string module_name;
  std::string invoice_id;
  std::string payment_id;
  std::string user;
  std::string cust_id;
  std::string serial_number;
  std::optional<LicenseNumber> number;

  // Its numbers. Quantities are seats; money is in minor units of `currency`.
  std::optional<std::int64_t> in_use;
  std::optional<std::int64_t> total;
  std::optional<std::int64_t> new_total;
  std::optional<std::int64_t> to_remove;
  std::optional<std::int64_t> open;
  std::optional<std::int64_t> open_requests;
  std::optional<std::string> currency;
  std::optional<std::string> expected_currency;
  std::optional<Date> due_on;
  std::optional<bool> overdue;
  std::optional<std::string> installed;
  std::optional<std::string> covered;
  std::optional<Date> expires_on;
  std::optional<std::int64_t> days_left;
  std::optional<std::string> company_name;
  std::optional<std::string> registered_name;
  std::optional<std::string> prerequisite;
  std::vector<std::string> modules;
  std::vector<std::string> users;
  std::optional<std::string> bound_cust_id;
  std::optional<std::string> bound_serial;
  std::optional<std::string> version;
  std::optional<LicenseNumber> newest;

  std::optional<Instant> since;  // absent in what this version records
  std::vector<Evidence> evidence;
  std::int64_t uncited = 0;  // how many more events it is based on

  bool operator==(const Reason&) const = default;
};

/// Whether both are the same matter, whatever their other numbers are.
inline bool same_matter(const Reason& a, const Reason& b) {
  return a.code == b.code && a.module_name == b.module_name && a.invoice_id == b.invoice_id &&
         a.payment_id == b.payment_id && a.user == b.user && a.cust_id == b.cust_id &&
         a.serial_number == b.serial_number && a.number == b.number;
}

}  // namespace ledger
