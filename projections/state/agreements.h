#pragma once

#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "ledger/event.h"
#include "projections/state/order.h"

namespace projections::state {

/// The maintenance agreements of one license that have started, ended or not. They may come in any
/// order; each question costs the logarithm of their number.
class Agreements {
 public:
  using Agreement = Register<ledger::MaintenanceAgreed>;

  void apply(const Stamp& stamp, const ledger::MaintenanceAgreed& agreed);

  /// The one that covers the highest version, ended or not; of two that cover alike the later. Null
  /// if there is none.
  const Agreement* covering() const;
  /// Whether one is in force: not ended at that instant.
  bool in_force(Instant at) const;
  /// Of those in force the one that ends last; null if none is in force or one never ends.
  const Agreement* last_ending(Instant at) const;
  /// When the last one ends; `nullopt` if there is none, or one never ends.
  std::optional<ledger::Date> last_end() const;

  static auto fields(auto& self) {
    return std::tie(self.by_id_, self.by_coverage_, self.ends_, self.never_ending_);
  }

 private:
  /// The place of an agreement in the order of coverage.
  struct Coverage {
    std::string version;
    Stamp stamp;
    std::string agreement_id;

    bool operator<(const Coverage& other) const;
    static auto fields(auto& self) { return std::tie(self.version, self.stamp, self.agreement_id); }
  };

  std::map<std::string, Agreement, std::less<>> by_id_;
  std::set<Coverage> by_coverage_;
  std::set<std::pair<ledger::Date, std::string>> ends_;  // with the agreement_id
  std::uint32_t never_ending_ = 0;
};

}  // namespace projections::state
