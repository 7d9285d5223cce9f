#include "projections/boundaries.h"

#include "projections/warnings/warnings.h"

namespace projections {
namespace {

class Earliest {
 public:
  explicit Earliest(Instant after) : after_(after) {}
  void consider(Instant at) {
    if (at > after_ && (!found_ || at < *found_)) found_ = at;
  }
  void consider(ledger::Date date) { consider(start_of(date)); }
  std::optional<Instant> found() const { return found_; }

 private:
  Instant after_;
  std::optional<Instant> found_;
};

}  // namespace

std::optional<Instant> next_boundary(const state::License& license, const state::Policy& policy,
                                     Instant at) {
  Earliest earliest{at};
  if (license.current) {
    const auto dates = state::dates_of(license.current->set, policy);
    for (const auto& date : {dates.warn_from, dates.expires_on, dates.grace_until}) {
      if (date) earliest.consider(*date);
    }
    earliest.consider(
        plus_days(license.current->stamp.effective_at(), policy.activated_notice_days));
  }
  for (const auto& invoice_id : license.accounts.open()) {
    const auto& issued = license.accounts.known(invoice_id)->issued->value;
    earliest.consider(plus_days(issued.due_on, -warnings::payment_due_soon_days));
    earliest.consider(state::overdue_from(issued, policy.payment_grace_days));
  }
  for (const auto& [agreement_id, agreement] : license.agreements) {
    const auto& until = agreement.value.until;
    if (!until) continue;
    earliest.consider(plus_days(*until, -warnings::maintenance_ends_soon_days));
    earliest.consider(*until);
  }
  return earliest.found();
}

}  // namespace projections
