#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/bytes.h"
#include "ledger/event.h"
#include "projections/search/search_row.h"

/// The keys of the search's entries: a kind, then what the license is found by, then its serial
/// number, so that what is found comes in the order of serial numbers. A folded text holds no byte
/// 0, which ends it.
namespace replay::index::keys {

constexpr char of_mark = 'm';
constexpr char of_counter = 'k';
constexpr char of_row = 'r';            // its row
constexpr char of_reason = 'b';         // code
constexpr char of_first_due = 'u';      // date
constexpr char of_expiry = 'e';         // date
constexpr char of_no_expiry = 's';      // 1: in force without an end; 0: nothing is in force
constexpr char of_pending = 'p';        //
constexpr char of_company = 'n';        // folded name
constexpr char of_word = 'w';           // word of the name
constexpr char of_installation = 'c';   // folded CustID bound now
constexpr char of_folded_serial = 'z';  // folded serial number, if that differs
constexpr char of_due = 't';            // instant
constexpr char of_name = 'x';           // folded invoice or user; never removed
constexpr char of_module = 'h';         // module with seats; never removed

inline std::string date(ledger::Date date) {
  std::string key;
  ledger::append_big_endian(key, static_cast<std::uint32_t>(date.days) ^ 0x8000'0000U);
  return key;
}
inline std::string instant(ledger::Instant at) {
  std::string key;
  ledger::append_big_endian(key, static_cast<std::uint64_t>(at.micros) ^ (std::uint64_t{1} << 63));
  return key;
}
inline std::string text(std::string_view folded) { return std::string{folded}.append(1, '\0'); }

template <class... Parts>
std::string key(char kind, const Parts&... parts) {
  std::string key{kind};
  (key.append(parts), ...);
  return key;
}
inline std::string reason(ledger::ReasonCode code) {
  return std::string(1, static_cast<char>(code));
}

/// The keys by which a license with the row is found, without that of the row itself.
std::vector<std::string> of(std::string_view serial_number,
                            const projections::search::SearchRow& row);
/// Those that an event adds for ever.
std::vector<std::string> named_by(const ledger::RecordedEvent& event);

}  // namespace replay::index::keys
