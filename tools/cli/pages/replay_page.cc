#include "tools/cli/pages/replay_page.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/cli/pages/formatting.h"
#include "tools/cli/pages/text_page.h"
#include "tools/text/join.h"
#include "tools/wire/to_json.h"

namespace tools::cli::pages {
namespace {

namespace json = boost::json;
using replay::Comparison;
using replay::Difference;
using replay::OtherwiseDecided;

/// Further ones are only counted: a ledger that is wrong everywhere is repaired, not read.
constexpr std::size_t max_printed = 20;
constexpr std::size_t max_listed = 1000;

std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string difference_text(const Difference& difference) {
  const std::string whose = difference.serial_number.empty()
                                ? std::string{"all licenses"}
                                : fmt::format("license {}", difference.serial_number);
  return fmt::format("{}: {}, {}: expected {}, found {}", whose, name_of(difference.projection),
                     difference.part, difference.expected, difference.found);
}

json::object difference_json(const Difference& difference) {
  json::object object;
  if (difference.serial_number.empty()) {
    object["serial_number"] = nullptr;
  } else {
    object["serial_number"] = difference.serial_number;
  }
  object["projection"] = name_of(difference.projection);
  object["part"] = difference.part;
  object["expected"] = difference.expected;
  object["found"] = difference.found;
  return object;
}

std::string key_text(const projections::state::ReasonKey& key) {
  const auto code = ledger::name_of(key.code);
  return key.about.empty() ? std::string{code} : fmt::format("{} ({})", code, key.about);
}

std::string keys_text(const std::vector<projections::state::ReasonKey>& keys) {
  std::vector<std::string> texts;
  for (const auto& key : keys) texts.push_back(key_text(key));
  return text::join(texts, " and ");
}

json::array keys_json(const std::vector<projections::state::ReasonKey>& keys) {
  return wire::list_json(keys, [](const projections::state::ReasonKey& key) {
    json::object object{{"code", ledger::name_of(key.code)}};
    wire::add_if_any(object, "about", key.about);
    return object;
  });
}

std::string_view outcome(bool activated) { return activated ? "activated" : "blocked"; }

std::string attempt_text(const OtherwiseDecided& decided) {
  const replay::Attempt& attempt = decided.attempt;
  std::string text = fmt::format("{}, ", ledger::name_of(attempt.mode));
  if (attempt.number) text += fmt::format("number {}, ", attempt.number->value);
  text += fmt::format("position {}: {}, ", attempt.position.value, outcome(attempt.activated));
  text += attempt.activated == decided.would_be_activated
              ? fmt::format("and still would be {}", outcome(decided.would_be_activated))
              : fmt::format("but would be {}", outcome(decided.would_be_activated));
  if (!decided.would_be_blocked_by.empty()) {
    text += ", now by " + keys_text(decided.would_be_blocked_by);
  }
  if (!decided.would_be_free_of.empty()) {
    text += ", no longer by " + keys_text(decided.would_be_free_of);
  }
  return text + ".";
}

json::object attempt_json(const OtherwiseDecided& decided) {
  const replay::Attempt& attempt = decided.attempt;
  return {{"position", attempt.position.value},
          {"at", wire::to_json(attempt.at)},
          {"mode", ledger::name_of(attempt.mode)},
          {"number", wire::to_json(attempt.number)},
          {"outcome", outcome(attempt.activated)},
          {"would_be", outcome(decided.would_be_activated)},
          {"would_be_blocked_by", keys_json(decided.would_be_blocked_by)},
          {"would_be_free_of", keys_json(decided.would_be_free_of)}};
}

}  // namespace

std::uint64_t ReplayStats::events_per_second(std::uint64_t events) const {
  return static_cast<std::uint64_t>(static_cast<double>(events) / std::max(seconds, 1e-6));
}

std::string comparison_page(const Comparison& comparison, const ReplayStats& stats) {
  const std::uint64_t events = comparison.until.end.value;
  std::string text =
      fmt::format("{} of {} replayed in {:.2f} s: {} events/s, {}\n", counted(events, "event"),
                  counted(comparison.licenses, "license"), stats.seconds,
                  stats.events_per_second(events), counted(stats.threads, "thread"));
  if (events > 0) {
    text +=
        fmt::format("As of         {}, position {}\n", to_text(comparison.until.now), events - 1);
  }
  text += fmt::format("State digest  {}\n", ledger::hex(comparison.rebuilt));
  if (comparison.live && *comparison.live != comparison.rebuilt) {
    text += fmt::format("Stored        {}\n", ledger::hex(*comparison.live));
  }
  const auto& differences = comparison.differences;
  if (differences.empty()) return text + "Equal: what is stored matches the log.\n";
  text += fmt::format("{}. The first:\n", counted(differences.size(), "difference"));
  for (std::size_t i = 0; i < std::min(max_printed, differences.size()); ++i) {
    text += difference_text(differences[i]) + "\n";
  }
  if (differences.size() > max_printed) {
    text += fmt::format("and {} more\n", differences.size() - max_printed);
  }
  return text;
}

json::object comparison_json(const Comparison& comparison, const ReplayStats& stats) {
  const std::uint64_t events = comparison.until.end.value;
  json::array differences;
  for (const auto& difference : comparison.differences) {
    if (differences.size() == max_listed) break;
    differences.push_back(difference_json(difference));
  }
  json::object object{{"equal", comparison.equal()}, {"events", events}};
  object["position"] = nullptr;
  object["as_of"] = nullptr;
  if (events > 0) {
    object["position"] = events - 1;
    object["as_of"] = wire::to_json(comparison.until.now);
  }
  object["licenses"] = comparison.licenses;
  object["digest"] = ledger::hex(comparison.rebuilt);
  object["kept_digest"] = nullptr;
  if (comparison.live) object["kept_digest"] = ledger::hex(*comparison.live);
  object["threads"] = stats.threads;
  object["seconds"] = stats.seconds;
  object["events_per_second"] = stats.events_per_second(events);
  object["difference_count"] = comparison.differences.size();
  object["differences"] = std::move(differences);
  return object;
}

std::string what_if_page(const replay::WhatIf& what_if, bool colored) {
  std::size_t otherwise = 0;
  for (const auto& license : what_if.licenses) otherwise += license.attempts.size();
  TextPage page{colored};
  page.paragraph(fmt::format("{} decided again: {} would have a different outcome, in {}.",
                             counted(what_if.attempts, "attempt"), otherwise,
                             counted(what_if.licenses.size(), "license")));
  for (const auto& license : what_if.licenses) {
    page.blank();
    page.line(fmt::format("License {}", license.serial_number), Ink::strong);
    for (const auto& decided : license.attempts) {
      page.item(format_minute(decided.attempt.at) + "  ", attempt_text(decided), 2);
    }
  }
  return page.text();
}

json::object what_if_json(const replay::WhatIf& what_if) {
  return {
      {"attempts", what_if.attempts},
      {"licenses", wire::list_json(what_if.licenses, [](const replay::LicenseOtherwise& license) {
         return json::object{{"serial_number", license.serial_number},
                             {"attempts", wire::list_json(license.attempts, attempt_json)}};
       })}};
}

}  // namespace tools::cli::pages
