#include <CLI/CLI.hpp>
#include <csignal>
#include <fmt/format.h>
#include <fstream>
#include <iostream>

#include "tools/sample/sample.h"
#include "tools/sample/scratch.h"

namespace {

volatile std::sig_atomic_t interrupted = 0;

void interrupt(int) { interrupted = 1; }

int generate(const tools::sample::SampleOptions& options, const std::string& out) {
  const tools::sample::ScratchDirectory scratch;
  tools::sample::Sample sample{options, scratch.path()};
  if (!sample.run([] { return interrupted == 0; })) return 130;
  if (out == "-") {
    sample.simulation().write_log(std::cout);
  } else {
    std::ofstream file{out, std::ios::binary | std::ios::trunc};
    if (!file) throw std::runtime_error{"cannot write " + out};
    sample.simulation().write_log(file);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace tools::sample;
  CLI::App program{"Generates three years of a vendor and its customers, as NDJSON for import."};
  SampleOptions options;
  std::string out = "-";
  std::string end = "2026-11-01";
  program.add_option("--out", out, "File to write; - for standard output")->capture_default_str();
  program.add_option("--seed", options.seed, "The same seed generates the same sample")
      ->capture_default_str();
  program
      .add_option("--licenses", options.licenses,
                  "Number of licenses, not counting demos and trials")
      ->check(CLI::Range(fewest_licenses, most_licenses))
      ->capture_default_str();
  program.add_option("--events", options.events, "Approximate number of events")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{10'000'000}))
      ->capture_default_str();
  program.add_option("--end", end, "Last day of the three years")->capture_default_str();
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : 2;
  }
  const auto date = ledger::parse_date(end);
  if (!date || year_of(*date) < 1975) {
    fmt::print(stderr, "license-ledger-sample: --end must be a date, such as 2026-11-01\n");
    return 2;
  }
  options.end = *date;

  std::signal(SIGINT, interrupt);
  std::signal(SIGTERM, interrupt);
  try {
    return generate(options, out);
  } catch (const std::exception& error) {
    fmt::print(stderr, "license-ledger-sample: {}\n", error.what());
    return 1;
  }
}
