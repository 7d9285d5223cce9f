#include <fmt/format.h>
#include <set>

#include "ledger/stream.h"
#include "projections/state/snapshot.h"
#include "tests/support/property.h"
#include "tests/support/random_history.h"
#include "tests/tools/cli/program.h"

/// A ledger that is exported and imported with `import --trusted` is the same ledger.
namespace tests {
namespace {

/// Everything a writer knows at an instant: the state of each license and where it ends, and the
/// catalog.
struct Known {
  std::map<std::string, std::string> snapshots;
  std::map<std::string, ledger::StreamHead> heads;
  projections::state::ModuleMap modules;
  projections::state::Policy policy;
};

/// What the writer of this ledger knows, after its thread has ended.
Known known_to(commands::live::WriterState& state, const std::set<std::string>& serial_numbers,
               ledger::Instant at) {
  state.move_to(at);
  Known known{.modules = state.catalog().modules(), .policy = state.catalog().policy()};
  for (const auto& serial_number : serial_numbers) {
    known.snapshots[serial_number] =
        projections::state::snapshot_of((*state.find(serial_number))->state());
    known.heads[serial_number] = (*state.find(serial_number))->head;
  }
  return known;
}

/// Compares the tuples of `fields` for every entry of two maps.
template <class Map>
bool same_entries(const Map& one, const Map& other) {
  using Value = typename Map::mapped_type;
  return std::ranges::equal(one, other, [](const auto& a, const auto& b) {
    return a.first == b.first && Value::fields(a.second) == Value::fields(b.second);
  });
}

bool operator==(const Known& one, const Known& other) {
  return one.snapshots == other.snapshots && one.heads == other.heads &&
         same_entries(one.modules, other.modules) && one.policy == other.policy;
}

/// Every member of each stored event, except whether its sender gave the time.
std::vector<ledger::RecordedEvent> stored_in(const ledger::Store& store, ledger::Position end) {
  std::vector<ledger::RecordedEvent> events;
  const auto read = ledger::read_events(store, {0}, end, [&](const ledger::EventPtr& event) {
    events.push_back(*event);
    return true;
  });
  EXPECT_TRUE(read.has_value());
  return events;
}

bool same_event(const ledger::RecordedEvent& one, const ledger::RecordedEvent& other) {
  const auto members = [](const ledger::RecordedEvent& event) {
    return std::tie(event.source, event.id, event.subject, event.data, event.position,
                    event.revision, event.previous, event.recorded_at, event.effective_at,
                    event.actor);
  };
  return members(one) == members(other);
}

std::set<std::string> licenses_in(const std::vector<ledger::RecordedEvent>& events) {
  std::set<std::string> serial_numbers;
  for (const auto& event : events) {
    if (event.type() == ledger::EventType::license_registered) serial_numbers.insert(event.subject);
  }
  return serial_numbers;
}

commands::write::OpenedLedger opened(const std::string& directory) {
  auto ledger = commands::write::open_ledger(directory, false);
  if (!ledger) throw std::runtime_error{ledger.error().detail};
  return std::move(*ledger);
}

/// Exports one directory, which a writer may have open, into a new one. Returns whether nothing was
/// lost.
bool comes_across(const Workplace& workplace, const std::string& from, const std::string& into) {
  const Ran out = workplace.run(fmt::format("license-ledger export --data '{}' > lines", from));
  const Ran in =
      workplace.run(fmt::format("license-ledger import --trusted --data '{}' lines --json", into));
  EXPECT_EQ(out.err + in.err, "");
  EXPECT_EQ(in.exit_code, 0) << in.out;
  return out.exit_code == 0 && in.exit_code == 0;
}

/// Histories with every kind of refusal, with facts and purchases dated ahead, with decisions
/// reported afterwards, and with the ledger's own attempts. Each costs two starts of the program.
TEST(WholeHistory, is_the_same_after_an_export_and_an_import) {
  std::set<ledger::EventType> types;
  holds_in(40, [&] {
    const auto steps = *random_steps_with_restarts();
    TestLedger ledger{
        {.save_every = 7, .short_tail = 5, .long_history = 1, .test_clock = at(start_of_tests)}};
    perform(ledger, opening_steps());
    perform(ledger, steps);
    // Random steps rarely end a hold.
    if (const auto pending = ledger.view(pool_serials[0]).pending) {
      ledger.hold(pool_serials[0], pending->number.value);
      ledger.release(pool_serials[0]);
    }
    ledger.clock(ledger.now());
    const ledger::Instant now = ledger.now();

    const Workplace workplace;
    const std::string into = workplace.path() + "/copy";
    RC_ASSERT(comes_across(workplace, ledger.directory(), into));
    ledger.sequencer().stop();
    const auto copy = opened(into);

    const auto events = stored_in(*ledger.opened().store, ledger.end());
    RC_ASSERT(std::ranges::equal(events, stored_in(*copy.store, copy.state->end()), same_event));
    for (const auto& event : events) types.insert(event.type());
    const auto licenses = licenses_in(events);
    RC_ASSERT(known_to(*ledger.opened().state, licenses, now) ==
              known_to(*copy.state, licenses, now));
  });
  // Otherwise the property would not cover what never happened in any of them.
  for (const auto& traits : ledger::event_types()) {
    if (traits.type == ledger::EventType::log_restored) continue;
    EXPECT_TRUE(types.contains(traits.type)) << traits.name;
  }
}

class SampleLedger : public ::testing::Test {
 protected:
  void SetUp() override {
    workplace.output_of(LEDGER_SAMPLE_BINARY " --licenses 100 --events 6000 --out sample.ndjson");
    workplace.output_of("license-ledger import --trusted --data data sample.ndjson");
  }

  Workplace workplace;
};

TEST_F(SampleLedger, is_the_same_after_an_export_and_an_import) {
  ASSERT_TRUE(comes_across(workplace, "data", "copy"));
  // The exports and the sample's own output are identical byte for byte.
  workplace.output_of("cmp sample.ndjson lines");
  workplace.output_of("license-ledger export --data copy | cmp - lines");

  const auto first = opened(workplace.path() + "/data");
  const auto second = opened(workplace.path() + "/copy");
  const auto events = stored_in(*first.store, first.state->end());
  EXPECT_TRUE(
      std::ranges::equal(events, stored_in(*second.store, second.state->end()), same_event));
  const auto licenses = licenses_in(events);
  const auto now = first.state->now();
  EXPECT_GE(licenses.size(), 100U);
  EXPECT_TRUE(known_to(*first.state, licenses, now) == known_to(*second.state, licenses, now));
}

}  // namespace
}  // namespace tests
