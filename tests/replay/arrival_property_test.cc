#include <algorithm>
#include <numeric>

#include "tests/support/describe.h"
#include "tests/support/ledger_fixture.h"
#include "tests/support/property.h"
#include "tests/support/random_facts.h"

namespace tests {
namespace {

using ledger::Event;
using ledger::EventType;

/// The events in the order of `keys`. Only the purchases of one license keep their order, which
/// determines their numbers.
std::vector<Event> in_order_of(const std::vector<std::uint32_t>& keys, std::vector<Event> events) {
  std::vector<std::size_t> order(events.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return keys[i]; });
  for (const char* serial : pool_serials) {
    std::vector<std::size_t> slots;
    std::vector<std::size_t> purchases;
    for (std::size_t slot = 0; slot < order.size(); ++slot) {
      const Event& event = events[order[slot]];
      if (event.type() != EventType::purchase_recorded || event.subject != serial) continue;
      slots.push_back(slot);
      purchases.push_back(order[slot]);
    }
    std::ranges::sort(purchases);
    for (std::size_t i = 0; i < slots.size(); ++i) order[slots[i]] = purchases[i];
  }
  std::vector<Event> ordered;
  for (const std::size_t i : order) ordered.push_back(events[i]);
  return ordered;
}

std::string shown(TestLedger& ledger, const char* serial, ledger::Instant as_of) {
  const auto answer = ledger.answer(serial, {as_of, ledger.now()});
  return answer ? text_of(answer->view, Positions::hidden) : "not registered";
}

TEST(ArrivalOrder, of_facts_with_duplicates_does_not_affect_the_view) {
  holds_in(150, [] {
    const auto facts = *random_facts();
    const auto keys = *rc::gen::container<std::vector<std::uint32_t>>(
        facts.size(), rc::gen::arbitrary<std::uint32_t>());
    TestLedger ledger;
    TestLedger shuffled;
    for (auto* each : {&ledger, &shuffled}) each->post(opening_events(false));
    ledger.post(facts);
    const auto others = in_order_of(keys, facts);
    // A duplicate changes nothing, whenever it arrives.
    std::vector<Event> again;
    for (std::size_t i = 0; i < others.size(); ++i) {
      shuffled.post({others[i]});
      if (keys[i] % 3 == 0) again.push_back(others[i]);
      if (keys[i] % 7 == 0) shuffled.post({others[keys[i] % (i + 1)]});
    }
    shuffled.post(again);
    RC_ASSERT(shuffled.end() == ledger.end());
    for (const char* serial : pool_serials) {
      for (const int day : {-80, -25, -5, 0, 10, 30, 90}) {
        const auto as_of = start_of_day(day);
        RC_ASSERT(shown(shuffled, serial, as_of) == shown(ledger, serial, as_of));
      }
    }
  });
}

TEST(ArrivalOrder, in_one_batch_or_many_gives_the_same_log) {
  holds_in(60, [] {
    const auto facts = *random_facts();
    TestLedger one_batch;
    TestLedger many;
    for (auto* each : {&one_batch, &many}) each->post(opening_events(false));
    one_batch.post(facts, true);
    for (const auto& fact : facts) many.post({fact});
    RC_ASSERT(one_batch.end() == many.end());
    for (const char* serial : pool_serials) {
      RC_ASSERT(text_of(one_batch.view(serial)) == text_of(many.view(serial)));
    }
  });
}

}  // namespace
}  // namespace tests
