#include "tools/daemon/serve_plan.h"

#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <thread>

#include "tools/cli/listen_address.h"
#include "tools/daemon/witness_option.h"
#include "tools/server/deferred.h"

namespace tools::daemon {
namespace {

/// Null for plain HTTP.
ledger::Result<std::unique_ptr<server::Tls>> load_tls(const ServeSettings& settings) {
  if (settings.tls_certificate.empty()) {
    if (settings.tls_key.empty() && settings.tls_client_ca.empty()) {
      return std::unique_ptr<server::Tls>{};
    }
    return ledger::invalid("--tls-key and --tls-client-ca need --tls-certificate");
  }
  if (settings.tls_key.empty()) return ledger::invalid("--tls-certificate needs --tls-key");
  return server::Tls::from({.certificate = settings.tls_certificate,
                            .key = settings.tls_key,
                            .client_authority = settings.tls_client_ca});
}

/// Raises the limit of open files, which a shell often sets too low, and returns the number of
/// connections that it allows in addition to the database's files.
std::size_t connection_limit(std::size_t wanted) {
  constexpr rlim_t other_files = 256;
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return wanted;
  files.rlim_cur = files.rlim_max;
  static_cast<void>(::setrlimit(RLIMIT_NOFILE, &files));
  static_cast<void>(::getrlimit(RLIMIT_NOFILE, &files));
  const rlim_t available = files.rlim_cur > other_files ? files.rlim_cur - other_files : 1;
  if (wanted <= available) return wanted;
  spdlog::warn("at most {} connections: the process may have {} files open", available,
               files.rlim_cur);
  return available;
}

ledger::Result<std::optional<stripe::MappingConfig>> load_stripe_config(const std::string& path) {
  if (path.empty()) return std::optional<stripe::MappingConfig>{};
  LEDGER_ASSIGN_OR_RETURN(auto config, stripe::load_mapping_config(path));
  return std::optional{std::move(config)};
}

std::size_t threads_of(const ServeSettings& settings) {
  if (settings.threads > 0) return settings.threads;
  return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

ledger::Result<ServePlan> make_plan(const ServeSettings& settings) {
  LEDGER_ASSIGN_OR_RETURN(auto tls, load_tls(settings));
  LEDGER_ASSIGN_OR_RETURN(auto witnesses, parse_witnesses(settings.witnesses));
  LEDGER_ASSIGN_OR_RETURN(auto stripe_config, load_stripe_config(settings.stripe_config));
  LEDGER_ASSIGN_OR_RETURN(auto webhook_settings, webhook_options(settings.webhooks));
  const auto address = cli::parse_listen_address(settings.listen);
  ServePlan plan{
      .tls = std::move(tls),
      .server = {.host = address->host,
                 .port = address->port,
                 .threads = threads_of(settings),
                 .max_connections = connection_limit(settings.max_connections),
                 .max_body_bytes = settings.max_body_bytes,
                 .read_timeout = std::chrono::seconds{settings.read_timeout_s}},
      .sequencer = {.max_queue = settings.max_queue, .answering = server::answer_together},
      .witnesses = std::move(witnesses),
      .stripe = std::move(stripe_config),
      .webhooks = std::move(webhook_settings)};
  plan.server.tls = plan.tls.get();
  if (!settings.test_clock.empty()) {
    plan.sequencer.test_clock = ledger::parse_instant_or_date(settings.test_clock);
  }
  return plan;
}

}  // namespace tools::daemon
