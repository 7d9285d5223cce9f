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
#include "tools/cli/ledger_location.h"
#include "tools/cli/pages/replay_page.h"
#include "tools/cli/progress_bar.h"
#include "tools/cli/question_options.h"
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
  unsigned threads = 0;  // 0: one per core
  bool repair = false;
  bool json = false;

  std::string directory() const { return find_directory(data); }
  unsigned thread_count() const {
    return threads != 0 ? threads : std::clamp(std::thread::hardware_concurrency(), 1U, 64U);
  }
};

sources::CommandResult<OpenedLedger> open(const ReplayOptions& options) {
  const std::string directory = options.directory();
  LEDGER_ASSIGN_OR_RETURN(auto opened, commands::write::open_store(options.directory(), true));
  return opened;
}

/// Opens for writing, so that no other process is writing.
sources::CommandResult<OpenedLedger> open_for_repair(const ReplayOptions& options) {
  const std::string directory = options.directory();
  std::error_code error;
  if (!std::filesystem::exists(directory + "/log/CURRENT", error)) {
    return ledger::fail(ledger::FailureKind::not_found, "there is no ledger in " + directory);
  }
  auto opened = commands::write::open_store(directory, false);
  if (opened) return std::move(*opened);
  if (opened.error().kind == ledger::FailureKind::locked) {
    return ledger::fail(
        ledger::FailureKind::io,
        fmt::format("a server has the ledger in {} open: stop it before a repair", directory));
  }
  return opened.error();
}

/// A number is a position; any other text must be an instant or a date.
sources::CommandResult<std::optional<Until>> find_until(const ReplayOptions& options,
                                                        const ledger::Store& store) {
  if (options.until.empty()) return std::optional<Until>{};
  const std::string& text = options.until;
  ledger::Position position;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position.value);
  if (end == text.data() + text.size() && error == std::errc{}) {
    LEDGER_ASSIGN_OR_RETURN(const auto until, replay::until_position(store, position));
    return std::optional{until};
  }
  const auto at = ledger::parse_instant_or_date(text);
  if (!at) {
    return sources::bad_usage(
        "--until must be a position such as 1200, a date such as 2026-03-01 or an instant such as "
        "2026-03-01T09:30:00Z");
  }
  LEDGER_ASSIGN_OR_RETURN(const auto until, replay::until_instant(store, *at));
  return std::optional{until};
}

sources::CommandResult<ledger::PolicyChanged> read_policy(const std::string& path) {
  const auto text = ledger::read_file(path);
  if (!text) return sources::bad_usage(fmt::format("cannot read the policy in {}", path));
  boost::system::error_code error;
  const json::value value = json::parse(*text, error);
  if (error || !value.is_object()) {
    return sources::bad_usage(fmt::format("the policy in {} is not a JSON object", path));
  }
  std::vector<wire::FieldError> errors;
  wire::Fields fields{value.get_object(), "", errors};
  const auto data = wire::read_event_data(ledger::EventType::policy_changed, fields);
  if (errors.empty()) return std::get<ledger::PolicyChanged>(data);
  std::vector<std::string> details;
  for (const auto& each : errors) {
    details.push_back(each.pointer.empty()
                          ? each.detail
                          : fmt::format("{} {}", each.pointer.substr(1), each.detail));
  }
  return sources::bad_usage(fmt::format("the policy in {}: {}", path, fmt::join(details, "; ")));
}

struct TimedComparison {
  Comparison comparison;
  pages::ReplayStats stats;
};

sources::CommandResult<TimedComparison> compare(OpenedLedger& opened, const ReplayOptions& options,
                                                const std::optional<Until>& until) {
  using Clock = std::chrono::steady_clock;
  const std::uint64_t total = until ? until->end.value : opened.store->end_at_open().value;
  ProgressBar progress{total, "events"};
  replay::ComparisonOptions wanted{
      .threads = options.thread_count(), .until = until, .progress = {}};
  wanted.progress = [&progress](std::uint64_t events) { progress.show(events, events); };
  const auto started = Clock::now();
  auto comparison = replay::compare_with_log(opened, wanted);
  const std::chrono::duration<double> took = Clock::now() - started;
  progress.clear();
  if (!comparison) return comparison.error();
  return TimedComparison{std::move(*comparison),
                         {.seconds = took.count(), .threads = wanted.threads}};
}

json::object as_json(const TimedComparison& timed) {
  return pages::comparison_json(timed.comparison, timed.stats);
}

void print(const TimedComparison& timed) {
  fmt::print("{}", pages::comparison_page(timed.comparison, timed.stats));
}

int exit_code_of(const TimedComparison& timed) {
  return timed.comparison.equal() ? sources::exit_done : sources::exit_refused;
}

sources::CommandResult<int> compare_with_log(const ReplayOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(auto opened, open(options));
  LEDGER_ASSIGN_OR_RETURN(const auto until, find_until(options, *opened.store));
  LEDGER_ASSIGN_OR_RETURN(const auto timed, compare(opened, options, until));
  if (options.json) {
    print_json(as_json(timed));
  } else {
    print(timed);
  }
  return exit_code_of(timed);
}

sources::CommandResult<int> repair(const ReplayOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(auto opened, open_for_repair(options));
  LEDGER_ASSIGN_OR_RETURN(const auto before, compare(opened, options, {}));
  const bool was_equal = before.comparison.equal();
  TimedComparison after = before;
  if (!was_equal) {
    LEDGER_RETURN_IF_FAILED(commands::write::rebuild_derived(opened));
    LEDGER_ASSIGN_OR_RETURN(after, compare(opened, options, {}));
  }
  if (options.json) {
    json::object answer = as_json(after);
    answer["repaired"] = !was_equal && after.comparison.equal();
    answer["before"] = as_json(before);
    print_json(answer);
    return exit_code_of(after);
  }
  print(before);
  if (was_equal) {
    fmt::print("Nothing to repair.\n");
  } else {
    fmt::print("\nRebuilt from the log.\n");
    print(after);
  }
  return exit_code_of(after);
}

sources::CommandResult<int> what_if(const ReplayOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(const auto policy, read_policy(options.policy));
  LEDGER_ASSIGN_OR_RETURN(auto opened, open(options));
  LEDGER_ASSIGN_OR_RETURN(const auto until, find_until(options, *opened.store));
  LEDGER_RETURN_IF_FAILED(commands::write::catch_up(opened));
  LEDGER_ASSIGN_OR_RETURN(const auto found,
                          replay::decide_again(*opened.streams, *opened.directory, policy,
                                               until.value_or(Until{.end = opened.state->end(),
                                                                    .now = opened.state->now()}),
                                               options.thread_count()));
  if (options.json) {
    print_json(pages::what_if_json(found));
  } else {
    fmt::print("{}", pages::what_if_page(found, stdout_is_colored()));
  }
  return sources::exit_done;
}

sources::CommandResult<int> replay_log(const ReplayOptions& options) {
  if (options.repair && !(options.until.empty() && options.policy.empty())) {
    return sources::bad_usage(
        "--repair applies to the whole ledger: it excludes --until and --policy");
  }
  if (options.repair) return repair(options);
  return options.policy.empty() ? compare_with_log(options) : what_if(options);
}

}  // namespace

void add_replay(CLI::App& command, int& exit_code) {
  auto options = std::make_shared<ReplayOptions>();
  command.add_option("--data", options->data, data_directory_help)->type_name("DIR");
  command
      .add_option("--until", options->until,
                  "Only the log up to this position or instant, compared with what questions about "
                  "that time are answered from")
      ->type_name("WHEN");
  command
      .add_option("--policy", options->policy,
                  "Decide the recorded activations again under another policy instead: a JSON "
                  "object with members of policy.changed.v1")
      ->type_name("FILE");
  command.add_option("--threads", options->threads, "Number of threads; default: one per core")
      ->check(CLI::Range(1U, 64U))
      ->type_name("N");
  command.add_flag("--repair", options->repair,
                   "If something differs, rebuild what is stored; no server may be running");
  command.add_flag("--json", options->json, "Print JSON");
  command.callback(
      [options, &exit_code] { exit_code = exit_code_of(replay_log(*options), options->json); });
}

}  // namespace tools::cli
