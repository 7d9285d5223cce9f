#pragma once

#include <string>
#include <vector>

#include "tools/daemon/settings.h"
#include "tools/webhooks/webhooks.h"

namespace tools::daemon {

/// The settings of `serve` for webhooks, with their defaults.
struct WebhookSettings {
  std::string retries = "0,5,300,1800,7200,18000,36000,50400,72000,86400";
  unsigned timeout_s = 15;
  unsigned disable_after_s = 5 * 24 * 3600;
  unsigned secret_overlap_s = 24 * 3600;
  std::vector<std::string> allowed_networks;
  bool http_allowed = false;
  std::string ca_file;
};

void declare_settings(Settings& settings, WebhookSettings& values);

/// `invalid` if a setting cannot be used; the detail names it.
ledger::Result<webhooks::WebhookOptions> webhook_options(const WebhookSettings& settings);

}  // namespace tools::daemon
