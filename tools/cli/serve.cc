#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "commands/opened_ledger.h"
#include "commands/sequencer.h"
#include "ledger/files.h"
#include "tools/cli/commands.h"
#include "tools/cli/listen_address.h"
#include "tools/cli/witness_option.h"
#include "tools/server/checkpoint_timer.h"
#include "tools/server/server.h"
#include "tools/witness/rounds.h"

namespace tools::cli {
namespace {

struct ServeOptions {
  std::string data;
  std::string listen = "127.0.0.1:8080";
  std::string test_clock;
  std::string shop_url = "https://shop.example.com/licenses/{serial}";
  std::string log_level = "info";
  std::uint64_t max_body_bytes = 16 << 20;
  std::size_t max_queue = 4096;
  unsigned read_timeout_s = 30;
  std::string origin;
  std::string log_key;
  unsigned checkpoint_every_s = 10;
  std::string open_check = "full";
  std::vector<std::string> witnesses;
};

int complain(const std::string& why, int exit_code) {
  fmt::print(stderr, "license-ledger: {}\n", why);
  return exit_code;
}
int misused(const std::string& why) { return complain(why, 2); }
int failed(const ledger::Failure& failure) { return complain(failure.detail, 1); }

/// The first start makes the token with which all others are made.
ledger::Result<void> make_operator_token(Tokens& tokens, const std::string& path) {
  if (std::filesystem::exists(path)) return boost::system::in_place_value;
  const auto made = tokens.create("first operator", Role::operator_, {});
  if (!made) return made.error();
  return ledger::write_private_file(path, made->secret + "\n");
}

int serve(const ServeOptions& options) {
  spdlog::set_level(spdlog::level::from_str(options.log_level));
  const auto address = parse_listen_address(options.listen);
  if (!address) return misused("--listen must be HOST:PORT, such as 127.0.0.1:8080");
  const ServerOptions server_options{.host = address->host,
                                     .port = address->port,
                                     .max_body_bytes = options.max_body_bytes,
                                     .read_timeout = std::chrono::seconds{options.read_timeout_s}};
  auto witnesses = witnesses_of(options.witnesses);
  if (!witnesses) return misused(witnesses.error().detail);
  commands::SequencerOptions sequencer_options{.max_queue = options.max_queue};
  if (!options.test_clock.empty()) {
    sequencer_options.test_clock = ledger::parse_instant_or_date(options.test_clock);
    if (!sequencer_options.test_clock) {
      return misused("--test-clock must be an instant, such as 2026-01-01T00:00:00Z");
    }
  }

  const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  auto opened =
      commands::open_ledger(options.data, false,
                            {.key_path = options.log_key,
                             .origin = options.origin,
                             .check_threads = options.open_check == "full" ? threads : 0});
  if (!opened) return failed(opened.error());
  Tokens tokens{options.data + "/tokens.json"};
  if (const auto made = make_operator_token(tokens, options.data + "/operator.token"); !made) {
    return failed(made.error());
  }
  const auto key = ledger::SigningKey::load_or_make(options.data + "/license-file.key");
  if (!key) return failed(key.error());
  const auto side = ledger::SideStore::open(options.data + "/side");
  if (!side) return failed(side.error());

  commands::Sequencer sequencer{*opened, sequencer_options};
  const replay::Questions questions{*opened->histories, *opened->directory};
  Metrics metrics;
  const Service service{.store = *opened->store,
                        .tree = *opened->tree,
                        .checkpointer = *opened->checkpointer,
                        .sequencer = sequencer,
                        .questions = questions,
                        .directory = *opened->directory,
                        .license_key = *key,
                        .side = **side,
                        .tokens = tokens,
                        .metrics = metrics,
                        .shop_url = options.shop_url,
                        .test_clock = sequencer_options.test_clock.has_value()};
  Server server{service, server_options};
  const auto port = server.listen();
  if (!port) return failed(port.error());
  spdlog::info("serving {} on {}:{}, {} events in the log", options.data, server_options.host,
               *port, opened->histories->end().value);
  std::atomic<bool> unsigned_log = false;
  CheckpointTimer checkpoints{*opened->checkpointer, *opened->tree,
                              std::chrono::seconds{options.checkpoint_every_s},
                              [&](const ledger::Failure& failure) {
                                spdlog::critical("no checkpoint: {}", failure.detail);
                                unsigned_log = true;
                                server.stop();
                              }};
  witness::Rounds rounds{*opened->checkpointer, *opened->tree, std::move(*witnesses)};
  server.run();
  sequencer.stop();
  checkpoints.stop();
  rounds.stop();
  if (unsigned_log) return 1;
  if (const auto failure = sequencer.failure()) {
    spdlog::critical("the writer stopped: {}", failure->detail);
    return 1;
  }
  spdlog::info("stopped; {} events in the log", opened->histories->end().value);
  return 0;
}

}  // namespace

void add_serve(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command = program.add_subcommand("serve", "Run the server");
  command->add_option("--data", options->data, "Data directory; made on first start")->required();
  command->add_option("--listen", options->listen, "HOST:PORT")->capture_default_str();
  command->add_option("--test-clock", options->test_clock,
                      "Time stands still at this instant, and moves by PUT /v1/test-clock only");
  command->add_option("--shop-url", options->shop_url, "Where licenses are bought")
      ->capture_default_str();
  command->add_option("--log-level", options->log_level, "debug, info, warn or error")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->capture_default_str();
  command->add_option("--max-body-bytes", options->max_body_bytes, "Largest request body")
      ->check(CLI::Range(std::uint64_t{1024}, std::uint64_t{1} << 32))
      ->capture_default_str();
  command->add_option("--max-queue", options->max_queue, "Requests that may wait for the writer")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command
      ->add_option("--read-timeout", options->read_timeout_s, "Seconds a request may take to come")
      ->check(CLI::Range(1U, 3600U))
      ->capture_default_str();
  command->add_option("--origin", options->origin,
                      "Name under which the log signs checkpoints, such as ledger.example.com/log; "
                      "fixed at first start");
  command->add_option("--log-key", options->log_key,
                      "File of the key that signs checkpoints; made on first start (DIR/log.key)");
  command
      ->add_option("--checkpoint-every", options->checkpoint_every_s,
                   "Seconds between two checkpoints of a growing log")
      ->check(CLI::Range(1U, 86'400U))
      ->capture_default_str();
  command
      ->add_option("--open-check", options->open_check,
                   "full: hash the whole log again before serving it; quick: its last records, and "
                   "the tree against the last checkpoint")
      ->check(CLI::IsMember({"full", "quick"}))
      ->capture_default_str();
  command
      ->add_option("--witness", options->witnesses,
                   "Where a witness takes checkpoints, and the key it cosigns them with, as it "
                   "shows when it starts; may be given again")
      ->type_name("URL=VKEY");
  command->callback([options, &exit_code] { exit_code = serve(*options); });
}

}  // namespace tools::cli
