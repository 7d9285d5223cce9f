#include <boost/json.hpp>
#include <chrono>
#include <fmt/format.h>
#include <mutex>
#include <thread>

#include "ledger/files.h"
#include "tools/cli/progress_bar.h"
#include "tools/cli/question_options.h"
#include "tools/cli/verify_log.h"

namespace tools::cli {
namespace {

namespace json = boost::json;

struct VerifyOptions {
  std::string data;
  std::string export_file;
  std::string vkey;  // a key, or a file with one
  std::vector<std::string> checkpoints;
  std::vector<std::string> receipts;
  unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  bool json = false;
};

sources::CommandResult<VerifyInputs> inputs_of(const VerifyOptions& options) {
  VerifyInputs inputs{.checkpoints = options.checkpoints, .receipts = options.receipts};
  if (!options.export_file.empty() && !options.receipts.empty()) {
    return sources::bad_usage(
        "--receipt needs a data directory: the lines of an export have their own receipts");
  }
  if (!options.export_file.empty() && !options.checkpoints.empty()) {
    return sources::bad_usage(
        "--checkpoint needs a data directory: only the whole log can prove growth");
  }
  if (options.vkey.empty()) return inputs;
  std::string text = ledger::read_file(options.vkey).value_or(options.vkey);
  text.resize(std::min(text.size(), text.find('\n')));
  auto key = ledger::proof::NoteKey::parse(text);
  if (!key) return sources::bad_usage(fmt::format("--vkey: {}", key.error().detail));
  inputs.log = std::move(*key);
  return inputs;
}

json::object report_json(const VerifyReport& report, double seconds) {
  json::object object{{"verified", report.wrong.empty()},
                      {"events", report.events},
                      {"whole", report.whole},
                      {"receipts", report.receipts},
                      {"earlier_checkpoints", report.checkpoints},
                      {"seconds", seconds}};
  if (report.log) object["vkey"] = report.log->vkey();
  if (report.checkpoint) {
    const auto& checkpoint = report.checkpoint->checkpoint;
    object["checkpoint"] = json::object{{"origin", checkpoint.origin},
                                        {"tree_size", checkpoint.head.size},
                                        {"root", ledger::base64(checkpoint.head.root)}};
  }
  if (!report.wrong.empty()) {
    object["wrong"] = report.wrong;
    object["position"] = report.position ? json::value(*report.position) : json::value(nullptr);
  }
  return object;
}

void print_report(const VerifyReport& report, double seconds) {
  if (!report.wrong.empty()) {
    if (report.position) {
      fmt::print("WRONG at position {}: {}\n", *report.position, report.wrong);
    } else {
      fmt::print("WRONG: {}\n", report.wrong);
    }
    return;
  }
  fmt::print("Verified {} event{} in {:.1f} s ({:.0f} events/s): nothing was altered.\n",
             report.events, report.events == 1 ? "" : "s", seconds,
             static_cast<double>(report.events) / std::max(seconds, 1e-6));
  if (report.checkpoint) {
    const auto& checkpoint = report.checkpoint->checkpoint;
    fmt::print("  signed by   {}\n  tree size   {}\n  root        {}\n", report.log->vkey(),
               checkpoint.head.size, ledger::base64(checkpoint.head.root));
    if (report.events > checkpoint.head.size) {
      fmt::print("  not signed  {} events newer than the checkpoint\n",
                 report.events - checkpoint.head.size);
    }
  }
  if (!report.whole) {
    fmt::print("  incomplete  a part of the log: its events are proved, the rest is not\n");
  }
  if (report.receipts > 0) fmt::print("  receipts    {}\n", report.receipts);
  if (report.checkpoints > 0) {
    fmt::print("  grown from  {} earlier checkpoint{}\n", report.checkpoints,
               report.checkpoints == 1 ? "" : "s");
  }
}

sources::CommandResult<int> run_verify(const VerifyOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(const auto inputs, inputs_of(options));
  std::optional<ProgressBar> bar;
  std::mutex bar_mutex;
  const VerifyProgress progress = [&](std::uint64_t done, std::uint64_t total) {
    const std::scoped_lock lock{bar_mutex};
    if (!bar) bar.emplace(total);
    bar->show(done, done);
  };
  const auto started = std::chrono::steady_clock::now();
  const auto report = options.export_file.empty()
                          ? verify_log(options.data, inputs, options.threads, progress)
                          : verify_export(options.export_file, inputs, progress);
  bar.reset();
  if (!report) return report.error();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  if (options.json) {
    print_json(report_json(*report, took.count()));
  } else {
    print_report(*report, took.count());
  }
  return report->wrong.empty() ? sources::exit_done : sources::exit_refused;
}

}  // namespace

void add_verify(CLI::App& command, int& exit_code) {
  auto options = std::make_shared<VerifyOptions>();
  auto* data = command
                   .add_option("--data", options->data,
                               "Data directory or a backup of one; a server may be running "
                               "[LICENSE_LEDGER_DATA, else ./data]")
                   ->envname("LICENSE_LEDGER_DATA")
                   ->type_name("DIR")
                   ->default_val("data");
  command
      .add_option("--export", options->export_file,
                  "A file of export --proofs, instead of a data directory")
      ->type_name("FILE")
      ->excludes(data);
  command
      .add_option(
          "--vkey", options->vkey,
          "Whose signature to accept: a verifier key, or a file with one; default: the data "
          "directory's own")
      ->type_name("KEY|FILE");
  command
      .add_option("--checkpoint", options->checkpoints,
                  "Earlier checkpoint that the log must have grown from; may be repeated")
      ->type_name("FILE");
  command
      .add_option("--receipt", options->receipts,
                  "Receipt (.tlog-proof) of an event that must be in the log; may be repeated")
      ->type_name("FILE");
  command.add_option("--threads", options->threads, "Number of threads that hash")
      ->check(CLI::Range(1U, 256U))
      ->capture_default_str();
  command.add_flag("--json", options->json, "Print JSON");
  command.callback(
      [options, &exit_code] { exit_code = exit_code_of(run_verify(*options), options->json); });
}

}  // namespace tools::cli
