#include <boost/json.hpp>
#include <chrono>
#include <fmt/format.h>
#include <mutex>
#include <thread>

#include "ledger/files.h"
#include "tools/cli/commands.h"
#include "tools/cli/progress.h"
#include "tools/cli/question_options.h"
#include "tools/cli/verify_log.h"

namespace tools::cli {
namespace {

namespace json = boost::json;

struct VerifyOptions {
  std::string data;
  std::string export_file;
  std::string vkey;  // itself, or a file that has it
  std::vector<std::string> checkpoints;
  std::vector<std::string> receipts;
  unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  bool json = false;
};

sources::Answer<Known> known_of(const VerifyOptions& options) {
  Known known{.checkpoints = options.checkpoints, .receipts = options.receipts};
  if (!options.export_file.empty() && !options.receipts.empty()) {
    return sources::bad_usage(
        "--receipt is for a data directory: an export has its receipts in its lines");
  }
  if (!options.export_file.empty() && !options.checkpoints.empty()) {
    return sources::bad_usage(
        "--checkpoint is for a data directory: only the whole log can show growth");
  }
  if (options.vkey.empty()) return known;
  std::string text = ledger::read_file(options.vkey).value_or(options.vkey);
  text.resize(std::min(text.size(), text.find('\n')));
  auto key = ledger::proof::NoteKey::parse(text);
  if (!key) return sources::bad_usage(fmt::format("--vkey: {}", key.error().detail));
  known.log = std::move(*key);
  return known;
}

json::object summary(const Verified& verified, double seconds) {
  json::object answer{{"verified", verified.wrong.empty()},
                      {"events", verified.events},
                      {"whole", verified.whole},
                      {"receipts", verified.receipts},
                      {"earlier_checkpoints", verified.checkpoints},
                      {"seconds", seconds}};
  if (verified.log) answer["vkey"] = verified.log->vkey();
  if (verified.checkpoint) {
    const auto& checkpoint = verified.checkpoint->checkpoint;
    answer["checkpoint"] = json::object{{"origin", checkpoint.origin},
                                        {"tree_size", checkpoint.head.size},
                                        {"root", ledger::base64(checkpoint.head.root)}};
  }
  if (!verified.wrong.empty()) {
    answer["wrong"] = verified.wrong;
    answer["position"] = verified.position ? json::value(*verified.position) : json::value(nullptr);
  }
  return answer;
}

void print_page(const Verified& verified, double seconds) {
  if (!verified.wrong.empty()) {
    if (verified.position) {
      fmt::print("WRONG at position {}: {}\n", *verified.position, verified.wrong);
    } else {
      fmt::print("WRONG: {}\n", verified.wrong);
    }
    return;
  }
  fmt::print("Verified {} event{} in {:.1f} s ({:.0f} events/s): nothing was altered.\n",
             verified.events, verified.events == 1 ? "" : "s", seconds,
             static_cast<double>(verified.events) / std::max(seconds, 1e-6));
  if (verified.checkpoint) {
    const auto& checkpoint = verified.checkpoint->checkpoint;
    fmt::print("  signed by   {}\n  tree size   {}\n  root        {}\n", verified.log->vkey(),
               checkpoint.head.size, ledger::base64(checkpoint.head.root));
    if (verified.events > checkpoint.head.size) {
      fmt::print("  not signed  {} events newer than the checkpoint\n",
                 verified.events - checkpoint.head.size);
    }
  }
  if (!verified.whole)
    fmt::print("  a part      of the log: what it has is proved, nothing of the rest\n");
  if (verified.receipts > 0) fmt::print("  receipts    {}\n", verified.receipts);
  if (verified.checkpoints > 0) {
    fmt::print("  grown from  {} earlier checkpoint{}\n", verified.checkpoints,
               verified.checkpoints == 1 ? "" : "s");
  }
}

int run_verify(const VerifyOptions& options) {
  const auto known = known_of(options);
  if (!known) return tell(known.error(), options.json);
  std::optional<Progress> bar;
  std::mutex showing;
  const VerifyProgress progress = [&](std::uint64_t done, std::uint64_t total) {
    const std::scoped_lock lock{showing};
    if (!bar) bar.emplace(total);
    bar->show(done, done);
  };
  const auto started = std::chrono::steady_clock::now();
  const auto verified = options.export_file.empty()
                            ? verify_log(options.data, *known, options.threads, progress)
                            : verify_export(options.export_file, *known, progress);
  bar.reset();
  if (!verified) return tell(verified.error(), options.json);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  if (options.json) {
    print_json(summary(*verified, took.count()));
  } else {
    print_page(*verified, took.count());
  }
  return verified->wrong.empty() ? sources::exit_done : sources::exit_refused;
}

}  // namespace

void add_verify(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* command = program.add_subcommand(
      "verify", "Hash the log again, and compare it with its tree, checkpoints and receipts");
  auto* data = command
                   ->add_option("--data", options->data,
                                "A data directory, server running or not, or a backup of one "
                                "[LICENSE_LEDGER_DATA, else ./data]")
                   ->envname("LICENSE_LEDGER_DATA")
                   ->type_name("DIR")
                   ->default_val("data");
  command
      ->add_option("--export", options->export_file, "A file of export --proofs, and nothing else")
      ->type_name("FILE")
      ->excludes(data);
  command
      ->add_option("--vkey", options->vkey,
                   "Who must have signed: a verifier key, or a file with one; for --data its own, "
                   "where none is given")
      ->type_name("KEY|FILE");
  command
      ->add_option("--checkpoint", options->checkpoints,
                   "An earlier checkpoint that the log must have grown out of; may be given again")
      ->type_name("FILE");
  command
      ->add_option("--receipt", options->receipts,
                   "A receipt (.tlog-proof) for an event that must be there; may be given again")
      ->type_name("FILE");
  command->add_option("--threads", options->threads, "Threads that hash")
      ->check(CLI::Range(1U, 256U))
      ->capture_default_str();
  command->add_flag("--json", options->json, "The answer for programs");
  command->callback([options, &exit_code] { exit_code = run_verify(*options); });
}

}  // namespace tools::cli
