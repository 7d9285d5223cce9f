#include "replay/index/index_keys.h"

#include <algorithm>

#include "projections/search/folded_text.h"

namespace replay::index::keys {

using projections::search::folded;

std::vector<std::string> of(std::string_view serial_number,
                            const projections::search::SearchRow& row) {
  std::vector<std::string> keys;
  const auto add = [&](char kind, std::string_view by) {
    keys.push_back(key(kind, by, serial_number));
  };
  if (row.next_due) add(of_due, instant(*row.next_due));
  if (!row.registered) return keys;
  for (const auto code : ledger::codes_of(ledger::ReasonGroup::blocking)) {
    if (row.blocked_by.contains(code)) add(of_reason, reason(code));
  }
  if (const auto due_on = row.first_due()) add(of_first_due, date(*due_on));
  if (row.expires_on) {
    add(of_expiry, date(*row.expires_on));
  } else {
    add(of_no_expiry, row.active ? "1" : "0");
  }
  if (row.pending_number.value > 0) add(of_pending, "");
  const std::string name = folded(row.company_name);
  add(of_company, text(name));
  for (const auto& word : projections::search::words_of(name)) add(of_word, text(word));
  if (!row.cust_id.empty()) add(of_installation, text(folded(row.cust_id)));
  if (const auto other = folded(serial_number); other != serial_number) {
    add(of_folded_serial, text(other));
  }
  std::ranges::sort(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

std::vector<std::string> named_by(const ledger::RecordedEvent& event) {
  std::vector<std::string> keys;
  const auto add_name = [&](const std::string& name) {
    keys.push_back(key(of_name, text(folded(name)), event.subject));
  };
  if (const auto* issued = std::get_if<ledger::InvoiceIssued>(&event.data)) {
    add_name(issued->invoice_id);
  } else if (const auto* assigned = std::get_if<ledger::SeatAssigned>(&event.data)) {
    add_name(assigned->user);
    keys.push_back(key(of_module, text(assigned->module_name), event.subject));
  } else if (const auto* bound = std::get_if<ledger::InstallationBound>(&event.data)) {
    for (const auto& seat : bound->seats) {
      add_name(seat.user);
      keys.push_back(key(of_module, text(seat.module_name), event.subject));
    }
  }
  return keys;
}

}  // namespace replay::index::keys
