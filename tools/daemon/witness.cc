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

using cli::sources::bad_usage;
using cli::sources::CommandResult;

struct WitnessCommandOptions {
  std::string data;
  std::string listen = "127.0.0.1:8090";
  std::string name;
  std::vector<std::string> logs;
  std::string log_level = "info";
};

CommandResult<std::vector<ledger::proof::NoteKey>> parse_logs(
    const WitnessCommandOptions& options) {
  std::vector<ledger::proof::NoteKey> logs;
  for (const auto& vkey : options.logs) {
    auto log = ledger::proof::NoteKey::parse(vkey);
    if (!log) return bad_usage(fmt::format("--log {}: {}", vkey, log.error().detail));
    if (log->algorithm != ledger::proof::NoteAlgorithm::ed25519) {
      return bad_usage(fmt::format("--log {}: the key is not the key of a log (Ed25519)", vkey));
    }
    logs.push_back(std::move(*log));
  }
  return logs;
}

CommandResult<int> run_witness(const WitnessCommandOptions& options) {
  log::start_log(log::LogFormat::text, log::log_level_of(options.log_level));
  const auto address = cli::parse_listen_address(options.listen);
  if (!address) return bad_usage("--listen must be HOST:PORT, such as 127.0.0.1:8090");
  if (!ledger::proof::is_key_name(options.name)) {
    return bad_usage("--name must not contain a space or a plus, such as witness.example.com/w1");
  }
  LEDGER_ASSIGN_OR_RETURN(auto logs, parse_logs(options));
  LEDGER_ASSIGN_OR_RETURN(const auto opened, witness::Witness::open({.directory = options.data,
                                                                     .name = options.name,
                                                                     .logs = std::move(logs)}));
  witness::WitnessHandler handler{*opened};
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
  LEDGER_ASSIGN_OR_RETURN(const auto port, server.listen());
  fmt::print("{}\n", opened->key().vkey());
  std::fflush(stdout);
  spdlog::info("witness {} on {}:{}, for {} logs", options.name, address->host, port,
               options.logs.size());
  server.run();
  spdlog::info("stopped");
  return cli::sources::exit_done;
}

void add_witness(CLI::App& command, int& exit_code) {
  auto options = std::make_shared<WitnessCommandOptions>();
  command
      .add_option("--data", options->data,
                  "Directory for its key and what it cosigned, created on first start")
      ->required()
      ->type_name("DIR");
  command.add_option("--listen", options->listen, "Address to listen on, HOST:PORT")
      ->capture_default_str();
  command
      .add_option("--name", options->name,
                  "Name of its key, such as witness.example.com/w1; fixed at first start")
      ->required()
      ->type_name("NAME");
  command
      .add_option("--log", options->logs,
                  "Verifier key of a log to follow, as returned by GET /v1/log; may be repeated")
      ->required()
      ->type_name("VKEY");
  command.add_option("--log-level", options->log_level, "debug, info, warn or error")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->capture_default_str();
  command.callback(
      [options, &exit_code] { exit_code = exit_code_of(run_witness(*options), false); });
}

}  // namespace

const cli::Subcommand witness_command{
    "witness", "Cosign the checkpoints of logs that only grow; run it on another machine",
    add_witness};

}  // namespace tools::daemon
