#include <algorithm>
#include <numeric>

#include "projections/boundaries.h"
#include "projections/state/evolve.h"
#include "projections/state/fold.h"
#include "projections/state/snapshot.h"
#include "projections/view.h"
#include "projections/warnings/warnings.h"
#include "tests/support/property.h"
#include "tests/support/random_facts.h"
#include "tests/support/times.h"

namespace tests {
namespace {

using ledger::EventPtr;
using ledger::Events;
using ledger::Instant;
using projections::state::Fold;

constexpr const char* serial = pool_serials[0];

/// The facts as recorded in a log, all at one instant.
Events recorded(const std::vector<ledger::Event>& facts) {
  Events events;
  const auto append = [&](const std::vector<ledger::Event>& more) {
    for (const auto& fact : more) {
      auto event = std::make_shared<ledger::RecordedEvent>();
      static_cast<ledger::Event&>(*event) = fact;
      event->position = {events.size()};
      event->recorded_at = at(start_of_tests);
      event->effective_at = fact.time.value_or(event->recorded_at);
      events.push_back(event);
    }
  };
  append(opening_events(false));
  append(facts);
  return events;
}

Events of_license(const Events& events) {
  Events own;
  std::ranges::copy_if(events, std::back_inserter(own),
                       [](const EventPtr& event) { return event->subject == serial; });
  return own;
}

Events of_catalog(const Events& events) {
  Events catalog;
  std::ranges::copy_if(events, std::back_inserter(catalog), [](const EventPtr& event) {
    return ledger::stream_of(*event) == ledger::catalog_stream;
  });
  return catalog;
}

bool is_decision(const EventPtr& event) { return ledger::traits_of(event->type()).decision; }

/// In any order, except that decisions keep the order of the fold.
Events interleaved(Events events, const std::vector<std::uint32_t>& keys) {
  Events decisions;
  std::ranges::copy_if(events, std::back_inserter(decisions), is_decision);
  std::ranges::sort(decisions, [](const EventPtr& a, const EventPtr& b) {
    return projections::state::comes_before(*a, *b);
  });
  std::vector<std::size_t> order(events.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return keys[i % keys.size()] ^ i; });
  Events mixed;
  auto decision = decisions.begin();
  for (const std::size_t i : order)
    mixed.push_back(is_decision(events[i]) ? *decision++ : events[i]);
  return mixed;
}

TEST(Fold, is_the_same_in_whichever_order_the_facts_are_applied) {
  holds_in(300, [] {
    const auto events = of_license(recorded(*random_facts()));
    const auto keys =
        *rc::gen::container<std::vector<std::uint32_t>>(50, rc::gen::arbitrary<std::uint32_t>());
    Fold fold{events, {}};
    fold.run_to(ledger::latest);
    projections::state::License mixed;
    for (const auto& event : events) projections::state::note_recorded(mixed, *event);
    for (const auto& event : interleaved(events, keys)) {
      RC_ASSERT(projections::state::in_order(mixed, *event));
      projections::state::evolve(mixed, *event);
    }
    RC_ASSERT(projections::state::snapshot_of(mixed) ==
              projections::state::snapshot_of(fold.license()));
  });
}

TEST(Fold, stopped_early_is_the_fold_of_what_was_effective_by_then) {
  holds_in(200, [] {
    const auto events = of_license(recorded(*random_facts()));
    const auto until = start_of_day(*rc::gen::inRange(-40, 60));
    Fold stopped{events, {}};
    while (stopped.next_event() && *stopped.next_event() <= until) {
      stopped.run_to(*stopped.next_event());
    }
    Fold at_once{events, {}};
    at_once.run_to(until);
    RC_ASSERT(projections::state::snapshot_of(stopped.license()) ==
              projections::state::snapshot_of(at_once.license()));
  });
}

TEST(Fold, does_not_depend_on_what_takes_effect_later) {
  holds_in(200, [] {
    auto events = of_license(recorded(*random_facts()));
    const auto until = start_of_day(*rc::gen::inRange(-40, 60));
    Events earlier;
    // A purchase takes its place among the numbers when it is recorded.
    std::ranges::copy_if(events, std::back_inserter(earlier), [&](const EventPtr& event) {
      return event->effective_at <= until || event->type() == ledger::EventType::purchase_recorded;
    });
    Fold all{events, {}};
    Fold some{earlier, {}};
    all.run_to(until);
    some.run_to(until);
    RC_ASSERT(projections::state::snapshot_of(all.license()) ==
              projections::state::snapshot_of(some.license()));
  });
}

/// What time alone may change: everything in a view except the days left.
std::string aspect(const Fold& fold, Instant instant) {
  const projections::reasons::Question question{fold.license(), fold.catalog(), instant};
  const auto view = projections::view_at(question);
  std::string text{projections::name_of(view.status)};
  text.append(" ").append(projections::state::name_of(view.stage));
  for (const auto* reasons : {&view.blocking_reasons, &view.warnings}) {
    for (auto reason : *reasons) {
      text.append("\n").append(ledger::name_of(reason.code));
      text.append(" ").append(reason.module_name).append(reason.invoice_id);
      if (reason.overdue) text.append(*reason.overdue ? " overdue" : " due");
      for (const auto& evidence : reason.evidence) text.append(" ").append(evidence.id);
    }
  }
  for (const auto& invoice : view.invoices) text.append(invoice.overdue ? " overdue" : " fine");
  return text;
}

TEST(Boundaries, are_the_only_instants_at_which_time_alone_changes_an_answer) {
  holds_in(200, [] {
    const auto events = recorded(*random_facts());
    Fold fold{of_license(events), of_catalog(events)};
    const int start = *rc::gen::inRange(-40, 90);
    fold.run_to(start_of_day(start));
    for (const int micros : {0, 1, 1'000'000}) {
      Instant from = start_of_day(start);
      for (int day = start + 1; day < start + 150; ++day) {
        const Instant instant{start_of_day(day).micros - micros};
        const auto boundary = projections::next_boundary({fold.license(), fold.catalog(), from});
        if (!boundary || instant < *boundary) {
          RC_ASSERT(aspect(fold, from) == aspect(fold, instant));
        } else {
          from = instant;
        }
      }
    }
  });
}

}  // namespace
}  // namespace tests
