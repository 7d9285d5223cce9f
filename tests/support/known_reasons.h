#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/reason.h"

namespace projections::words::tests {

/// A reason with everything that its code can carry, and what its message must name in any
/// language.
struct KnownReason {
  ledger::Reason reason;
  std::vector<std::string> named;
};

inline ledger::Date date(std::string_view text) { return *ledger::parse_date(text); }

inline KnownReason about(ledger::ReasonCode code, auto set, std::vector<std::string> named) {
  ledger::Reason reason;
  reason.code = code;
  set(reason);
  return {reason, std::move(named)};
}

inline void nothing(ledger::Reason&) {}
inline void invoice(ledger::Reason& r) {
  r.invoice_id = "INV-7";
  r.open = 12'000'000;
  r.currency = "SEK";
  r.due_on = date("2026-03-03");
  r.overdue = false;
}
inline void seat(ledger::Reason& r) {
  r.module_name = "ten-sales";
  r.user = "anna";
}
inline void expiry(ledger::Reason& r) {
  r.expires_on = date("2026-12-31");
  r.days_left = -5;
}
inline auto all(auto... sets) {
  return [=](ledger::Reason& r) { (sets(r), ...); };
}

inline std::vector<KnownReason> known_blocking_reasons() {
  using ledger::LicenseNumber;
  using ledger::Reason;
  using enum ledger::ReasonCode;
  return {
      about(wrong_installation,
            [](Reason& r) {
              r.cust_id = "Cust2";
              r.bound_cust_id = "Cust1";
            },
            {"Cust1", "Cust2"}),
      about(wrong_installation,
            [](Reason& r) {
              r.serial_number = "1801000009";
              r.bound_serial = "1801000001";
            },
            {"1801000009", "1801000001"}),
      about(not_bound, nothing, {}),
      about(owner_mismatch,
            [](Reason& r) {
              r.company_name = "Sydvik AB";
              r.registered_name = "Nordvik AB";
            },
            {"Sydvik AB", "Nordvik AB"}),
      about(signature_invalid, nothing, {}),
      about(stale,
            [](Reason& r) {
              r.number = LicenseNumber{41};
              r.newest = LicenseNumber{43};
            },
            {"41", "43"}),
      about(held, [](Reason& r) { r.number = LicenseNumber{41}; }, {"41"}),
      about(unpaid, invoice, {"INV-7", "2026-03-03"}),
      about(unpaid, [](Reason& r) { r.invoice_id = "INV-8"; }, {"INV-8"}),
      about(version,
            [](Reason& r) {
              r.installed = "9.2";
              r.covered = "8";
            },
            {"9.2", "8"}),
      about(excess,
            [](Reason& r) {
              r.module_name = "ten-sales";
              r.in_use = 9;
              r.new_total = 7;
              r.to_remove = 2;
              r.users = {"anna", "bo"};
            },
            {"ten-sales", "9", "7", "2"}),
  };
}

inline std::vector<KnownReason> known_refusals() {
  using ledger::Reason;
  using enum ledger::ReasonCode;
  return {
      about(not_assignable, seat, {"ten-sales", "anna"}),
      about(no_free_seat,
            all(seat,
                [](Reason& r) {
                  r.in_use = 12;
                  r.total = 10;
                }),
            {"ten-sales", "anna", "12", "10"}),
      about(not_entitled, seat, {"ten-sales", "anna"}),
      about(prerequisite_missing, all(seat, [](Reason& r) { r.prerequisite = "base"; }),
            {"ten-sales", "anna", "base"}),
      about(plan_conflict, all(seat, [](Reason& r) { r.modules = {"ten-service"}; }),
            {"ten-sales", "anna", "ten-service"}),
      about(read_only, expiry, {"2026-12-31", "5"}),
      about(read_only, all(seat, expiry), {"2026-12-31", "5", "ten-sales", "anna"}),
      about(open_requests, all(seat, [](Reason& r) { r.open_requests = 3; }),
            {"ten-sales", "anna", "3"}),
      about(prerequisite_needed,
            all(seat,
                [](Reason& r) {
                  r.modules = {"a", "b", "c"};
                }),
            {"ten-sales", "anna", "a, b "}),
      about(license_not_found, [](Reason& r) { r.serial_number = "1801000009"; }, {"1801000009"}),
      about(serial_in_use,
            [](Reason& r) {
              r.serial_number = "1801000009";
              r.bound_cust_id = "Cust1";
            },
            {"1801000009", "Cust1"}),
      about(already_bound,
            [](Reason& r) {
              r.cust_id = "Cust2";
              r.bound_serial = "1801000001";
            },
            {"Cust2", "1801000001"}),
      about(maintenance_lapsed,
            [](Reason& r) {
              r.version = "9.2";
              r.covered = "8";
            },
            {"9.2", "8"}),
  };
}

inline std::vector<KnownReason> known_warnings() {
  using ledger::Reason;
  using enum ledger::ReasonCode;
  return {
      about(expires_soon,
            [](Reason& r) {
              r.expires_on = date("2026-12-31");
              r.days_left = 28;
            },
            {"2026-12-31", "28"}),
      about(in_grace, expiry, {"2026-12-31", "5"}),
      about(payment_due_soon, invoice, {"INV-7", "2026-03-03"}),
      about(maintenance_ends_soon, all(expiry, [](Reason& r) { r.covered = "8.5"; }),
            {"2026-12-31", "5", "8.5"}),
      about(over_assigned,
            [](Reason& r) {
              r.module_name = "ten-sales";
              r.in_use = 9;
              r.total = 7;
              r.to_remove = 2;
            },
            {"ten-sales", "9", "7", "2"}),
      about(use_production,
            [](Reason& r) {
              r.cust_id = "Cust1";
              r.serial_number = "1801000001";
            },
            {"Cust1", "1801000001"}),
      about(currency_mismatch,
            [](Reason& r) {
              r.payment_id = "P-1";
              r.invoice_id = "INV-7";
              r.open = 10'000;
              r.currency = "EUR";
              r.expected_currency = "SEK";
            },
            {"P-1", "INV-7", "EUR", "SEK"}),
  };
}

/// At least one for every code, in the order of the codes.
inline std::vector<KnownReason> known_reasons() {
  auto known = known_blocking_reasons();
  for (const auto& more : {known_refusals(), known_warnings()}) {
    known.insert(known.end(), more.begin(), more.end());
  }
  return known;
}

inline constexpr auto every_code = ledger::every<ledger::ReasonCode>();

}  // namespace projections::words::tests
