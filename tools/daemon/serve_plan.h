#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "commands/write/sequencer.h"
#include "tools/daemon/serve_settings.h"
#include "tools/server/server.h"
#include "tools/server/tls.h"
#include "tools/stripe/mapping_config.h"
#include "tools/webhooks/webhooks.h"
#include "tools/witness/client.h"

namespace tools::daemon {

/// What follows from the settings, before anything is opened or written.
struct ServePlan {
  std::unique_ptr<server::Tls> tls;  // null: plain HTTP
  server::ServerOptions server;
  commands::write::SequencerOptions sequencer;
  std::vector<witness::Client> witnesses;
  std::optional<stripe::MappingConfig> stripe;
  webhooks::WebhookOptions webhooks;
};

/// `invalid` if the settings cannot be used together, though each is well-formed.
ledger::Result<ServePlan> make_plan(const ServeSettings& settings);

}  // namespace tools::daemon
