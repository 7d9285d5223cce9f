#include "projections/words/messages.h"

#include <array>
#include <fmt/format.h>
#include <optional>
#include <utility>
#include <vector>

#include "projections/words/money.h"
#include "projections/words/wording.h"

namespace projections::words {
namespace {

using ledger::Reason;

const ReasonWords& words_for(ledger::ReasonCode code, Language language) {
  return wording_of(language).reasons[static_cast<std::size_t>(code)];
}

std::string counted(std::int64_t number, const CountedNoun& noun) {
  return fmt::format("{} {}", number, std::string_view{number == 1 ? noun.one : noun.other});
}

std::string listed(const std::vector<std::string>& names, std::string_view last_and) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i != 0) text += i + 1 == names.size() ? last_and : std::string_view{", "};
    text += names[i];
  }
  return text;
}

std::string distance(std::int64_t days, const Wording& words) {
  if (days == 0) return std::string{std::string_view{words.today}};
  const auto& noun = days > 0 ? words.days_ahead : words.days_ago;
  // Unsigned, as the smallest integer has no positive counterpart.
  const auto number =
      days > 0 ? static_cast<std::uint64_t>(days) : 0 - static_cast<std::uint64_t>(days);
  return fmt::format(fmt::runtime(std::string_view{number == 1 ? noun.one : noun.other}), number);
}

/// Empty while either is unknown: without its currency an amount has no decimals.
std::string amount_of(const std::optional<std::int64_t>& amount, std::string_view currency,
                      Language language) {
  return amount && !currency.empty() ? money(*amount, currency, language) : std::string{};
}

constexpr std::array<std::pair<std::string_view, std::string Reason::*>, 6> names{
    {{"module", &Reason::module_name},
     {"invoice", &Reason::invoice_id},
     {"payment", &Reason::payment_id},
     {"user", &Reason::user},
     {"cust_id", &Reason::cust_id},
     {"serial", &Reason::serial_number}}};

constexpr std::array<std::pair<std::string_view, std::optional<std::string> Reason::*>, 10> texts{
    {{"currency", &Reason::currency},
     {"expected_currency", &Reason::expected_currency},
     {"installed", &Reason::installed},
     {"covered", &Reason::covered},
     {"company", &Reason::company_name},
     {"registered", &Reason::registered_name},
     {"prerequisite", &Reason::prerequisite},
     {"bound_cust_id", &Reason::bound_cust_id},
     {"bound_serial", &Reason::bound_serial},
     {"version", &Reason::version}}};

constexpr std::array<std::pair<std::string_view, std::optional<std::int64_t> Reason::*>, 4> numbers{
    {{"in_use", &Reason::in_use},
     {"total", &Reason::total},
     {"new_total", &Reason::new_total},
     {"to_remove", &Reason::to_remove}}};

/// The values that are members of the reason as they are; nullopt for any other name.
std::optional<std::string> member_value(const Reason& reason, std::string_view name,
                                        const Wording& words) {
  for (const auto& [key, member] : names) {
    if (name == key) return reason.*member;
  }
  for (const auto& [key, member] : texts) {
    if (name == key) return (reason.*member).value_or(std::string{});
  }
  for (const auto& [key, member] : numbers) {
    if (!(reason.*member)) continue;
    if (name == key) return fmt::format("{}", *(reason.*member));
    if (name == fmt::format("{} seats", key)) return counted(*(reason.*member), words.seats);
  }
  return std::nullopt;
}

std::string value_of(const Reason& reason, std::string_view name, Language language) {
  const auto& words = wording_of(language);
  if (auto value = member_value(reason, name, words)) return std::move(*value);
  if (name == "open" && reason.open) {
    return amount_of(reason.open, reason.currency.value_or(std::string{}), language);
  }
  if (name == "requests" && reason.open_requests) {
    return counted(*reason.open_requests, words.requests);
  }
  if (name == "number" && reason.number) return fmt::format("{}", reason.number->value);
  if (name == "newest" && reason.newest) return fmt::format("{}", reason.newest->value);
  if (name == "due_on" && reason.due_on) return to_text(*reason.due_on);
  if (name == "overdue" && reason.overdue.value_or(false)) return "overdue";
  if (name == "unreported") {
    const bool reported =
        reason.open || reason.currency || reason.due_on || reason.overdue.value_or(false);
    return reported ? std::string{} : "unreported";
  }
  if (name == "other_cust_id" && reason.cust_id != reason.bound_cust_id) return reason.cust_id;
  if (name == "expires_on" && reason.expires_on) return to_text(*reason.expires_on);
  if (name == "distance" && reason.days_left) return distance(*reason.days_left, words);
  if (name == "modules") return listed(reason.modules, words.last_and);
  return {};
}

std::string value_of(const Remedy& remedy, std::string_view name, Language language) {
  const auto& words = wording_of(language);
  if (name == "module") return remedy.module_name;
  if (name == "invoice") return remedy.invoice_id;
  if (name == "payment") return remedy.payment_id;
  if (name == "user") return remedy.user;
  if (name == "cust_id") return remedy.cust_id;
  if (name == "serial") return remedy.serial_number;
  if (name == "version") return remedy.version;
  if (name == "amount") return amount_of(remedy.amount, remedy.currency, language);
  if (name == "seats" && remedy.count) return counted(*remedy.count, words.seats);
  if (name == "requests" && remedy.count) return counted(*remedy.count, words.requests);
  if (name == "number" && remedy.number) return fmt::format("{}", remedy.number->value);
  if (name == "modules") return listed(remedy.modules, words.last_and);
  return {};
}

}  // namespace

std::string message(const Reason& reason, Language language) {
  return fill(words_for(reason.code, language).message,
              [&](std::string_view name) { return value_of(reason, name, language); });
}

std::string title(ledger::ReasonCode code, Language language) {
  return std::string{std::string_view{words_for(code, language).title}};
}

std::string resolver_name(Resolver resolver, Language language) {
  const auto& row = wording_of(language).resolvers[static_cast<std::size_t>(resolver)];
  return std::string{std::string_view{row.name}};
}

std::string remedy_text(const Remedy& remedy, Language language) {
  const auto action = ledger::named<Action>(remedy.action);
  if (!action) return remedy.action;
  return fill(wording_of(language).remedies[static_cast<std::size_t>(*action)].text,
              [&](std::string_view name) { return value_of(remedy, name, language); });
}

}  // namespace projections::words
