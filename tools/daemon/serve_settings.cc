#include "tools/daemon/serve_settings.h"

#include "ledger/time.h"
#include "tools/cli/listen_address.h"

namespace tools::daemon {
namespace {

std::string check_address(const std::string& text) {
  return cli::parse_listen_address(text) ? "" : "must be HOST:PORT, such as 127.0.0.1:8080";
}

std::string check_instant(const std::string& text) {
  return ledger::parse_instant_or_date(text) ? ""
                                             : "must be an instant, such as 2026-01-01T00:00:00Z";
}

}  // namespace

void declare_settings(Settings& settings, ServeSettings& values) {
  settings.path("data", "DIR", values.data, "Data directory, created on first start");
  settings.text("listen", "HOST:PORT", values.listen, "Address to listen on", check_address);
  settings.text("test-clock", "INSTANT", values.test_clock,
                "Time stands still at this instant, and moves only by PUT /v1/test-clock",
                check_instant);
  settings.text("shop-url", "URL", values.shop_url, "Where licenses are bought");
  settings.choice("log-format", values.log_format, {"text", "json"},
                  "Format of the log: text for people, json for programs");
  settings.choice("log-level", values.log_level, {"debug", "info", "warn", "error"},
                  "Minimum level that is logged");
  settings.boolean("access-log", values.access_log, "Log one record per request");
  settings.number("max-body-bytes", values.max_body_bytes, 1024, std::uint64_t{1} << 32,
                  "Largest request body");
  settings.number("max-queue", values.max_queue, 1, 1'000'000,
                  "Requests that may wait for the writer");
  settings.number("read-timeout", values.read_timeout_s, 1, 3600,
                  "Seconds a request may take to arrive");
  settings.number("max-connections", values.max_connections, 1, 1'000'000,
                  "Concurrent connections; beyond it the one idle longest is closed");
  settings.number("memory", values.memory_mb, 64, 1'048'576,
                  "Megabytes for what is kept in memory of the log, the licenses and the search");
  settings.number("threads", values.threads, 0, 1024,
                  "Threads that serve connections; 0: as many as the machine has cores");
  settings.path("tls-certificate", "FILE", values.tls_certificate,
                "Certificate and its chain (PEM); if set, only HTTPS is served");
  settings.path("tls-key", "FILE", values.tls_key, "The certificate's key (PEM)");
  settings.path("tls-client-ca", "FILE", values.tls_client_ca,
                "Authorities (PEM) whose client certificates are accepted in place of tokens");
  settings.number("rate-limit", values.rate_limit, 0, 1'000'000'000,
                  "Requests a minute that each token may make; 0: unlimited");
  settings.number("failed-access-limit", values.failed_access_limit, 0, 1'000'000'000,
                  "Requests a minute without a valid token that are checked from one address; 0: "
                  "unlimited");
  settings.boolean("require-if-match", values.require_if_match,
                   "Commands on a license must send If-Match with the state they refer to");
  settings.text("origin", "NAME", values.origin,
                "Name under which the log signs checkpoints, such as ledger.example.com/log; fixed "
                "at first start");
  settings.path("log-key", "FILE", values.log_key,
                "Key that signs checkpoints, created on first start (DIR/log.key)");
  settings.number("checkpoint-every", values.checkpoint_every_s, 1, 86'400,
                  "Seconds between two checkpoints of a growing log");
  settings.choice("open-check", values.open_check, {"full", "quick"},
                  "full: rehash the whole log before serving it; quick: check only its last "
                  "records, and the tree against the last checkpoint");
  settings.path("stripe-config", "FILE", values.stripe_config,
                "Maps Stripe objects to licenses and modules; without it nothing is accepted from "
                "Stripe");
  settings.list("witness", "URL=VKEY", values.witnesses,
                "URL of a witness that cosigns checkpoints, and its key, as the witness prints it "
                "when it starts; may be repeated");
  declare_settings(settings, values.webhooks);
}

}  // namespace tools::daemon
