#include "projections/open_reasons.h"

#include <algorithm>

namespace projections {

OpenReasons::OpenReasons(const std::vector<Rules>& rules) {
  for (const auto& some : rules) {
    for (const auto& rule : some) tracked_.push_back({.rule = &rule});
  }
}

void OpenReasons::note(const reasons::Change& change) {
  for (auto& tracked : tracked_) {
    if (report_) note_cause(tracked, change);
    tracked.rule->touched_by(change, tracked.touched);
  }
}

void OpenReasons::note_cause(Tracked& tracked, const reasons::Change& change) {
  reasons::Touched touched;
  tracked.rule->touched_by(change, touched);
  const ledger::Evidence event{
      .position = change.event.position, .id = change.event.id, .type = change.event.type()};
  if (touched.all) {
    tracked.touched_last.clear();
    tracked.all_touched_last = event;
  }
  for (const auto& key : touched.keys) tracked.touched_last.insert_or_assign(key, event);
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
    report_and_forget_ended();
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
    tracked.touched_last.clear();
    tracked.all_touched_last.reset();
  }
}

void OpenReasons::report_and_forget_ended() {
  for (auto& tracked : tracked_) {
    if (report_) {
      for (auto& [key, ended] : tracked.ended) {
        report_({.rule = tracked.rule,
                 .key = key,
                 .reason = std::move(ended.reason),
                 .until = reached_,
                 .by = std::move(ended.by)});
      }
    }
    tracked.ended.clear();
  }
}

void OpenReasons::finish() { report_and_forget_ended(); }

std::vector<OpenReasons::Period> OpenReasons::holding() const {
  std::vector<Period> holding;
  for (const auto& tracked : tracked_) {
    for (const auto& [key, reason] : tracked.open) {
      holding.push_back({.rule = tracked.rule, .key = key, .reason = reason});
    }
  }
  return holding;
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
  const bool resumes = ended != tracked.ended.end() && same_matter(ended->second.reason, *reason);
  reason->since = resumes ? ended->second.reason.since : question.at;
  if (resumes) tracked.ended.erase(ended);
  tracked.open.emplace(key, std::move(*reason));
}

void OpenReasons::end(Tracked& tracked, const std::string& key, Instant at) {
  auto ended = tracked.open.extract(key);
  // What began at this very instant has never held.
  if (ended.mapped().since >= at) return;
  const auto cause = tracked.touched_last.find(key);
  tracked.ended.insert_or_assign(
      key, HasEnded{.reason = std::move(ended.mapped()),
                    .by = cause == tracked.touched_last.end() ? tracked.all_touched_last
                                                              : std::optional{cause->second}});
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
    reason.since = reached;
    if (tracked == tracked_.end()) continue;
    const auto key = tracked->rule->key;
    const auto open = tracked->open.find(key == nullptr ? std::string{} : reason.*key);
    const bool holds = open != tracked->open.end() && same_matter(open->second, reason);
    if (holds) reason.since = open->second.since;
  }
}

}  // namespace projections
