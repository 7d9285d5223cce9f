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

#include "ledger/reason_code.h"
#include "projections/state/license_set.h"

namespace projections {

/// What a search finds a license by. Good until `good_until`.
struct LicenseSummary {
  std::string company_name;
  state::Stage stage{};
  ledger::ReasonCodeSet blocked_by;
  bool can_be_activated = false;
  std::optional<Instant> good_until;  // time alone changes it then; absent: never

  bool operator==(const LicenseSummary&) const = default;
  static auto fields(auto& self) {
    return std::tie(self.company_name, self.stage, self.blocked_by, self.can_be_activated,
                    self.good_until);
  }
};

/// One row per license: what must be known of all licenses without folding them.
struct DirectoryRow {
  std::vector<std::string> owners;  // every company name it was ever registered under
  std::string cust_id;              // bound now; empty: none
  std::optional<Instant> due;       // when its next recorded event takes effect
  bool wants_activation = false;    // something is pending, and the license updates automatically
  std::optional<LicenseSummary> summary;  // absent: not registered yet

  static auto fields(auto& self) {
    return std::tie(self.owners, self.cust_id, self.due, self.wants_activation, self.summary);
  }
};

struct SearchFilter {
  std::optional<ledger::ReasonCode> blocked_by;
  std::optional<state::Stage> stage;
  std::optional<std::string> company_name;
  std::string after;  // a serial number; rows are ordered by serial number
  std::size_t limit = 50;
};

struct SearchRow {
  std::string serial_number;
  LicenseSummary summary;
};

/// The number of licenses by Stage and by ReasonCode of a blocking reason.
struct LicenseCounts {
  std::array<std::size_t, ledger::enumerator_count<state::Stage>> by_stage{};
  std::array<std::size_t, ledger::reason_code_count> blocked_by{};
};

/// All licenses by owner, by installation, by what blocks them and by stage, and the instants at
/// which time alone will change one. The writer maintains it. The lookups so marked may come from
/// any thread and may be ahead of the disk by the batch being written.
class Directory {
 public:
  // --- any thread
  /// Every license that was ever registered under the company name.
  std::vector<std::string> owned_by(std::string_view company_name) const;
  /// The license to which the installation is bound now; empty if none.
  std::string bound_to(std::string_view cust_id) const;

  // --- the writer
  const DirectoryRow* find(std::string_view serial_number) const;
  void put(const std::string& serial_number, DirectoryRow row);
  /// The summary of one license no longer holds, or (definitions, policy) that of all.
  void outdate(const std::string& serial_number) { outdated_.insert(serial_number); }
  bool is_outdated(const std::string& serial_number) const {
    return outdated_.contains(serial_number);
  }
  void outdate_all();
  /// Appraises again what is outdated or has passed its time, at most `at_most` licenses. Returns
  /// whether none is left.
  using Appraise = std::function<std::optional<LicenseSummary>(const std::string& serial_number)>;
  bool refresh(Instant now, std::size_t at_most, const Appraise& appraise);

  /// The next instant at which an event recorded earlier takes effect, and the licenses concerned.
  std::optional<Instant> next_due() const;
  std::vector<std::string> due_until(Instant at) const;
  /// Licenses that wait for an automatic activation.
  const std::set<std::string>& wanting_activation() const { return wanting_activation_; }

  /// At most `filter.limit` rows, after a refresh. Visits only licenses that match at least one
  /// filter.
  std::vector<SearchRow> search(const SearchFilter& filter) const;
  std::size_t size() const { return rows_.size(); }
  /// After a refresh that returned true.
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
  std::array<Serials, ledger::enumerator_count<state::Stage>> by_stage_;
  std::array<Serials, ledger::reason_code_count> by_reason_;
  Serials wanting_activation_;
  std::set<std::pair<Instant, std::string>> due_;
  std::set<std::pair<Instant, std::string>> expiring_;  // by good_until
  boost::unordered_flat_set<std::string> outdated_;
};

}  // namespace projections
