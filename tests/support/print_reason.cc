#include "tests/support/print_reason.h"

#include <gtest/gtest.h>
#include <ostream>

#include "tests/support/times.h"

namespace ledger {

void PrintTo(const Evidence& evidence, std::ostream* out) {
  *out << evidence.position.value << ' ' << name_of(evidence.type);
}

void PrintTo(const Reason& reason, std::ostream* out) {
  const auto text = [&](const char* name, const std::string& value) {
    if (!value.empty()) *out << ' ' << name << '=' << value;
  };
  const auto member = [&](const char* name, const auto& value) {
    if (value) *out << ' ' << name << '=' << ::testing::PrintToString(*value);
  };
  *out << name_of(reason.code);
  text("module", reason.module_name);
  text("invoice_id", reason.invoice_id);
  text("payment_id", reason.payment_id);
  text("cust_id", reason.cust_id);
  text("serial_number", reason.serial_number);
  if (reason.number) *out << " number=" << reason.number->value;
  member("in_use", reason.in_use);
  member("total", reason.total);
  member("new_total", reason.new_total);
  member("to_remove", reason.to_remove);
  member("open", reason.open);
  member("currency", reason.currency);
  member("expected_currency", reason.expected_currency);
  member("due_on", reason.due_on);
  member("overdue", reason.overdue);
  member("installed", reason.installed);
  member("covered", reason.covered);
  member("expires_on", reason.expires_on);
  member("days_left", reason.days_left);
  member("company_name", reason.company_name);
  member("registered_name", reason.registered_name);
  member("bound_cust_id", reason.bound_cust_id);
  member("bound_serial", reason.bound_serial);
  if (reason.newest) *out << " newest=" << reason.newest->value;
  *out << " users=" << ::testing::PrintToString(reason.users)
       << " since=" << (reason.since ? to_text(*reason.since) : "none")
       << " evidence=" << ::testing::PrintToString(reason.evidence);
}

}  // namespace ledger
