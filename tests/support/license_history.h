#pragma once

#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event.h"
#include "projections/reasons/question.h"
#include "projections/state/fold.h"
#include "tests/support/print_reason.h"
#include "tests/support/times.h"

namespace tests {

using Texts = std::vector<std::string>;

/// A purchase line; its line_id follows from the module unless one is given.
struct BoughtLine {
  std::string module_name;
  std::int64_t quantity = 0;
  std::string until = {};
  std::string line_id = {};
};

/// What an installation states when it is bound.
struct BindingTerms {
  std::string cust_id = "Cust1";
  ledger::InstallationKind kind = ledger::InstallationKind::production;
  ledger::Deployment deployment = ledger::Deployment::online;
  std::string version = "11.5";
  std::string company_name = "Nordvik AB";
  std::vector<ledger::SeatHolder> seats = {};
};

/// The two instants of a question; `known_at` defaults to after everything that was recorded.
struct Moment {
  Moment(const char* as_of_) : as_of(at(as_of_)) {}
  Moment(const char* as_of_, const char* known_at_) : as_of(at(as_of_)), known_at(at(known_at_)) {}

  ledger::Instant as_of;
  ledger::Instant known_at = ledger::latest;
};

/// The history of one license and of the catalog, in memory: given in the words of the domain,
/// folded without a store, and queried for what blocks an activation and what is warned of. Every
/// event begins with the instant at which it takes effect and returns how a reason cites it. Events
/// are recorded in the order in which they are given, each when it takes effect unless
/// `recorded_at` states another instant.
class LicenseHistory : public ::testing::Test {
 public:
  using Evidence = ledger::Evidence;
  using Reason = ledger::Reason;
  using Reasons = projections::reasons::Reasons;
  using ReasonCode = ledger::ReasonCode;
  using Request = projections::reasons::ActivationRequest;
  using File = projections::reasons::FileClaims;

  static constexpr const char* serial = "1801000001";

  // --- given
  /// The next event is recorded at `time`, and takes effect at its own instant.
  LicenseHistory& recorded_at(std::string_view time);
  Evidence happened(std::string_view time, ledger::EventData data, std::string subject = serial);

  Evidence given_license(std::string_view time, std::string company_name = "Nordvik AB");
  Evidence given_module(std::string_view time, std::string name, ledger::ModuleDefined defined);
  /// The hidden modules `user` and `ej-client`; the plans `ten-sales`, which includes `user`, and
  /// `ten-service`, which includes both.
  void given_plans(std::string_view time);
  Evidence policy(std::string_view time, ledger::PolicyChanged changed);
  Evidence bought(std::string_view time, const std::vector<BoughtLine>& lines,
                  Texts invoice_ids = {});
  Evidence invoice(std::string_view time, std::string invoice_id, std::int64_t amount,
                   std::string_view due_on, std::string currency = "SEK");
  Evidence credited(std::string_view time, std::string credit_id, std::string invoice_id,
                    std::int64_t amount);
  Evidence voided(std::string_view time, std::string invoice_id);
  Evidence paid(std::string_view time, std::string payment_id, std::string invoice_id,
                std::int64_t amount, std::string currency = "SEK");
  Evidence reversed(std::string_view time, std::string reversal_id, std::string payment_id,
                    std::int64_t amount);
  Evidence agreed(std::string_view time, std::string agreement_id, std::string version,
                  std::string_view until = "");
  Evidence upgraded(std::string_view time, std::string version, std::string cust_id = "Cust1");
  Evidence upgraded_for_test(std::string_view time, std::string version);
  Evidence kind_changed(std::string_view time, ledger::InstallationKind kind);

  Evidence bound(std::string_view time, BindingTerms terms = {});
  Evidence released(std::string_view time, std::string cust_id = "Cust1",
                    std::vector<ledger::SeatHolder> seats = {});
  Evidence activated(std::string_view time, std::uint32_t number,
                     std::map<std::string, std::int64_t> modules, std::string_view expires_on = "");
  Evidence held(std::string_view time, std::uint32_t number);
  Evidence hold_released(std::string_view time, std::uint32_t number);
  Evidence seat(std::string_view time, std::string module_name, std::string user);
  Evidence seat_removed(std::string_view time, std::string module_name, std::string user);
  /// Another license whose owner had a production installation in [from, to).
  Evidence production_elsewhere(std::string_view from, std::string company_name,
                                std::string cust_id, std::string serial_number,
                                std::string_view to = "");

  // --- queried
  /// What blocks an activation at that moment, with `since`: of the license as it is, or of a
  /// request.
  Reasons blocking_reasons(Moment moment) const;
  Reasons blocking_reasons(Moment moment, const Request& request) const;
  /// The only one; fails unless exactly one applies.
  Reason blocking_reason(Moment moment) const;
  Reason blocking_reason(Moment moment, const Request& request) const;
  /// The codes, each with the module, payment, invoice or installation that it is about.
  Texts blocked_by(Moment moment) const;
  Texts blocked_by(Moment moment, const Request& request) const;
  /// The same of the warnings.
  Reasons warnings(Moment moment) const;
  Reason warning(Moment moment) const;
  Texts warned_of(Moment moment) const;

  bool can_be_activated(Moment moment) const;
  /// Quantity of a module in the current set.
  std::int64_t total(Moment moment, std::string_view module_name) const;

  /// The license file of that number, issued to the installation that `bound` binds by default.
  static File file(std::uint32_t number);
  static std::string resolver(const Reason& reason);

 private:
  using Judge = std::function<Reasons(const projections::reasons::Question&)>;

  ledger::Events known(const ledger::Events& events, Moment moment) const;
  Reasons dated(Moment moment, const Judge& judge) const;

  ledger::Events own_;
  ledger::Events catalog_;
  std::vector<projections::reasons::ProductionInstallation> production_;
  std::optional<ledger::Instant> recorded_at_;
  std::uint64_t end_ = 0;  // the position of the next event
};

}  // namespace tests
