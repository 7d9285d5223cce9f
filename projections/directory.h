#pragma once

#include <array>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/vocabulary.h"
#include "projections/state/license_set.h"

namespace projections {

/// What a search finds a license by, right from `as_of` until `good_until`.
struct LicenseSummary {
  std::string company_name;
  state::Stage stage{};
  std::uint32_t blocked_by = 0;  // bit i: the blocking reason with code i
  bool can_be_activated = false;
  std::optional<Instant> good_until;  // the passing of time alone changes it then; absent: never

  bool blocked(ledger::ReasonCode code) const {
    return (blocked_by >> static_cast<unsigned>(code) & 1U) != 0;
  }
  bool operator==(const LicenseSummary&) const = default;
  static auto fields(auto& self) {
    return std::tie(self.company_name, self.stage, self.blocked_by, self.can_be_activated,
                    self.good_until);
  }
};

/// One line for each license: what must be known of all licenses without folding them.
struct DirectoryRow {
  std::vector<std::string> owners;  // every company name it was ever registered under
  std::string cust_id;              // bound now; empty: none
  std::optional<Instant> due;       // when its next recorded event takes effect
  bool wants_activation = false;    // something is pending, and the license updates automatically
  std::optional<LicenseSummary> standing;  // absent: not registered yet

  static auto fields(auto& self) {
    return std::tie(self.owners, self.cust_id, self.due, self.wants_activation, self.standing);
  }
};

struct SearchFilter {
  std::optional<ledger::ReasonCode> blocked_by;
  std::optional<state::Stage> stage;
  std::optional<std::string> company_name;
  std::string after;  // serial number; the rows come in the order of these
  std::size_t limit = 50;
};

struct SearchRow {
  std::string serial_number;
  LicenseSummary standing;
};

/// How many licenses there are of each kind, by Stage and by the code of a blocking reason.
struct LicenseCounts {
  std::array<std::size_t, 5> by_stage{};
  std::array<std::size_t, 9> blocked_by{};
};

/// All licenses by owner, by installation, by what blocks them and by stage, and the instants at
/// which time alone will change one. The writer keeps it; the lookups marked so may come from any
/// thread and may be ahead of what is on disk by the batch being written.
class Directory {
 public:
  // --- any thread
  /// Every license that was ever registered under the company name.
  std::vector<std::string> owned_by(std::string_view company_name) const;
  /// The license to which the installation is bound now; empty: none.
  std::string bound_to(std::string_view cust_id) const;

  // --- the writer
  const DirectoryRow* find(std::string_view serial_number) const;
  void put(const std::string& serial_number, DirectoryRow row);
  /// The standing no longer holds, of one license or (definitions, policy) of all.
  void outdate(const std::string& serial_number) { outdated_.insert(serial_number); }
  void outdate_all();
  /// Works out again what is outdated or has passed its time, of at most so many licenses; true
  /// when none is left.
  using Appraise = std::function<std::optional<LicenseSummary>(const std::string& serial_number)>;
  bool refresh(Instant now, std::size_t at_most, const Appraise& appraise);

  /// The next instant at which an event recorded earlier takes effect, and for which licenses.
  std::optional<Instant> next_due() const;
  std::vector<std::string> due_until(Instant at) const;
  /// Licenses that wait for an automatic activation.
  const std::set<std::string>& wanting_activation() const { return wanting_activation_; }

  /// At most `filter.limit` rows, after a refresh. Looks only at licenses that meet one of the
  /// filters.
  std::vector<SearchRow> search(const SearchFilter& filter) const;
  std::size_t size() const { return rows_.size(); }
  /// After a refresh that left none.
  LicenseCounts counts() const;

 private:
  using Serials = std::set<std::string>;
  void index(const std::string& serial_number, const DirectoryRow& row);
  void unindex(const std::string& serial_number, const DirectoryRow& row);

  mutable std::shared_mutex mutex_;  // guards rows_, owners_ and installations_ for other threads
  std::map<std::string, DirectoryRow, std::less<>> rows_;
  std::map<std::string, Serials, std::less<>> owners_;
  std::map<std::string, Serials, std::less<>> installations_;

  std::map<std::string, Serials, std::less<>> by_company_;
  std::array<Serials, 5> by_stage_;
  std::array<Serials, 9> by_reason_;
  Serials wanting_activation_;
  std::set<std::pair<Instant, std::string>> due_;
  std::set<std::pair<Instant, std::string>> expiring_;  // by good_until
  boost::unordered_flat_set<std::string> outdated_;
};

}  // namespace projections
