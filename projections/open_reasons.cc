#include "projections/open_reasons.h"

#include <algorithm>

namespace projections {

OpenReasons::OpenReasons(const std::vector<Rules>& rules) {
  for (const auto& some : rules) {
    for (const auto& rule : some) tracked_.push_back({.rule = &rule});
  }
}

void OpenReasons::note(const reasons::Change& change) {
  if (report_) return note_for_report(change);
  for (auto& tracked : tracked_) tracked.rule->touched_by(change, tracked.touched);
}

/// Several events may take effect at one instant, such as a payment and the activation that follows
/// from it. So what each of them has ended is judged before the next.
void OpenReasons::note_for_report(const reasons::Change& change) {
  reasons::Question question{change.license, change.catalog, change.event.effective_at};
  question.production = production_;
  question.detail = reasons::Detail::matter;
  if (!last_event_) {
    for (auto& tracked : tracked_) {
      tracked.rule->touched_by_time(question, tracked.by_last_event.keys);
    }
  }
  find_causes(question);
  last_event_ = ledger::Evidence{
      .position = change.event.position, .id = change.event.id, .type = change.event.type()};
  for (auto& tracked : tracked_) {
    tracked.rule->touched_by(change, tracked.by_last_event);
    tracked.touched.keys.insert(tracked.by_last_event.keys.begin(),
                                tracked.by_last_event.keys.end());
    tracked.touched.all = tracked.touched.all || tracked.by_last_event.all;
  }
}

void OpenReasons::find_causes(const reasons::Question& question) {
  for (auto& tracked : tracked_) {
    auto& [keys, all] = tracked.by_last_event;
    for (const auto& [key, reason] : tracked.open) {
      if (!all && !keys.contains(key)) continue;
      const auto now = tracked.rule->judge(key, question);
      if (now && same_matter(*now, reason)) {
        tracked.causes.erase(key);
      } else {
        tracked.causes.try_emplace(key, last_event_);
      }
    }
    keys.clear();
    all = false;
  }
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
    finish();
    reached_ = question.at;
  }
  if (report_) find_causes(question);
  for (auto& tracked : tracked_) {
    auto& [keys, all] = tracked.touched;
    if (all) {
      for (const auto& [key, reason] : tracked.open) keys.insert(key);
      tracked.rule->candidates(question, keys);
    }
    for (const auto& key : keys) judge(tracked, key, question);
    keys.clear();
    all = false;
    tracked.causes.clear();
  }
  last_event_.reset();
  production_ = question.production;
}

void OpenReasons::finish() {
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
  const auto cause = tracked.causes.find(key);
  tracked.ended.insert_or_assign(
      key, HasEnded{.reason = std::move(ended.mapped()),
                    .by = cause == tracked.causes.end() ? std::nullopt : cause->second});
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
