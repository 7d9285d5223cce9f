#pragma once

#include <string>
#include <vector>

#include "tools/daemon/settings.h"
#include "tools/webhooks/webhooks.h"

namespace tools::daemon {

/// What `serve` can be told about webhooks, with the defaults.
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

/// `invalid` where they cannot be used; the detail names the setting.
ledger::Result<webhooks::Options> options_of(const WebhookSettings& settings);

}  // namespace tools::daemon
