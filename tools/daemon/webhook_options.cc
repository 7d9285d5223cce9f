#include "tools/daemon/webhook_options.h"

#include <fmt/format.h>

namespace tools::daemon {
namespace {

std::string check_retries(const std::string& text) {
  return webhooks::schedule_from(text)
             ? ""
             : "must be seconds with commas between them, such as 0,5,300";
}

}  // namespace

void declare_settings(Settings& settings, WebhookSettings& values) {
  settings.text("webhook-retries", "SECONDS", values.retries,
                "When a webhook's message is tried: seconds to wait before each attempt",
                check_retries);
  settings.number("webhook-timeout", values.timeout_s, 1, 120,
                  "Seconds that one attempt to deliver may take");
  settings.number("webhook-disable-after", values.disable_after_s, 1, 365 * 24 * 3600,
                  "Seconds of nothing but failures after which a webhook is disabled");
  settings.number("webhook-secret-overlap", values.secret_overlap_s, 0, 30 * 24 * 3600,
                  "Seconds for which an old secret signs beside the new one");
  settings.list("webhook-allow-network", "CIDR", values.allowed_networks,
                "A network that is not public and yet is delivered to, such as 10.1.0.0/16; may be "
                "given again");
  settings.truth("webhook-allow-http", values.http_allowed,
                 "Webhooks may have http:// addresses too");
  settings.path("webhook-ca-file", "FILE", values.ca_file,
                "Certificates (PEM) of authorities that receivers are trusted by, beside the "
                "system's");
}

ledger::Result<webhooks::Options> options_of(const WebhookSettings& settings) {
  std::vector<net::Network> allowed;
  for (const auto& text : settings.allowed_networks) {
    const auto network = net::network_from(text);
    if (!network) {
      return ledger::fail(
          ledger::FailureKind::invalid,
          fmt::format("--webhook-allow-network {} is not a network, such as 10.1.0.0/16", text));
    }
    allowed.push_back(*network);
  }
  webhooks::Options options;
  options.sender.schedule = webhooks::schedule_from(settings.retries).value();
  options.sender.timeout = std::chrono::seconds{settings.timeout_s};
  options.sender.disable_after = std::chrono::seconds{settings.disable_after_s};
  options.sender.guard = net::AddressGuard{std::move(allowed)};
  options.sender.http_allowed = settings.http_allowed;
  options.sender.ca_file = settings.ca_file;
  options.secret_overlap = std::chrono::seconds{settings.secret_overlap_s};
  return options;
}

}  // namespace tools::daemon
