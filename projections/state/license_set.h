#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/event.h"
#include "projections/state/catalog.h"
#include "projections/state/exact_sum.h"

/// Used throughout projections.
namespace projections {
using ledger::LicenseNumber;
}  // namespace projections

namespace projections::state {

using QuantityMap = std::map<std::string, std::int64_t, std::less<>>;

/// What can be in force: a number, the quantity of each module, and an end. The offered set is
/// built from the purchase lines, the current set is what the last activation put in force.
struct LicenseSet {
  LicenseNumber number;
  QuantityMap own;  // by module, quantities of its own lines; only > 0
  std::optional<ledger::Date> expires_on;

  bool empty() const { return own.empty(); }
  static auto fields(auto& self) { return std::tie(self.number, self.own, self.expires_on); }
};

/// The quantity of a module in a set: its own lines, and for a hidden module also those of its
/// plans.
std::int64_t total_of(const LicenseSet& set, const Catalog& catalog, std::string_view module_name);

/// The stage of a set between its start and its end.
enum class Stage : std::uint8_t { none, valid, warning, grace, read_only };
std::string_view name_of(Stage stage);
std::optional<Stage> stage_named(std::string_view name);

/// The dates of a set under a policy; all absent if it never expires.
struct LicenseDates {
  std::optional<ledger::Date> warn_from;
  std::optional<ledger::Date> expires_on;
  std::optional<ledger::Date> grace_until;
};
LicenseDates dates_of(const LicenseSet& set, const Policy& policy);
/// `current` is null if no license was ever activated.
Stage stage_at(const LicenseSet* current, const Policy& policy, ledger::Instant at);

/// One purchase line in force: the last with its line_id.
struct LineInForce {
  Stamp stamp;
  LicenseNumber number;
  ledger::PurchaseLine line;

  static auto fields(auto& self) { return std::tie(self.stamp, self.number, self.line); }
};

/// Numbers the purchases of a license: 1, 2, 3 … by the instant at which each comes into force in
/// the ledger (the later of effective_at and recorded_at), then by position. A purchase is added
/// when it is recorded; its number is final once that instant has come.
class PurchaseNumbers {
 public:
  void add(const ledger::RecordedEvent& purchase);
  LicenseNumber number_of(const ledger::RecordedEvent& purchase) const;

  static auto fields(auto& self) { return std::tie(self.places_); }

 private:
  using Place = std::pair<ledger::Instant, ledger::Position>;
  static Place place_of(const ledger::RecordedEvent& purchase);

  std::vector<Place> places_;  // sorted
};

/// The purchases whose lines in force are of one module, each with how many such lines it has.
using LinesByPurchase = std::map<ledger::Position, std::pair<ledger::Evidence, std::uint32_t>>;

/// What was purchased for a license so far, and the set that results. Each purchase costs its own
/// lines and the logarithm of those in force.
class Purchases {
 public:
  /// Applies a purchase that has come into force, in any order.
  void apply(const Stamp& stamp, const ledger::PurchaseRecorded& purchase, LicenseNumber number);

  const LicenseSet& offered() const { return offered_; }
  /// The line in force, ended or not; null if there never was one.
  const LineInForce* line(std::string_view line_id) const;
  /// What set the lines of the module that are in force, ended ones included.
  const LinesByPurchase& lines_of(std::string_view module_name) const;
  /// The purchase of that number; null if none has come into force.
  const ledger::Evidence* numbered(LicenseNumber number) const;

  static auto fields(auto& self) {
    return std::tie(self.lines_, self.purchases_, self.by_module_, self.quantities_, self.numbers_,
                    self.ends_, self.offered_);
  }

 private:
  void put_in(const LineInForce& line);
  void take_out(const LineInForce& line);

  std::map<std::string, LineInForce, std::less<>> lines_;  // by line_id
  std::map<LicenseNumber, ledger::Evidence> purchases_;
  std::map<std::string, LinesByPurchase, std::less<>> by_module_;
  std::map<std::string, ExactSum, std::less<>> quantities_;  // by module; none is zero
  std::multiset<LicenseNumber> numbers_;                     // of the lines
  std::multiset<ledger::Date> ends_;                         // of lines with a quantity
  LicenseSet offered_;
};

}  // namespace projections::state
