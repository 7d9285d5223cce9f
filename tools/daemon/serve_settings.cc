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
  settings.path("data", "DIR", values.data, "Data directory; made on first start");
  settings.text("listen", "HOST:PORT", values.listen, "Where it listens", check_address);
  settings.text("test-clock", "INSTANT", values.test_clock,
                "Time stands still at this instant, and moves by PUT /v1/test-clock only",
                check_instant);
  settings.text("shop-url", "URL", values.shop_url, "Where licenses are bought");
  settings.choice("log-format", values.log_format, {"text", "json"},
                  "How a line of the log is written, for people or for programs");
  settings.choice("log-level", values.log_level, {"debug", "info", "warn", "error"},
                  "What is logged: this and what is worse");
  settings.truth("access-log", values.access_log, "A record in the log for each request");
  settings.number("max-body-bytes", values.max_body_bytes, 1024, std::uint64_t{1} << 32,
                  "Largest request body");
  settings.number("max-queue", values.max_queue, 1, 1'000'000,
                  "Requests that may wait for the writer");
  settings.number("read-timeout", values.read_timeout_s, 1, 3600,
                  "Seconds a request may take to come");
  settings.number("max-connections", values.max_connections, 1, 1'000'000,
                  "Connections at a time; beyond it the one idle longest is closed");
  settings.path("tls-certificate", "FILE", values.tls_certificate,
                "Certificate and its chain (PEM): HTTPS is spoken, and nothing else");
  settings.path("tls-key", "FILE", values.tls_key, "The certificate's key (PEM)");
  settings.path("tls-client-ca", "FILE", values.tls_client_ca,
                "Authorities (PEM) whose client certificates may stand for tokens");
  settings.number("rate-limit", values.rate_limit, 0, 1'000'000'000,
                  "Requests a minute that each token may make; 0: any number");
  settings.number("failed-access-limit", values.failed_access_limit, 0, 1'000'000'000,
                  "Requests a minute without a valid token that are looked at from one address; 0: "
                  "any number");
  settings.truth("require-if-match", values.require_if_match,
                 "Commands on a license must say with If-Match which state of it they mean");
  settings.text("origin", "NAME", values.origin,
                "Name under which the log signs checkpoints, such as ledger.example.com/log; fixed "
                "at first start");
  settings.path("log-key", "FILE", values.log_key,
                "The key that signs checkpoints; made on first start (DIR/log.key)");
  settings.number("checkpoint-every", values.checkpoint_every_s, 1, 86'400,
                  "Seconds between two checkpoints of a growing log");
  settings.choice("open-check", values.open_check, {"full", "quick"},
                  "full: hash the whole log again before serving it; quick: its last records, and "
                  "the tree against the last checkpoint");
  settings.path("stripe-config", "FILE", values.stripe_config,
                "What of Stripe's means what here; without it nothing is taken from Stripe");
  settings.list("witness", "URL=VKEY", values.witnesses,
                "Where a witness takes checkpoints, and the key it cosigns them with, as it shows "
                "when it starts; may be given again");
  declare_settings(settings, values.webhooks);
}

}  // namespace tools::daemon
