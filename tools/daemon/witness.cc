#include "tools/witness/witness.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "tools/cli/listen_address.h"
#include "tools/cli/sources/command_error.h"
#include "tools/daemon/commands.h"
#include "tools/log/log.h"
#include "tools/server/server.h"
#include "tools/witness/witness_handler.h"

namespace tools::daemon {
namespace {

struct WitnessCommandOptions {
  std::string data;
  std::string listen = "127.0.0.1:8090";
  std::string name;
  std::vector<std::string> logs;
  std::string log_level = "info";
};

cli::sources::Answer<std::vector<ledger::proof::NoteKey>> logs_of(
    const WitnessCommandOptions& options) {
  std::vector<ledger::proof::NoteKey> logs;
  for (const auto& vkey : options.logs) {
    auto log = ledger::proof::NoteKey::parse(vkey);
    if (!log) return cli::sources::bad_usage(fmt::format("--log {}: {}", vkey, log.error().detail));
    if (log->algorithm != ledger::proof::NoteAlgorithm::ed25519) {
      return cli::sources::bad_usage(
          fmt::format("--log {}: the key is not one of a log (Ed25519)", vkey));
    }
    logs.push_back(std::move(*log));
  }
  return logs;
}

int run_witness(const WitnessCommandOptions& options) {
  log::start_log(log::LogFormat::text, log::log_level_of(options.log_level));
  const auto address = cli::parse_listen_address(options.listen);
  if (!address)
    return tell(cli::sources::bad_usage("--listen must be HOST:PORT, such as 127.0.0.1:8090"),
                false);
  if (!ledger::proof::is_key_name(options.name)) {
    return tell(cli::sources::bad_usage(
                    "--name must have no space and no plus, such as witness.example.com/w1"),
                false);
  }
  auto logs = logs_of(options);
  if (!logs) return tell(logs.error(), false);

  const auto opened = witness::Witness::open(
      {.directory = options.data, .name = options.name, .logs = std::move(*logs)});
  if (!opened) return tell(cli::sources::failed(opened.error()), false);
  witness::WitnessHandler handler{**opened};
  http::Traffic traffic;
  server::Server server{handler,
                        traffic,
                        {.host = address->host,
                         .port = address->port,
                         .threads = 1,
                         .max_connections = 256,
                         .max_header_bytes = std::size_t{8} * 1024,
                         .max_body_bytes = std::uint64_t{64} * 1024,
                         .read_timeout = std::chrono::seconds{10}}};
  const auto port = server.listen();
  if (!port) return tell(cli::sources::failed(port.error()), false);
  fmt::print("{}\n", (*opened)->key().vkey());
  std::fflush(stdout);
  spdlog::info("witness {} on {}:{}, for {} logs", options.name, address->host, *port,
               options.logs.size());
  server.run();
  spdlog::info("stopped");
  return cli::sources::exit_done;
}

}  // namespace

void add_witness(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<WitnessCommandOptions>();
  CLI::App* command = program.add_subcommand(
      "witness", "Cosign the checkpoints of logs that only grow; for another machine than theirs");
  command->add_option("--data", options->data, "Its key and what it cosigned; made on first start")
      ->required()
      ->type_name("DIR");
  command->add_option("--listen", options->listen, "HOST:PORT")->capture_default_str();
  command
      ->add_option("--name", options->name,
                   "Name of its key, such as witness.example.com/w1; fixed at first start")
      ->required()
      ->type_name("NAME");
  command
      ->add_option("--log", options->logs,
                   "Verifier key of a log to follow, as GET /v1/log answers it; may be given again")
      ->required()
      ->type_name("VKEY");
  command->add_option("--log-level", options->log_level, "debug, info, warn or error")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->capture_default_str();
  command->callback([options, &exit_code] { exit_code = run_witness(*options); });
}

}  // namespace tools::daemon
