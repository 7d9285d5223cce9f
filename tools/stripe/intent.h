#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/stripe/restate.h"
#include "tools/stripe/shelf.h"

namespace tools::stripe {

/// A fact on its way to the ledger, and the group whose dossier notes it.
struct Intent {
  Group group;
  Saying saying;
};

/// As it is kept until it is known whether the ledger was told, and back.
std::string intent_text(const std::vector<Intent>& intents);
std::optional<std::vector<Intent>> intent_of(std::string_view text);

}  // namespace tools::stripe
