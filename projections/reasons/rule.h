#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "projections/reasons/question.h"

namespace projections::reasons {

/// What distinguishes the reasons of one rule: an invoice, a module, a payment or a serial number.
/// Empty where a rule finds at most one.
using Keys = std::set<std::string, std::less<>>;

/// An event about to be applied to the license and the catalog as they are.
struct Change {
  const ledger::RecordedEvent& event;
  const state::License& license;
  const state::Catalog& catalog;
};

/// The keys of one rule whose answer may have changed.
struct Touched {
  Keys keys;
  bool all = false;  // those that are open, and all candidates

  bool empty() const { return !all && keys.empty(); }
};

/// One rule. All that is asked of it stands in one file, so that the answer of an instant and the
/// tracing of the past cannot differ. Each function costs what it finds and the logarithm of what
/// is kept.
struct Rule {
  ledger::ReasonCodeSet codes;
  /// The member of a reason that is its key; null if the key is always empty.
  std::string Reason::*key;
  /// Adds at least the keys of all reasons that hold.
  void (*candidates)(const Question& question, Keys& keys);
  /// The reason with the key, if it holds; without its evidence unless the question is full.
  std::optional<Reason> (*judge)(std::string_view key, const Question& question);
  /// The next instant at which time alone changes an answer; null if it never does.
  std::optional<Instant> (*next_change)(const Question& question);
  /// Adds the keys whose answer time alone changes at the instant of the question, at least.
  void (*touched_by_time)(const Question& question, Keys& keys);
  /// Adds the keys whose answer the event may change, at least.
  void (*touched_by)(const Change& change, Touched& touched);
};

/// A rule whose functions are the static members of R: leaving one out does not compile.
template <class R>
constexpr Rule keyed(ledger::ReasonCodeSet codes) {
  return {.codes = codes,
          .key = R::key,
          .candidates = R::candidates,
          .judge = R::judge,
          .next_change = R::next_change,
          .touched_by_time = R::touched_by_time,
          .touched_by = R::touched_by};
}

/// A rule that finds at most one reason, which is so cheap to judge that everything touches it.
template <class R>
constexpr Rule single(ledger::ReasonCodeSet codes) {
  return {.codes = codes,
          .key = nullptr,
          .candidates = [](const Question&, Keys& keys) { keys.emplace(); },
          .judge = [](std::string_view, const Question& question) { return R::judge(question); },
          .next_change = R::next_change,
          .touched_by_time = [](const Question&, Keys& keys) { keys.emplace(); },
          .touched_by = [](const Change&, Touched& touched) { touched.keys.emplace(); }};
}

/// For a rule whose answer time alone never changes.
struct Timeless {
  static std::optional<Instant> next_change(const Question&) { return std::nullopt; }
  static void touched_by_time(const Question&, Keys&) {}
};

/// Appends what the rules find, in their order and that of the keys.
void find_reasons(std::span<const Rule> rules, const Question& question, Reasons& reasons);

/// The next instant at which time alone changes what one of the rules finds.
std::optional<Instant> next_change_of(std::span<const Rule> rules, const Question& question);

/// The earlier of two instants, where both are given.
inline std::optional<Instant> earlier(std::optional<Instant> a, std::optional<Instant> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

/// Whether a rule finds `code`.
constexpr bool has_rule(std::span<const Rule> rules, ReasonCode code) {
  return std::ranges::any_of(rules, [&](const Rule& rule) { return rule.codes.contains(code); });
}

/// Whether the rules find their codes in the order of `codes`.
constexpr bool in_order(std::span<const Rule> rules, std::span<const ReasonCode> codes) {
  const auto place = [&](const Rule& rule) {
    return std::ranges::find_if(codes, [&](ReasonCode code) { return rule.codes.contains(code); });
  };
  return std::ranges::is_sorted(rules, {}, place);
}

}  // namespace projections::reasons
