#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "commands/write/opened_ledger.h"
#include "commands/write/sequencer.h"
#include "ledger/files.h"
#include "replay/index/indexer.h"
#include "replay/license_search.h"
#include "tools/api/api.h"
#include "tools/daemon/checkpoint_timer.h"
#include "tools/daemon/commands.h"
#include "tools/daemon/serve_plan.h"
#include "tools/daemon/service_manager.h"
#include "tools/log/log.h"
#include "tools/stripe/ingest_queue.h"
#include "tools/witness/rounds.h"

namespace tools::daemon {
namespace {

int report_usage(const ledger::Failure& failure) {
  return report_error(cli::sources::bad_usage(to_text(failure)), false);
}
int report_failure(const ledger::Failure& failure) {
  cli::sources::CommandError error = failure;
  error.exit_code = cli::sources::exit_refused;
  return report_error(error, false);
}

/// The first start creates the token with which all others are created.
ledger::Result<void> create_operator_token(access::Tokens& tokens, const std::string& path) {
  if (std::filesystem::exists(path)) return ledger::ok;
  LEDGER_ASSIGN_OR_RETURN(
      const auto made, tokens.create({.name = "first operator", .role = access::Role::operator_}));
  return ledger::write_private_file(path, made.secret + "\n");
}

/// Does not close the database: after a failed write RocksDB aborts when it closes its files, and
/// everything acknowledged is already on disk.
[[noreturn]] void exit_immediately() {
  spdlog::default_logger()->flush();
  std::_Exit(1);
}

/// The data directory, created on first start.
struct OpenedDirectory {
  commands::write::OpenedLedger ledger;
  ledger::SigningKey license_key;
  std::unique_ptr<ledger::SideStore> side;
};

ledger::Result<OpenedDirectory> open_directory(const ServeSettings& settings) {
  const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  LEDGER_ASSIGN_OR_RETURN(
      auto opened,
      commands::write::open_ledger(settings.data, false,
                                   {.key_path = settings.log_key,
                                    .origin = settings.origin,
                                    .check_threads = settings.open_check == "full" ? threads : 0,
                                    .memory = settings.memory_mb << 20}));
  LEDGER_ASSIGN_OR_RETURN(auto key,
                          ledger::SigningKey::load_or_make(settings.data + "/license-file.key"));
  LEDGER_ASSIGN_OR_RETURN(auto side, ledger::SideStore::open(settings.data + "/side"));
  access::Tokens tokens{settings.data};
  LEDGER_RETURN_IF_FAILED(create_operator_token(tokens, settings.data + "/operator.token"));
  return OpenedDirectory{std::move(opened), std::move(key), std::move(side)};
}

/// Everything that runs concurrently in the server. Members are declared in the order in which they
/// start, so they are destroyed after those that use them.
class RunningServer {
 public:
  RunningServer(const ServeSettings& settings, ServePlan plan, OpenedDirectory directory)
      : settings_(settings),
        plan_(std::move(plan)),
        directory_(std::move(directory)),
        tokens_(settings.data),
        limits_{.requests_by_token = {settings.rate_limit, minute},
                .failures_by_address = {settings.failed_access_limit, minute}} {}

  ledger::Result<void> start() {
    if (plan_.stripe) {
      stripe_.emplace(*plan_.stripe, *directory_.side, sequencer_, *opened().streams);
      LEDGER_RETURN_IF_FAILED(stripe_->start());
    }
    LEDGER_ASSIGN_OR_RETURN(
        webhooks_,
        webhooks::Webhooks::start(*directory_.side, opened(), sequencer_, std::move(plan_.webhooks),
                                  stop_after("webhooks have stopped")));
    LEDGER_RETURN_IF_FAILED(index_.open());
    indexer_.emplace(replay::index::IndexedLog{.store = *opened().store,
                                               .streams = *opened().streams,
                                               .directory = *opened().directory,
                                               .now = [this] { return sequencer_.now(); }},
                     index_, stop_after("the search's index has stopped"));
    search_.emplace(*opened().streams, *opened().store, questions_, index_, *indexer_);
    service_.emplace(make_service());
    api_.emplace(*service_, api::ApiOptions{.access_log = settings_.access_log});
    server_.emplace(*api_, traffic_, plan_.server);
    server_->every(std::chrono::milliseconds{200}, [this] {
      if (sequencer_.failure()) server_->stop();
    });
    server_->every(std::chrono::seconds{30}, [this] { save_token_uses(); });
    LEDGER_ASSIGN_OR_RETURN(const auto port, server_->listen());
    running_ = &*server_;
    if (broken_) server_->stop();
    checkpoints_.emplace(*opened().checkpointer, *opened().tree,
                         std::chrono::seconds{settings_.checkpoint_every_s},
                         stop_after("no checkpoint"));
    rounds_.emplace(*opened().checkpointer, *opened().tree, std::move(plan_.witnesses));
    spdlog::info("serving {} on {}:{}, {} events in the log", settings_.data, plan_.server.host,
                 port, opened().streams->end().value);
    return ledger::ok;
  }

  /// Serves until it is stopped, then stops each part before those that it uses.
  void run() {
    notify_service_manager("READY=1");
    server_->run();
    notify_service_manager("STOPPING=1");
    save_token_uses();
    if (stripe_) stripe_->stop();
    webhooks_->stop();
    indexer_->stop();
    sequencer_.stop();
    checkpoints_->stop();
    rounds_->stop();
    const auto failure = sequencer_.failure();
    if (failure) spdlog::critical("the writer stopped: {}", to_text(*failure));
    if (failure || broken_) exit_immediately();
    spdlog::info("stopped; {} events in the log", opened().streams->end().value);
  }

 private:
  static constexpr std::chrono::seconds minute{60};

  commands::write::OpenedLedger& opened() { return directory_.ledger; }

  /// For a part that finds that what was written cannot be trusted: ends the server, which may not
  /// have started yet.
  std::function<void(const ledger::Failure&)> stop_after(const char* what) {
    return [this, what](const ledger::Failure& failure) {
      spdlog::critical("{}: {}", what, to_text(failure));
      broken_ = true;
      if (auto* server = running_.load()) server->stop();
    };
  }

  void save_token_uses() {
    if (const auto saved = tokens_.save_uses(); !saved) spdlog::warn("{}", to_text(saved.error()));
  }

  api::Service make_service() {
    return {
        .store = *opened().store,
        .tree = *opened().tree,
        .checkpointer = *opened().checkpointer,
        .sequencer = sequencer_,
        .questions = questions_,
        .search = *search_,
        .directory = *opened().directory,
        .license_key = directory_.license_key,
        .side = *directory_.side,
        .webhooks = *webhooks_,
        .tokens = tokens_,
        .metrics = metrics_,
        .traffic = traffic_,
        .position_waiter = position_waiter_,
        .limits = limits_,
        .stripe = stripe_ ? &*stripe_ : nullptr,
        .run_apart = [this](std::function<void()> work) { server_->run_apart(std::move(work)); },
        .shop_url = settings_.shop_url,
        .require_if_match = settings_.require_if_match,
        .test_clock = plan_.sequencer.test_clock.has_value()};
  }

  const ServeSettings& settings_;
  ServePlan plan_;
  OpenedDirectory directory_;
  access::Tokens tokens_;
  commands::write::Sequencer sequencer_{directory_.ledger, plan_.sequencer};
  const replay::Questions questions_{*directory_.ledger.streams, *directory_.ledger.directory,
                                     directory_.ledger.memory.tracked_events};
  replay::index::SearchIndex index_{*directory_.ledger.store};
  std::optional<replay::index::Indexer> indexer_;
  std::optional<const replay::LicenseSearch> search_;
  api::Metrics metrics_;
  api::Limits limits_;
  http::Traffic traffic_;
  api::PositionWaiter position_waiter_{*directory_.ledger.streams, traffic_};
  std::optional<stripe::IngestQueue> stripe_;
  std::atomic<bool> broken_ = false;
  std::atomic<server::Server*> running_ = nullptr;
  std::unique_ptr<webhooks::Webhooks> webhooks_;
  std::optional<const api::Service> service_;
  std::optional<api::Api> api_;
  std::optional<server::Server> server_;
  std::optional<CheckpointTimer> checkpoints_;
  std::optional<witness::Rounds> rounds_;
};

int serve(const ServeSettings& settings) {
  log::start_log(settings.log_format == "json" ? log::LogFormat::json : log::LogFormat::text,
                 log::log_level_of(settings.log_level));
  if (settings.data.empty()) {
    return report_usage(ledger::invalid(
        "give the data directory: --data, LICENSE_LEDGER_DATA, or data in the config file"));
  }
  auto plan = make_plan(settings);
  if (!plan) return report_usage(plan.error());
  auto directory = open_directory(settings);
  if (!directory) return report_failure(directory.error());
  RunningServer server{settings, std::move(*plan), std::move(*directory)};
  if (const auto started = server.start(); !started) return report_failure(started.error());
  server.run();
  return cli::sources::exit_done;
}

void add_serve(CLI::App& command, int& exit_code) {
  auto values = std::make_shared<ServeSettings>();
  auto settings = std::make_shared<Settings>(command);
  declare_settings(*settings, *values);
  command.callback([values, settings, &exit_code] {
    if (const auto read = settings->read(); !read) {
      exit_code = report_error(read.error(), false);
    } else if (settings->print_requested()) {
      fmt::print("{}", settings->to_toml());
    } else {
      exit_code = serve(*values);
    }
  });
}

}  // namespace

const cli::Subcommand serve_command{"serve", "Run the server", add_serve};

}  // namespace tools::daemon
