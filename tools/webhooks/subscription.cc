#include "tools/webhooks/subscription.h"

#include <algorithm>

#include "tools/webhooks/stored_json.h"

namespace tools::webhooks {

template <>
struct StoredFields<Sweep> {
  static auto of(auto& self) {
    return std::tuple{StoredMember{"cause", self.cause}, StoredMember{"at", self.at},
                      StoredMember{"after", self.after}};
  }
};
template <>
struct StoredFields<Subscription::KeptSecret> {
  static auto of(auto& self) {
    return std::tuple{StoredMember{"secret", self.secret}, StoredMember{"until", self.until}};
  }
};
template <>
struct StoredFields<Subscription::Disabled> {
  static auto of(auto& self) {
    return std::tuple{StoredMember{"reason", self.reason}, StoredMember{"at", self.at}};
  }
};
template <>
struct StoredFields<Subscription> {
  static auto of(auto& self) {
    return std::tuple{StoredMember{"id", self.id},
                      StoredMember{"url", self.url},
                      StoredMember{"types", self.types},
                      StoredMember{"serial_numbers", self.serial_numbers},
                      StoredMember{"description", self.description},
                      StoredMember{"language", self.language},
                      StoredMember{"secrets", self.secrets},
                      StoredMember{"created_at", self.created_at},
                      StoredMember{"disabled", self.disabled},
                      StoredMember{"failing_since", self.failing_since},
                      StoredMember{"position", self.progress.position},
                      StoredMember{"instant", self.progress.instant},
                      StoredMember{"sweep", self.progress.sweep},
                      StoredMember{"next_number", self.next_number},
                      StoredMember{"generation", self.generation}};
  }
};

bool Subscription::wants(std::string_view type) const {
  return std::ranges::find(types, type) != types.end();
}

bool Subscription::watches() const {
  return std::ranges::any_of(types, [](const std::string& type) {
    const auto change = ledger::named<ChangeType>(type);
    return change && is_watched(*change);
  });
}

std::vector<Secret> Subscription::secrets_at(Instant now) const {
  std::vector<Secret> valid;
  for (const auto& [secret, until] : secrets) {
    if (!until || now < *until) valid.push_back(secret);
  }
  return valid;
}

bool is_type(std::string_view name) {
  return ledger::named<ChangeType>(name) || ledger::event_type_named(name);
}

std::string to_text(const Subscription& subscription) { return stored_text(subscription); }

std::optional<Subscription> subscription_from(std::string_view text) {
  return from_stored_text<Subscription>(text);
}

}  // namespace tools::webhooks
