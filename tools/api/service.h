#pragma once

#include <functional>
#include <string>

#include "commands/write/opened_ledger.h"
#include "commands/write/sequencer.h"
#include "ledger/side_store.h"
#include "ledger/signing_key.h"
#include "replay/license_search.h"
#include "replay/questions.h"
#include "tools/access/rate_limiter.h"
#include "tools/access/tokens.h"
#include "tools/api/metrics.h"
#include "tools/api/position_waiter.h"
#include "tools/http/traffic.h"

namespace tools::webhooks {
class Webhooks;
}
namespace tools::stripe {
class IngestQueue;
}

namespace tools::api {

/// The rate limits.
struct Limits {
  access::RateLimiter requests_by_token;
  access::RateLimiter failures_by_address;  // requests without a valid token
  // Limits log records during floods: one of each kind for each address or token.
  access::RateLimiter floods_logged{1, std::chrono::seconds{60}};
};

/// What routes use. Lives as long as the server; safe from any thread.
struct Service {
  const ledger::Store& store;
  const ledger::proof::Tree& tree;
  ledger::proof::Checkpointer& checkpointer;
  commands::write::Sequencer& sequencer;
  const replay::Questions& questions;
  const replay::LicenseSearch& search;
  const ledger::Directory& directory;
  const ledger::SigningKey& license_key;
  ledger::SideStore& side;
  webhooks::Webhooks& webhooks;
  access::Tokens& tokens;
  Metrics& metrics;
  const http::Traffic& traffic;
  PositionWaiter& position_waiter;
  Limits& limits;
  stripe::IngestQueue* stripe = nullptr;  // null: nothing is accepted from Stripe
  /// Runs what takes long on another thread.
  std::function<void(std::function<void()>)> run_apart;
  std::string shop_url;           // `{serial}` is replaced by the serial number
  bool require_if_match = false;  // of commands on a license
  bool test_clock = false;        // PUT /v1/test-clock is served
};

}  // namespace tools::api
