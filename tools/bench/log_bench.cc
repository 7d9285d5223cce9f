#include <benchmark/benchmark.h>

#include "ledger/proof/log_check.h"
#include "replay/comparison.h"
#include "tools/bench/bench_ledger.h"
#include "tools/bench/workload.h"

/// The cost of an audit: hashing a record, verifying a log, and replaying it for comparison.
namespace {

using tools::bench::BenchLedger;
using tools::bench::Workload;

constexpr std::size_t license_count = 1000;
constexpr std::size_t events = 500'000;

/// A log of the workload, generated once.
BenchLedger& long_log() {
  static BenchLedger* made = [] {
    static BenchLedger bench;
    Workload workload{license_count};
    bench.post(workload.opening());
    constexpr std::size_t batch = 4000;
    for (std::size_t posted = 0; posted < events; posted += batch) {
      std::vector<ledger::Event> more;
      for (std::size_t i = 0; i < batch; ++i) more.push_back(workload.next());
      bench.post(std::move(more));
    }
    bench.stop();
    return &bench;
  }();
  return *made;
}

void leaf_hash(benchmark::State& state) {
  const std::string record = *long_log().opened().store->record({events / 2});
  const std::span bytes{reinterpret_cast<const std::uint8_t*>(record.data()), record.size()};
  for (auto _ : state) benchmark::DoNotOptimize(ledger::proof::leaf_hash(bytes));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(leaf_hash);

void verify(benchmark::State& state) {
  const auto& opened = long_log().opened();
  for (auto _ : state) {
    const auto checked = ledger::proof::check_whole_log(
        *opened.store, *opened.tree, {.threads = static_cast<unsigned>(state.range(0))});
    LEDGER_CHECK(!checked.finding);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(opened.tree->head().size));
}
BENCHMARK(verify)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

/// Fold and comparison as in the subcommand, from a directory opened read-only.
void replay_all(benchmark::State& state) {
  BenchLedger& bench = long_log();
  const auto size = bench.opened().tree->head().size;
  for (auto _ : state) {
    state.PauseTiming();
    auto opened = commands::write::open_store(bench.directory(), true);
    LEDGER_CHECK(opened.has_value());
    state.ResumeTiming();
    const auto compared =
        replay::compare_with_log(*opened, {.threads = static_cast<unsigned>(state.range(0))});
    LEDGER_CHECK(compared.has_value() && compared->equal());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(size));
}
BENCHMARK(replay_all)->Name("replay")->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
