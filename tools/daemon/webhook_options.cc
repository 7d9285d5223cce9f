#include "tools/daemon/webhook_options.h"

#include <fmt/format.h>

namespace tools::daemon {
namespace {

std::string check_retries(const std::string& text) {
  return webhooks::schedule_from(text) ? ""
                                       : "must be seconds separated by commas, such as 0,5,300";
}

}  // namespace

void declare_settings(Settings& settings, WebhookSettings& values) {
  settings.text("webhook-retries", "SECONDS", values.retries,
                "Seconds to wait before each attempt to deliver a message", check_retries);
  settings.number("webhook-timeout", values.timeout_s, 1, 120,
                  "Seconds that one attempt to deliver may take");
  settings.number("webhook-disable-after", values.disable_after_s, 1, 365 * 24 * 3600,
                  "Seconds of continuous failure after which a webhook is disabled");
  settings.number("webhook-secret-overlap", values.secret_overlap_s, 0, 30 * 24 * 3600,
                  "Seconds for which the old secret also signs after a rotation");
  settings.list("webhook-allow-network", "CIDR", values.allowed_networks,
                "Non-public network that messages may be delivered to, such as 10.1.0.0/16; may be "
                "repeated");
  settings.boolean("webhook-allow-http", values.http_allowed,
                   "Webhooks may also have http:// addresses");
  settings.path("webhook-ca-file", "FILE", values.ca_file,
                "Certificates (PEM) of authorities to trust for receivers, in addition to the "
                "system's");
}

ledger::Result<webhooks::WebhookOptions> webhook_options(const WebhookSettings& settings) {
  std::vector<net::Network> allowed;
  for (const auto& text : settings.allowed_networks) {
    const auto network = net::network_from(text);
    if (!network) {
      return ledger::invalid(
          fmt::format("--webhook-allow-network {}: must be a network, such as 10.1.0.0/16", text));
    }
    allowed.push_back(*network);
  }
  webhooks::WebhookOptions options;
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
