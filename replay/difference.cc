#include "replay/difference.h"

#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "projections/state/snapshot.h"

namespace replay {
namespace {

using projections::search::SearchRow;
using projections::state::License;
using projections::state::Seats;

/// In the order of License::fields.
constexpr std::array<std::string_view, 16> parts_of_state{"serial number",
                                                          "registration",
                                                          "license numbers",
                                                          "purchases",
                                                          "invoices and payments",
                                                          "maintenance agreements",
                                                          "installed versions",
                                                          "kinds of installations",
                                                          "service requests",
                                                          "binding",
                                                          "release",
                                                          "license in force",
                                                          "hold",
                                                          "seats",
                                                          "last automatic attempt",
                                                          "last decision"};
constexpr std::size_t place_of_seats = 13;

std::string holder(const Seats& seats, std::string_view module_name, std::string_view user) {
  const auto* seat = seats.find(module_name, user);
  if (seat == nullptr) return fmt::format("{} has no seat of {}", user, module_name);
  return fmt::format("{} has a seat of {} as {} since {}", user, module_name,
                     ledger::name_of(seat->user_type), to_text(seat->stamp.effective_at()));
}

/// Describes the first seat that only one of them has, or that differs.
void tell_seats(const Seats& expected, const Seats& found, Difference& difference) {
  const auto tell_first = [&](const Seats& one) {
    for (const auto& [module_name, seats] : one.by_module()) {
      for (const auto& [user, seat] : seats) {
        const std::string as_expected = holder(expected, module_name, user);
        const std::string as_found = holder(found, module_name, user);
        if (as_expected == as_found) continue;
        difference.expected = as_expected;
        difference.found = as_found;
        return true;
      }
    }
    return false;
  };
  if (!tell_first(expected)) tell_first(found);
}

std::string in_words(const std::optional<projections::state::CurrentSet>& current) {
  if (!current) return "none";
  return fmt::format("number {}, activated by position {}", current->set.number.value,
                     current->stamp.position().value);
}

std::string in_words(const std::optional<projections::state::Binding>& binding) {
  if (!binding) return "none";
  return fmt::format("{}, bound by position {}", binding->cust_id, binding->stamp.position().value);
}

std::string in_words(std::optional<ledger::Instant> at) { return at ? to_text(*at) : "never"; }
std::string in_words(bool yes) { return yes ? "yes" : "no"; }
std::string in_words(const std::string& text) { return text.empty() ? "none" : text; }
std::string in_words(const std::vector<std::string>& texts) {
  return texts.empty() ? "none" : fmt::format("{}", fmt::join(texts, ", "));
}
std::string in_words(ledger::StreamHead head) {
  return fmt::format("position {}, revision {}", head.position.value, head.revision.value);
}

std::string in_words(const ledger::ReasonCodeSet& blocked_by) {
  std::vector<std::string> codes;
  for (const auto code : ledger::codes_of(ledger::ReasonGroup::blocking)) {
    if (blocked_by.contains(code)) codes.emplace_back(ledger::name_of(code));
  }
  return in_words(codes);
}

std::string in_words(std::optional<ledger::Date> date) { return date ? to_text(*date) : "never"; }
std::string in_words(ledger::LicenseNumber number) {
  return number.value == 0 ? "none" : fmt::format("number {}", number.value);
}

}  // namespace

std::string_view name_of(Projection projection) {
  constexpr std::array<std::string_view, 6> names{
      "state", "seats", "search view", "directory", "applied position", "catalog"};
  return names.at(static_cast<std::size_t>(projection));
}

Difference difference_of(const License& expected, const License& found) {
  Difference difference{.serial_number = expected.serial_number,
                        .projection = Projection::state,
                        .part = {},
                        .expected = "as in the log",
                        .found = "different"};
  const auto as_expected = projections::state::snapshot_parts(expected);
  const auto as_found = projections::state::snapshot_parts(found);
  LEDGER_CHECK(as_expected.size() == parts_of_state.size());
  for (std::size_t i = 0; i < parts_of_state.size(); ++i) {
    if (as_expected[i] == as_found[i]) continue;
    difference.part = parts_of_state.at(i);
    if (i == place_of_seats) {
      difference.projection = Projection::seats;
      tell_seats(expected.seats, found.seats, difference);
    } else if (difference.part == "binding") {
      difference.expected = in_words(expected.binding);
      difference.found = in_words(found.binding);
    } else if (difference.part == "license in force") {
      difference.expected = in_words(expected.current);
      difference.found = in_words(found.current);
    }
    break;
  }
  if (difference.expected == difference.found) {
    difference.expected = "as in the log";
    difference.found = "different";
  }
  return difference;
}

void compare(const std::string& serial_number, const SearchRow& expected, const SearchRow& found,
             Differences& differences) {
  if (expected == found) return;
  const std::size_t before = differences.size();
  const auto check = [&](std::string_view part, const auto& as_expected, const auto& as_found) {
    if (as_expected == as_found) return;
    differences.push_back({.serial_number = serial_number,
                           .projection = Projection::search_view,
                           .part = std::string{part},
                           .expected = in_words(as_expected),
                           .found = in_words(as_found)});
  };
  check("company name", expected.company_name, found.company_name);
  check("installation", expected.cust_id, found.cust_id);
  check("in force", expected.active, found.active);
  check("expires on", expected.expires_on, found.expires_on);
  check("pending", expected.pending_number, found.pending_number);
  check("blocked by", expected.blocked_by, found.blocked_by);
  check("due", expected.next_due, found.next_due);
  if (differences.size() > before) return;
  differences.push_back({.serial_number = serial_number,
                         .projection = Projection::search_view,
                         .part = "row",
                         .expected = "as in the log",
                         .found = "different"});
}

void compare(const std::string& serial_number, ledger::StreamHead expected,
             std::optional<ledger::StreamHead> found, Differences& differences) {
  if (found == expected) return;
  differences.push_back({.serial_number = serial_number,
                         .projection = Projection::applied_position,
                         .part = "end of its stream",
                         .expected = in_words(expected),
                         .found = found ? in_words(*found) : "none"});
}

}  // namespace replay
