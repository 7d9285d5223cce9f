#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <thread>

#include "ledger/files.h"
#include "replay/comparison.h"
#include "replay/what_if.h"
#include "tools/cli/commands.h"
#include "tools/cli/pages/replay_page.h"
#include "tools/cli/progress.h"
#include "tools/cli/sources/command_error.h"
#include "tools/cli/sources/held_by_server.h"
#include "tools/cli/sources/retry_open.h"
#include "tools/cli/terminal.h"
#include "tools/wire/event_data.h"

namespace tools::cli {
namespace {

namespace json = boost::json;
using commands::write::OpenedLedger;
using replay::Comparison;
using replay::Until;

struct ReplayOptions {
  std::string data;
  std::string until;
  std::string policy;
  unsigned threads = 0;  // 0: as many as the machine has
  bool repair = false;
  bool json = false;

  std::string directory() const {
    const std::string said = data.empty() ? environment("LICENSE_LEDGER_DATA") : data;
    return said.empty() ? "data" : said;
  }
  unsigned thread_count() const {
    return threads != 0 ? threads : std::clamp(std::thread::hardware_concurrency(), 1U, 64U);
  }
};

sources::Answer<OpenedLedger> open(const ReplayOptions& options) {
  const std::string directory = options.directory();
  auto opened =
      sources::open_beside_a_server([&] { return commands::write::open_store(directory, true); });
  if (!opened) return sources::failed(opened.error());
  return std::move(*opened);
}

/// To write: a repair must be the only one at work.
sources::Answer<OpenedLedger> open_for_repair(const ReplayOptions& options) {
  const std::string directory = options.directory();
  std::error_code error;
  if (!std::filesystem::exists(directory + "/log/CURRENT", error)) {
    return sources::failed({ledger::FailureKind::not_found, "there is no ledger in " + directory});
  }
  auto opened = commands::write::open_store(directory, false);
  if (opened) return std::move(*opened);
  if (sources::held_by_server(opened.error())) {
    return sources::failed(
        {ledger::FailureKind::io,
         fmt::format("a server has the ledger in {} open: stop it before a repair", directory)});
  }
  return sources::failed(opened.error());
}

/// A number is a position; anything else must say when.
sources::Answer<std::optional<Until>> find_until(const ReplayOptions& options,
                                                 const ledger::Store& store) {
  if (options.until.empty()) return std::optional<Until>{};
  const std::string& text = options.until;
  ledger::Position position;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position.value);
  const bool number = end == text.data() + text.size() && error == std::errc{};
  if (number) {
    const auto until = replay::until_position(store, position);
    if (!until) return sources::failed(until.error());
    return std::optional{*until};
  }
  const auto at = ledger::parse_instant_or_date(text);
  if (!at) {
    return sources::bad_usage(
        "--until must be a position such as 1200, a date such as 2026-03-01 or an instant such as "
        "2026-03-01T09:30:00Z");
  }
  const auto until = replay::until_instant(store, *at);
  if (!until) return sources::failed(until.error());
  return std::optional{*until};
}

sources::Answer<ledger::PolicyChanged> read_policy(const std::string& path) {
  const auto text = ledger::read_file(path);
  if (!text) return sources::bad_usage(fmt::format("cannot read the policy in {}", path));
  boost::system::error_code error;
  const json::value value = json::parse(*text, error);
  if (error || !value.is_object()) {
    return sources::bad_usage(fmt::format("the policy in {} is not a JSON object", path));
  }
  std::vector<wire::FieldError> errors;
  wire::Fields fields{value.get_object(), "", errors};
  auto policy = wire::read_data<ledger::PolicyChanged>(fields);
  fields.done();
  if (errors.empty()) return policy;
  std::string wrong;
  for (const auto& each : errors) {
    if (!wrong.empty()) wrong += "; ";
    const bool of_member = !each.pointer.empty();
    wrong += of_member ? fmt::format("{} {}", each.pointer.substr(1), each.detail) : each.detail;
  }
  return sources::bad_usage(fmt::format("the policy in {}: {}", path, wrong));
}

struct Timed {
  Comparison comparison;
  pages::ReplayFigures figures;
};

sources::Answer<Timed> compare(OpenedLedger& opened, const ReplayOptions& options,
                               const std::optional<Until>& until) {
  using Clock = std::chrono::steady_clock;
  const std::uint64_t total = until ? until->end.value : opened.store->end_at_open().value;
  Progress progress{total, "events"};
  replay::ComparisonOptions wanted{
      .threads = options.thread_count(), .until = until, .progress = {}};
  wanted.progress = [&progress](std::uint64_t events) { progress.show(events, events); };
  const auto started = Clock::now();
  auto comparison = replay::compare_with_log(opened, wanted);
  const std::chrono::duration<double> took = Clock::now() - started;
  progress.clear();
  if (!comparison) return sources::failed(comparison.error());
  return Timed{std::move(*comparison), {.seconds = took.count(), .threads = wanted.threads}};
}

int tell(const Timed& timed, const ReplayOptions& options) {
  if (options.json) {
    fmt::print("{}\n", json::serialize(pages::comparison_json(timed.comparison, timed.figures)));
  } else {
    fmt::print("{}", pages::comparison_page(timed.comparison, timed.figures));
  }
  return timed.comparison.equal() ? sources::exit_done : sources::exit_refused;
}

int compare_with_log(const ReplayOptions& options) {
  auto opened = open(options);
  if (!opened) return tell(opened.error(), options.json);
  const auto until = find_until(options, *opened->store);
  if (!until) return tell(until.error(), options.json);
  const auto timed = compare(*opened, options, *until);
  if (!timed) return tell(timed.error(), options.json);
  return tell(*timed, options);
}

int repair(const ReplayOptions& options) {
  auto opened = open_for_repair(options);
  if (!opened) return tell(opened.error(), options.json);
  const auto before = compare(*opened, options, {});
  if (!before) return tell(before.error(), options.json);
  if (!before->comparison.equal()) {
    if (const auto rebuilt = commands::write::rebuild_derived(*opened); !rebuilt) {
      return tell(sources::failed(rebuilt.error()), options.json);
    }
  }
  const auto after = before->comparison.equal() ? before : compare(*opened, options, {});
  if (!after) return tell(after.error(), options.json);
  const bool repaired = !before->comparison.equal() && after->comparison.equal();
  if (options.json) {
    json::object answer = pages::comparison_json(after->comparison, after->figures);
    answer["repaired"] = repaired;
    answer["before"] = pages::comparison_json(before->comparison, before->figures);
    fmt::print("{}\n", json::serialize(answer));
    return after->comparison.equal() ? sources::exit_done : sources::exit_refused;
  }
  tell(*before, options);
  if (before->comparison.equal()) {
    fmt::print("There is nothing to repair.\n");
    return sources::exit_done;
  }
  fmt::print("\nWhat is kept was made again from the log.\n");
  return tell(*after, options);
}

int what_if(const ReplayOptions& options) {
  const auto policy = read_policy(options.policy);
  if (!policy) return tell(policy.error(), options.json);
  auto opened = open(options);
  if (!opened) return tell(opened.error(), options.json);
  const auto until = find_until(options, *opened->store);
  if (!until) return tell(until.error(), options.json);
  if (const auto caught_up = commands::write::catch_up(*opened); !caught_up) {
    return tell(sources::failed(caught_up.error()), options.json);
  }
  const auto found = replay::decide_again(
      *opened->streams, opened->streams->serial_numbers(), *policy,
      until->value_or(Until{.end = opened->world->end(), .now = opened->world->now()}),
      options.thread_count());
  if (!found) return tell(sources::failed(found.error()), options.json);
  if (options.json) {
    fmt::print("{}\n", json::serialize(pages::what_if_json(*found)));
  } else {
    fmt::print("{}", pages::what_if_page(*found, output_is_colored()));
  }
  return sources::exit_done;
}

int replay_log(const ReplayOptions& options) {
  if (options.repair && !(options.until.empty() && options.policy.empty())) {
    return tell(sources::bad_usage(
                    "--repair is of the whole ledger as it is: not with --until or --policy"),
                options.json);
  }
  if (options.repair) return repair(options);
  return options.policy.empty() ? compare_with_log(options) : what_if(options);
}

}  // namespace

void add_replay(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<ReplayOptions>();
  CLI::App* command = program.add_subcommand(
      "replay", "Make everything again from the log, and compare it with what is kept");
  command
      ->add_option("--data", options->data,
                   "The data directory, server running or not [LICENSE_LEDGER_DATA, else ./data]")
      ->type_name("DIR");
  command
      ->add_option("--until", options->until,
                   "Only the log up to this position or instant, compared with what questions "
                   "about that time are answered from")
      ->type_name("WHEN");
  command
      ->add_option("--policy", options->policy,
                   "Decide the recorded activations again under another policy instead: a JSON "
                   "object with members of policy.changed.v1")
      ->type_name("FILE");
  command->add_option("--threads", options->threads, "How many; else as many as the machine has")
      ->check(CLI::Range(1U, 64U))
      ->type_name("N");
  command->add_flag("--repair", options->repair,
                    "Where something differs, make what is kept again; no server may be running");
  command->add_flag("--json", options->json, "The answer for programs");
  command->callback([options, &exit_code] { exit_code = replay_log(*options); });
}

}  // namespace tools::cli
