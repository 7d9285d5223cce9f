#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/stripe/dossiers.h"
#include "tools/stripe/restate.h"

namespace tools::stripe {

/// A fact on its way to the ledger, and the dossier that records it.
struct OutboxEntry {
  DossierId dossier;
  FactToPost fact;
};

/// The transactional outbox as it is stored until it is known that the facts were posted.
std::string outbox_text(const std::vector<OutboxEntry>& entries);
/// Parses the stored form; nullopt if malformed.
std::optional<std::vector<OutboxEntry>> parse_outbox(std::string_view text);

}  // namespace tools::stripe
