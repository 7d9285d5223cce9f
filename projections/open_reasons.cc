#include "projections/open_reasons.h"

#include <algorithm>

#include "ledger/result.h"

namespace projections {

OpenReasons::OpenReasons(const std::vector<Rules>& rules) {
  for (const auto& some : rules) {
    for (const auto& rule : some) tracked_.push_back({.rule = &rule});
  }
}

void OpenReasons::note(const reasons::Change& change) {
  for (auto& tracked : tracked_) tracked.rule->touched_by(change, tracked.touched);
}

void OpenReasons::move_to(const reasons::Question& question) {
  for (auto& tracked : tracked_) tracked.rule->touched_by_time(question, tracked.touched.keys);
  judge_touched(question);
}

void OpenReasons::begin_at(const reasons::Question& question) {
  for (auto& tracked : tracked_) tracked.touched.all = true;
  judge_touched(question);
}

void OpenReasons::judge_touched(const reasons::Question& question) {
  if (question.at > reached_) {
    for (auto& tracked : tracked_) tracked.ended.clear();
    reached_ = question.at;
  }
  for (auto& tracked : tracked_) {
    auto& [keys, all] = tracked.touched;
    if (all) {
      for (const auto& [key, reason] : tracked.open) keys.insert(key);
      tracked.rule->candidates(question, keys);
    }
    for (const auto& key : keys) judge(tracked, key, question);
    keys.clear();
    all = false;
  }
}

void OpenReasons::judge(Tracked& tracked, const std::string& key,
                        const reasons::Question& question) {
  auto reason = tracked.rule->judge(key, question);
  const auto found = tracked.open.find(key);
  const bool holds_on =
      reason && found != tracked.open.end() && same_matter(found->second, *reason);
  if (holds_on) return;
  if (found != tracked.open.end()) end(tracked, key, question.at);
  if (!reason) return;
  const auto ended = tracked.ended.find(key);
  const bool resumes = ended != tracked.ended.end() && same_matter(ended->second, *reason);
  reason->since = resumes ? ended->second.since : question.at;
  tracked.open.emplace(key, std::move(*reason));
}

void OpenReasons::end(Tracked& tracked, const std::string& key, Instant at) {
  auto ended = tracked.open.extract(key);
  // What began at this very instant has never held.
  if (ended.mapped().since < at) tracked.ended.insert_or_assign(key, std::move(ended.mapped()));
}

std::optional<Instant> OpenReasons::next_change(const reasons::Question& question) const {
  std::optional<Instant> next;
  for (const auto& tracked : tracked_) {
    next = reasons::earlier(next, tracked.rule->next_change(question));
  }
  return next;
}

void OpenReasons::date(reasons::Reasons& reasons, Instant reached) const {
  for (auto& reason : reasons) {
    const auto tracked = std::ranges::find_if(
        tracked_, [&](const Tracked& one) { return one.rule->codes.contains(reason.code); });
    LEDGER_CHECK(tracked != tracked_.end());
    const auto key = tracked->rule->key;
    const auto open = tracked->open.find(key == nullptr ? std::string{} : reason.*key);
    const bool holds = open != tracked->open.end() && same_matter(open->second, reason);
    reason.since = holds ? open->second.since : reached;
  }
}

}  // namespace projections
