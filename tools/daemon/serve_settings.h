#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/memory_shares.h"
#include "tools/daemon/settings.h"
#include "tools/daemon/webhook_options.h"

namespace tools::daemon {

/// The settings of `serve` with their defaults. A new setting is a member here, a line in
/// declare_settings(), and a row in docs/operating.md.
struct ServeSettings {
  std::string data;
  std::string listen = "127.0.0.1:8080";
  std::string test_clock;
  std::string shop_url = "https://shop.example.com/licenses/{serial}";
  std::string log_format = "text";
  std::string log_level = "info";
  bool access_log = true;
  std::uint64_t max_body_bytes = 16 << 20;
  std::size_t max_queue = 4096;
  unsigned read_timeout_s = 30;
  std::size_t max_connections = 1024;
  std::size_t memory_mb = ledger::usual_memory >> 20;
  std::size_t threads = 0;  // as many as the machine has cores
  std::string tls_certificate;
  std::string tls_key;
  std::string tls_client_ca;
  std::uint64_t rate_limit = 60'000;
  std::uint64_t failed_access_limit = 300;
  bool require_if_match = false;
  std::string origin;
  std::string log_key;
  unsigned checkpoint_every_s = 10;
  std::string open_check = "full";
  std::vector<std::string> witnesses;
  std::string stripe_config;
  WebhookSettings webhooks;
};

/// The settings write to `values`, which must outlive them.
void declare_settings(Settings& settings, ServeSettings& values);

}  // namespace tools::daemon
