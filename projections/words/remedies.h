#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/reason.h"

namespace projections::words {

/// Who can clear a reason. `nobody`: it cannot be cleared; something else must be requested.
enum class Resolver : std::uint8_t { administrator, vendor_support, customer, nobody };

/// What can be done about a reason. The names are on the wire, so they never change.
enum class Action : std::uint8_t {
  use_installation,
  bind_installation,
  change_serial_number,
  check_serial_number,
  correct_company_name,
  request_license_file,
  use_newest,
  correct_purchase,
  release_hold,
  pay_invoice,
  report_invoice,
  reverse_payment,
  agree_maintenance,
  remove_seats,
  buy_seats,
  assign_prerequisite,
  reassign_seat,
  close_requests,
  remove_with_cascade,
  renew_license,
};

}  // namespace projections::words

template <>
struct ledger::Names<projections::words::Resolver> {
  static constexpr auto list = names_of_each<projections::words::Resolver>(
      "administrator", "vendor_support", "customer", "nobody");
};

template <>
struct ledger::Names<projections::words::Action> {
  static constexpr auto list = names_of_each<projections::words::Action>(
      "use_installation", "bind_installation", "change_serial_number", "check_serial_number",
      "correct_company_name", "request_license_file", "use_newest", "correct_purchase",
      "release_hold", "pay_invoice", "report_invoice", "reverse_payment", "agree_maintenance",
      "remove_seats", "buy_seats", "assign_prerequisite", "reassign_seat", "close_requests",
      "remove_with_cascade", "renew_license");
};

namespace projections::words {

/// One action with what it needs; only set members are shown. `amount` is in minor units of
/// `currency`.
struct Remedy {
  std::string action{};  ///< the name of an Action
  std::string module_name{};
  std::string invoice_id{};
  std::string payment_id{};
  std::string user{};
  std::string cust_id{};
  std::string serial_number{};
  std::string version{};
  std::string currency{};
  std::optional<std::int64_t> count{};
  std::optional<std::int64_t> amount{};
  std::optional<ledger::LicenseNumber> number{};
  std::vector<std::string> modules{};  ///< those removed with it, or the plan that is replaced
  bool operator==(const Remedy&) const = default;
};

Resolver resolver_of(ledger::ReasonCode code);

/// The smallest actions that clear the reason. If there are several, any one of them is enough.
/// What the reason does not know, as in imported history, is not set here either.
std::vector<Remedy> remedies_of(const ledger::Reason& reason);

}  // namespace projections::words
