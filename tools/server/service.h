#pragma once

#include <string>

#include "commands/opened_ledger.h"
#include "commands/sequencer.h"
#include "ledger/side_store.h"
#include "ledger/signing_key.h"
#include "replay/questions.h"
#include "tools/server/metrics.h"
#include "tools/server/tokens.h"

namespace tools {

/// What every route may use. Lives as long as the server; safe from any thread.
struct Service {
  const ledger::Store& store;
  const ledger::Tree& tree;
  ledger::Checkpointer& checkpointer;
  commands::Sequencer& sequencer;
  const replay::Questions& questions;
  const projections::Directory& directory;
  const ledger::SigningKey& license_key;
  ledger::SideStore& side;
  Tokens& tokens;
  Metrics& metrics;
  std::string shop_url;     // `{serial}` stands for the serial number
  bool test_clock = false;  // PUT /v1/test-clock is served
};

}  // namespace tools
