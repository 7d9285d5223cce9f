#include <map>

#include "projections/reasons/blocking_reasons.h"
#include "projections/state/fold.h"
#include "projections/warnings/warnings.h"
#include "tests/support/property.h"
#include "tests/support/random_facts.h"

namespace tests {
namespace {

using projections::reasons::Keys;
using projections::reasons::Question;
using projections::reasons::Rule;
using projections::reasons::Touched;
using projections::state::Fold;

using Found = std::map<std::string, ledger::Reason, std::less<>>;

std::vector<const Rule*> all_rules() {
  std::vector<const Rule*> rules;
  for (const auto& rule : projections::reasons::blocking_rules()) rules.push_back(&rule);
  for (const auto& rule : projections::warnings::warning_rules()) rules.push_back(&rule);
  return rules;
}

/// Everything that the rule finds.
Found found_by(const Rule& rule, const Question& question) {
  Keys keys;
  rule.candidates(question, keys);
  Found found;
  for (const auto& key : keys) {
    if (auto reason = rule.judge(key, question)) found.emplace(key, std::move(*reason));
  }
  return found;
}

/// The keys under which only one has a reason, or each another matter.
Keys differing(const Found& before, const Found& after) {
  Keys keys;
  const auto compare = [&](const Found& one, const Found& other) {
    for (const auto& [key, reason] : one) {
      const auto same = other.find(key);
      if (same == other.end() || !same_matter(same->second, reason)) keys.insert(key);
    }
  };
  compare(before, after);
  compare(after, before);
  return keys;
}

/// The events of the first license and of the catalog, recorded at the start.
Fold fold_of(const std::vector<ledger::Event>& posted) {
  ledger::Events own;
  ledger::Events catalog;
  ledger::Position position;
  for (const auto& event : posted) {
    auto recorded = std::make_shared<ledger::RecordedEvent>();
    static_cast<ledger::Event&>(*recorded) = event;
    recorded->position = position;
    position = ledger::next(position);
    recorded->recorded_at = start_of_day(0);
    recorded->effective_at = event.time.value_or(recorded->recorded_at);
    if (ledger::stream_of(event) == ledger::catalog_stream) {
      catalog.push_back(std::move(recorded));
    } else if (event.subject == pool_serials[0]) {
      own.push_back(std::move(recorded));
    }
  }
  return Fold{own, catalog};
}

/// Some instants of other licenses' production installations.
std::vector<projections::reasons::ProductionInstallation> some_production() {
  std::vector<projections::reasons::ProductionInstallation> production;
  for (int i = 1; i < 3; ++i) {
    production.push_back({.company_name = "Nordvik AB",
                          .cust_id = "Cust9",
                          .serial_number = pool_serials[i],
                          .from = start_of_day(10 * i),
                          .to = start_of_day(15 * i),
                          .evidence = {}});
  }
  return production;
}

TEST(Touched, are_all_keys_whose_answer_an_event_or_the_passing_of_time_changes) {
  holds_in(300, [] {
    auto events = opening_events(false);
    for (auto& event : *random_facts()) events.push_back(std::move(event));
    Fold fold = fold_of(events);
    const auto rules = all_rules();
    const auto production = some_production();
    std::vector<Found> before(rules.size());
    for (int day = -70; day < 120; ++day) {
      const auto at = start_of_day(day);
      std::vector<Touched> touched(rules.size());
      fold.run_to(at, [&](const ledger::RecordedEvent& event) {
        for (std::size_t i = 0; i < rules.size(); ++i) {
          rules[i]->touched_by({event, fold.license(), fold.catalog()}, touched[i]);
        }
      });
      Question question{fold.license(), fold.catalog(), at};
      question.production = production;
      for (std::size_t i = 0; i < rules.size(); ++i) {
        rules[i]->touched_by_time(question, touched[i].keys);
        auto after = found_by(*rules[i], question);
        for (const auto& key : differing(before[i], after)) {
          RC_ASSERT(touched[i].all || touched[i].keys.contains(key));
        }
        before[i] = std::move(after);
      }
    }
  });
}

}  // namespace
}  // namespace tests
