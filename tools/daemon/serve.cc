#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include "commands/write/opened_ledger.h"
#include "commands/write/sequencer.h"
#include "ledger/files.h"
#include "tools/api/api.h"
#include "tools/cli/listen_address.h"
#include "tools/daemon/checkpoint_timer.h"
#include "tools/daemon/commands.h"
#include "tools/daemon/serve_settings.h"
#include "tools/daemon/service_manager.h"
#include "tools/daemon/witness_option.h"
#include "tools/log/log.h"
#include "tools/server/server.h"
#include "tools/server/tls.h"
#include "tools/stripe/intake.h"
#include "tools/webhooks/webhooks.h"
#include "tools/witness/rounds.h"

namespace tools::daemon {
namespace {

int complain(const std::string& why, int exit_code) {
  fmt::print(stderr, "license-ledger: {}\n", why);
  return exit_code;
}
int misused(const std::string& why) { return complain(why, 2); }
int failed(const ledger::Failure& failure) { return complain(failure.detail, 1); }

/// The first start makes the token with which all others are made.
ledger::Result<void> make_operator_token(access::Tokens& tokens, const std::string& path) {
  if (std::filesystem::exists(path)) return boost::system::in_place_value;
  const auto made = tokens.create({.name = "first operator", .role = access::Role::operator_});
  if (!made) return made.error();
  return ledger::write_private_file(path, made->secret + "\n");
}

/// Nothing where plain HTTP is to be spoken.
ledger::Result<std::unique_ptr<server::Tls>> tls_of(const ServeSettings& settings) {
  const auto wrong = [](const char* why) {
    return ledger::fail(ledger::FailureKind::invalid, why);
  };
  if (settings.tls_certificate.empty()) {
    if (settings.tls_key.empty() && settings.tls_client_ca.empty())
      return std::unique_ptr<server::Tls>{};
    return wrong("--tls-key and --tls-client-ca need --tls-certificate");
  }
  if (settings.tls_key.empty()) return wrong("--tls-certificate needs --tls-key");
  return server::Tls::from({.certificate = settings.tls_certificate,
                            .key = settings.tls_key,
                            .client_authority = settings.tls_client_ca});
}

/// As many connections as there are files for, beside the database's own. What a shell allows is
/// often less than the machine does.
std::size_t connections_for(std::size_t wanted) {
  constexpr rlim_t others = 256;
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return wanted;
  files.rlim_cur = files.rlim_max;
  static_cast<void>(::setrlimit(RLIMIT_NOFILE, &files));
  static_cast<void>(::getrlimit(RLIMIT_NOFILE, &files));
  const rlim_t room = files.rlim_cur > others ? files.rlim_cur - others : 1;
  if (wanted <= room) return wanted;
  spdlog::warn("at most {} connections: the process may have {} files open", room, files.rlim_cur);
  return room;
}

/// Without closing the database: a RocksDB that could not write stops with an assertion when it
/// closes its own files, and what is to be kept is on disk already.
[[noreturn]] void end_at_once() {
  spdlog::default_logger()->flush();
  std::_Exit(1);
}

/// Nothing where no file is named.
ledger::Result<std::optional<stripe::MappingConfig>> stripe_config_of(const std::string& path) {
  if (path.empty()) return std::optional<stripe::MappingConfig>{};
  auto config = stripe::load_mapping_config(path);
  if (!config) return config.error();
  return std::optional{std::move(*config)};
}

/// What is made of the settings, before anything is opened or written.
struct Plan {
  std::unique_ptr<server::Tls> tls;
  server::ServerOptions server;
  commands::write::SequencerOptions sequencer;
  std::vector<witness::Client> witnesses;
  std::optional<stripe::MappingConfig> stripe;
  webhooks::Options webhooks;
};

/// `invalid` for what the program cannot be told, though each setting by itself is well-formed.
ledger::Result<Plan> plan_of(const ServeSettings& settings) {
  auto tls = tls_of(settings);
  if (!tls) return tls.error();
  auto witnesses = witnesses_of(settings.witnesses);
  if (!witnesses) return witnesses.error();
  auto stripe_config = stripe_config_of(settings.stripe_config);
  if (!stripe_config) return stripe_config.error();
  auto webhook_options = options_of(settings.webhooks);
  if (!webhook_options) return webhook_options.error();
  const auto address = cli::parse_listen_address(settings.listen);
  Plan plan{.tls = std::move(*tls),
            .server = {.host = address->host,
                       .port = address->port,
                       .max_connections = connections_for(settings.max_connections),
                       .max_body_bytes = settings.max_body_bytes,
                       .read_timeout = std::chrono::seconds{settings.read_timeout_s}},
            .sequencer = {.max_queue = settings.max_queue},
            .witnesses = std::move(*witnesses),
            .stripe = std::move(*stripe_config),
            .webhooks = std::move(*webhook_options)};
  plan.server.tls = plan.tls.get();
  if (!settings.test_clock.empty()) {
    plan.sequencer.test_clock = ledger::parse_instant_or_date(settings.test_clock);
  }
  return plan;
}

/// What the data directory holds; made on first start.
struct Kept {
  commands::write::OpenedLedger ledger;
  ledger::SigningKey license_key;
  std::unique_ptr<ledger::SideStore> side;
};

ledger::Result<Kept> open_kept(const ServeSettings& settings) {
  const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  auto opened =
      commands::write::open_ledger(settings.data, false,
                                   {.key_path = settings.log_key,
                                    .origin = settings.origin,
                                    .check_threads = settings.open_check == "full" ? threads : 0});
  if (!opened) return opened.error();
  auto key = ledger::SigningKey::load_or_make(settings.data + "/license-file.key");
  if (!key) return key.error();
  auto side = ledger::SideStore::open(settings.data + "/side");
  if (!side) return side.error();
  access::Tokens tokens{settings.data};
  if (const auto made = make_operator_token(tokens, settings.data + "/operator.token"); !made) {
    return made.error();
  }
  return Kept{std::move(*opened), std::move(*key), std::move(*side)};
}

/// Starts all that works beside each other, serves until it is told to stop, and stops it in the
/// order in which one may still need another.
int run(const ServeSettings& settings, Plan plan, Kept kept) {
  auto& opened = kept.ledger;
  access::Tokens tokens{settings.data};
  commands::write::Sequencer sequencer{opened, plan.sequencer};
  const replay::Questions questions{*opened.streams, *opened.directory};
  api::Metrics metrics;
  constexpr std::chrono::seconds minute{60};
  api::Limits limits{.requests_by_token = {settings.rate_limit, minute},
                     .failures_by_address = {settings.failed_access_limit, minute}};
  http::Traffic traffic;
  api::PositionWaiter position_waiter{*opened.streams, traffic};
  api::LicenseCounter license_counter{sequencer};
  std::optional<stripe::Intake> stripe_intake;
  if (plan.stripe) {
    stripe_intake.emplace(*plan.stripe, *kept.side, sequencer, *opened.streams);
    if (const auto started = stripe_intake->start(); !started) return failed(started.error());
  }
  // Whoever finds that what was written cannot be trusted ends the server, which is made later.
  std::atomic<bool> broken = false;
  std::atomic<server::Server*> running = nullptr;
  const auto end_for = [&](const char* what) {
    return [&, what](const ledger::Failure& failure) {
      spdlog::critical("{}: {}", what, failure.detail);
      broken = true;
      if (auto* server = running.load()) server->stop();
    };
  };
  const auto webhooks =
      webhooks::Webhooks::start(*kept.side, *opened.store, *opened.streams, sequencer,
                                std::move(plan.webhooks), end_for("webhooks have stopped"));
  if (!webhooks) return failed(webhooks.error());
  const api::Service service{.store = *opened.store,
                             .tree = *opened.tree,
                             .checkpointer = *opened.checkpointer,
                             .sequencer = sequencer,
                             .questions = questions,
                             .directory = *opened.directory,
                             .license_key = kept.license_key,
                             .side = *kept.side,
                             .webhooks = **webhooks,
                             .tokens = tokens,
                             .metrics = metrics,
                             .traffic = traffic,
                             .position_waiter = position_waiter,
                             .license_counter = license_counter,
                             .limits = limits,
                             .stripe = stripe_intake ? &*stripe_intake : nullptr,
                             .shop_url = settings.shop_url,
                             .require_if_match = settings.require_if_match,
                             .test_clock = plan.sequencer.test_clock.has_value()};
  api::Api api{service, {.access_log = settings.access_log}};
  server::Server server{api, traffic, plan.server};
  // A writer that has stopped of itself takes the server with it.
  server.every(std::chrono::milliseconds{200}, [&] {
    if (sequencer.failure()) server.stop();
  });
  // When each token was last used; not worth stopping for.
  const auto save_token_uses = [&] {
    if (const auto saved = tokens.save_uses(); !saved) spdlog::warn("{}", saved.error().detail);
  };
  server.every(std::chrono::seconds{30}, save_token_uses);
  const auto port = server.listen();
  if (!port) return failed(port.error());
  running = &server;
  if (broken) server.stop();
  CheckpointTimer checkpoints{*opened.checkpointer, *opened.tree,
                              std::chrono::seconds{settings.checkpoint_every_s},
                              end_for("no checkpoint")};
  witness::Rounds rounds{*opened.checkpointer, *opened.tree, std::move(plan.witnesses)};
  spdlog::info("serving {} on {}:{}, {} events in the log", settings.data, plan.server.host, *port,
               opened.streams->end().value);
  notify_service_manager("READY=1");
  server.run();
  notify_service_manager("STOPPING=1");
  save_token_uses();
  if (stripe_intake) stripe_intake->stop();
  (*webhooks)->stop();
  sequencer.stop();
  checkpoints.stop();
  rounds.stop();
  const auto failure = sequencer.failure();
  if (failure) spdlog::critical("the writer stopped: {}", failure->detail);
  if (failure || broken) end_at_once();
  spdlog::info("stopped; {} events in the log", opened.streams->end().value);
  return 0;
}

int serve(const ServeSettings& settings) {
  log::start_log(settings.log_format == "json" ? log::LogFormat::json : log::LogFormat::text,
                 log::log_level_of(settings.log_level));
  if (settings.data.empty()) {
    return misused(
        "say where the data is: --data, LICENSE_LEDGER_DATA, or data in the config file");
  }
  auto plan = plan_of(settings);
  if (!plan) return misused(plan.error().detail);
  auto kept = open_kept(settings);
  if (!kept) return failed(kept.error());
  return run(settings, std::move(*plan), std::move(*kept));
}

}  // namespace

void add_serve(CLI::App& program, int& exit_code) {
  CLI::App* command = program.add_subcommand("serve", "Run the server");
  auto values = std::make_shared<ServeSettings>();
  auto settings = std::make_shared<Settings>(*command);
  declare_settings(*settings, *values);
  command->callback([values, settings, &exit_code] {
    if (const auto read = settings->read(); !read) {
      exit_code = cli::sources::tell(read.error(), false);
    } else if (settings->print_wanted()) {
      fmt::print("{}", settings->to_toml());
    } else {
      exit_code = serve(*values);
    }
  });
}

}  // namespace tools::daemon
