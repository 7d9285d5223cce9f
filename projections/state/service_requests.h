#pragma once

#include <map>
#include <string>
#include <string_view>

#include "ledger/event.h"
#include "projections/state/evidence_set.h"
#include "projections/state/order.h"

namespace projections::state {

struct RequestState {
  std::string user;
  bool open = false;

  static auto fields(auto& self) { return std::tie(self.user, self.open); }
};

/// The service requests of one license, active or postponed until they are closed. They may come in
/// any order.
class ServiceRequests {
 public:
  void apply(const Stamp& stamp, const ledger::ServiceRequest& request, bool open);

  /// What last changed each open request of the user.
  const EvidenceSet& open_of(std::string_view user) const;

  static auto fields(auto& self) { return std::tie(self.by_id_, self.open_by_user_); }

 private:
  std::map<std::string, Register<RequestState>, std::less<>> by_id_;
  std::map<std::string, EvidenceSet, std::less<>> open_by_user_;  // no user without one
};

}  // namespace projections::state
