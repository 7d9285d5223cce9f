#include "projections/state/service_requests.h"

#include <optional>

namespace projections::state {

void ServiceRequests::apply(const Stamp& stamp, const ledger::ServiceRequest& request, bool open) {
  std::optional<Register<RequestState>> before;
  const auto found = by_id_.find(request.request_id);
  if (found != by_id_.end()) before = found->second;
  const RequestState now{request.user, open};
  if (!write_last(by_id_, request.request_id, stamp, now)) return;
  if (before && before->value.open) {
    const auto of_user = open_by_user_.find(before->value.user);
    of_user->second.erase(before->stamp.evidence());
    if (of_user->second.empty()) open_by_user_.erase(of_user);
  }
  if (open) open_by_user_[request.user].insert(stamp.evidence());
}

const EvidenceSet& ServiceRequests::open_of(std::string_view user) const {
  static const EvidenceSet none;
  const auto found = open_by_user_.find(user);
  return found == open_by_user_.end() ? none : found->second;
}

}  // namespace projections::state
