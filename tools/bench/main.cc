#include <benchmark/benchmark.h>

#include "commands/decide/activate.h"
#include "commands/decide/seats.h"
#include "ledger/codec.h"
#include "projections/state/evolve.h"
#include "projections/state/fold.h"
#include "projections/view.h"
#include "replay/questions.h"
#include "tools/bench/bench_ledger.h"
#include "tools/bench/workload.h"

/// The cost of the parts, and of a synced append with all its steps: identity, encoding, fold,
/// automatic attempt, commit, publication. tools/bench/run compares it with db_bench.
namespace {

using tools::bench::BenchLedger;
using tools::bench::Workload;

ledger::RecordedEvent sample_event() {
  Workload workload{1};
  ledger::RecordedEvent recorded;
  for (int i = 0; i < 2; ++i) static_cast<ledger::Event&>(recorded) = workload.next();
  recorded.recorded_at = recorded.effective_at = ledger::system_now();
  recorded.actor = "billing:bench";
  return recorded;
}

void encode(benchmark::State& state) {
  const auto event = sample_event();
  ledger::RecordEncoder encoder;
  for (auto _ : state) benchmark::DoNotOptimize(encoder.encode(event, {}).data());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(encode);

void decode(benchmark::State& state) {
  ledger::RecordEncoder encoder;
  const auto bytes = encoder.encode(sample_event(), {});
  for (auto _ : state) benchmark::DoNotOptimize(ledger::decode(bytes));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(decode);

void evolve(benchmark::State& state) {
  Workload workload{1};
  std::vector<ledger::EventPtr> events;
  for (std::uint64_t i = 0; i < 4096; ++i) {
    auto recorded = std::make_shared<ledger::RecordedEvent>();
    static_cast<ledger::Event&>(*recorded) = workload.next();
    recorded->position = {i};
    recorded->recorded_at = recorded->effective_at = {static_cast<std::int64_t>(i)};
    events.push_back(std::move(recorded));
  }
  for (auto _ : state) {
    projections::state::License license;
    for (const auto& event : events) projections::state::evolve(license, *event);
    benchmark::DoNotOptimize(license);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(events.size()));
}
BENCHMARK(evolve);

projections::state::Fold folded(std::size_t seats) {
  projections::state::Fold fold{tools::bench::blocked_license(seats), {}};
  fold.run_to(ledger::latest);
  return fold;
}

const ledger::Instant asked = *ledger::parse_instant("2026-03-01T00:00:00Z");

void decide_seat(benchmark::State& state) {
  const auto fold = folded(50);
  const commands::AssignSeat command{.serial_number = "1801000001",
                                     .seat = {.module_name = "ten-sales", .user = "new.user"}};
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        commands::decide::assign_seat({fold.license(), fold.catalog(), asked}, command));
  }
}
BENCHMARK(decide_seat);

void decide_activation(benchmark::State& state) {
  const auto fold = folded(50);
  const commands::ActivateLicense command{.serial_number = "1801000001",
                                          .mode = ledger::ActivationMode::manual,
                                          .request = {.cust_id = "Cust21001"}};
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        commands::decide::activate_license({fold.license(), fold.catalog(), asked}, command));
  }
}
BENCHMARK(decide_activation);

void view(benchmark::State& state) {
  const auto fold = folded(50);
  for (auto _ : state) {
    const projections::reasons::Question question{fold.license(), fold.catalog(), asked};
    benchmark::DoNotOptimize(projections::view_at(question));
  }
}
BENCHMARK(view);

constexpr std::size_t licenses = 1000;

void append(benchmark::State& state) {
  BenchLedger bench;
  Workload workload{licenses};
  bench.post(workload.opening());
  const auto before = bench.stats();
  const auto batch = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<ledger::Event> events;
    events.reserve(batch);
    for (std::size_t i = 0; i < batch; ++i) events.push_back(workload.next());
    state.ResumeTiming();
    bench.post(std::move(events));
  }
  const auto after = bench.stats();
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch));
  state.counters["write_share"] = benchmark::Counter(
      after.sync_seconds.sum - before.sync_seconds.sum, benchmark::Counter::kIsRate);
}
BENCHMARK(append)
    ->Arg(1)
    ->Arg(64)
    ->Arg(1024)
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond)
    ->MinTime(2.0);

/// A whole query: history, fold, and the `since` of every reason.
void ask(benchmark::State& state) {
  BenchLedger bench;
  const auto blocked = tools::bench::blocked_license(static_cast<std::size_t>(state.range(0)));
  std::vector<ledger::Event> events;
  for (const auto& event : blocked) {
    events.push_back(*event);
    events.back().time = event->effective_at;
  }
  bench.post(std::move(events));
  const replay::Questions questions{*bench.opened().streams, *bench.opened().directory};
  for (auto _ : state) {
    benchmark::DoNotOptimize(questions.license("1801000001", {asked, ledger::latest}));
  }
}
BENCHMARK(ask)->Arg(50)->Arg(500)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
