#include "projections/reasons/rule.h"

namespace projections::reasons {

void find_reasons(std::span<const Rule> rules, const Question& question, Reasons& reasons) {
  Keys keys;
  for (const Rule& rule : rules) {
    keys.clear();
    rule.candidates(question, keys);
    for (const auto& key : keys) {
      if (auto reason = rule.judge(key, question)) reasons.push_back(std::move(*reason));
    }
  }
}

std::optional<Instant> next_change_of(std::span<const Rule> rules, const Question& question) {
  std::optional<Instant> next;
  for (const Rule& rule : rules) next = earlier(next, rule.next_change(question));
  return next;
}

}  // namespace projections::reasons
