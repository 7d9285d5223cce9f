#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "ledger/enumerators.h"
#include "projections/search/search_row.h"
#include "projections/words/remedies.h"

namespace projections::search {

/// Open amounts of one currency, in minor units; the largest number where the sum is larger.
struct BlockingAmount {
  std::string currency;
  std::int64_t open = 0;
  std::int64_t overdue = 0;  ///< of these
};

/// How many licenses there are of each sort. A license may be blocked by several reasons.
struct Summary {
  std::int64_t licenses = 0;
  std::array<std::int64_t, ledger::enumerator_count<state::Stage>> by_stage{};
  std::array<std::int64_t, ledger::reason_code_count> blocked_by{};
  std::array<std::int64_t, ledger::enumerator_count<words::Resolver>> by_resolver{};
  std::int64_t pending = 0;
  std::int64_t pending_and_blocked = 0;
  std::int64_t would_be_blocked = 0;         ///< blocked, and nothing is pending
  std::array<std::int64_t, 3> expires_in{};  ///< within 30, 60 and 90 days, not yet expired
  std::vector<BlockingAmount> blocking;      ///< of invoices that block, by currency

  /// One license more.
  void add(const SearchRow& row, const state::Policy& policy, Instant at);
};
inline constexpr std::array<std::int32_t, 3> summary_days{30, 60, 90};

/// Counters over all rows, by what a verdict depends on: so that a summary at any instant, under
/// any policy, costs the number of different dates and not that of licenses. One thread.
class SearchCounts {
 public:
  /// Either may be absent: a license comes, or goes.
  void replace(const std::optional<SearchRow>& before, const std::optional<SearchRow>& after);
  Summary summary(const state::Policy& policy, Instant at) const;

  /// The counters that have changed since the last call, as key and value; absent: none are left.
  using Changes = std::vector<std::pair<std::string, std::optional<std::string>>>;
  Changes take_changes();
  /// One that was saved. False if it cannot be read.
  bool restore(std::string_view key, std::string_view value);

 private:
  /// Licenses that no instant and no policy tells apart.
  struct Alike {
    bool active = false;
    std::optional<Date> expires_on;
    bool pending = false;
    ledger::ReasonCodeSet blocked_by;
    std::optional<Date> first_due;  // only where it can add a reason

    static auto fields(auto& self) {
      return std::tie(self.active, self.expires_on, self.pending, self.blocked_by, self.first_due);
    }
  };
  struct Due {
    std::string currency;
    Date due_on;
    bool attached = false;

    static auto fields(auto& self) { return std::tie(self.currency, self.due_on, self.attached); }
  };
  static Alike alike(const SearchRow& row);
  void add(const SearchRow& row, std::int64_t sign);

  // By the bytes of the key.
  std::map<std::string, std::int64_t, std::less<>> licenses_;
  std::map<std::string, state::ExactSum, std::less<>> amounts_;
  std::set<std::string> changed_;
};

}  // namespace projections::search
