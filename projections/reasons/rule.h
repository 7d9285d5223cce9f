#pragma once

#include <algorithm>
#include <span>

#include "projections/reasons/question.h"

namespace projections::reasons {

/// Appends the reasons it finds, all of them with one of `codes`.
struct Rule {
  ledger::ReasonCodeSet codes;
  void (*find)(const Question& question, Reasons& reasons);
};

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
