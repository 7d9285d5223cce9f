#include "tools/webhooks/delivery.h"

#include "tools/webhooks/stored_json.h"

namespace tools::webhooks {

template <>
struct StoredFields<DeliveryAttempt> {
  static auto of(auto& self) {
    return items(self.at, self.milliseconds, self.status, self.error, self.excerpt);
  }
};
template <>
struct StoredFields<Delivery> {
  static auto of(auto& self) {
    return std::tuple{StoredMember{"number", self.number},
                      StoredMember{"message_id", self.message_id},
                      StoredMember{"type", self.type},
                      StoredMember{"subject", self.subject},
                      StoredMember{"created_at", self.created_at},
                      StoredMember{"status", self.status},
                      StoredMember{"tries", self.tries},
                      StoredMember{"next_attempt_at", self.next_attempt_at},
                      StoredMember{"finished_at", self.finished_at},
                      StoredMember{"attempts", self.attempts}};
  }
};

std::string to_text(const Delivery& delivery) { return stored_text(delivery); }

std::optional<Delivery> delivery_from(std::string_view text) {
  return from_stored_text<Delivery>(text);
}

}  // namespace tools::webhooks
