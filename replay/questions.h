#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/directory.h"
#include "ledger/stream_cache.h"
#include "projections/state/fold.h"
#include "projections/timeline.h"
#include "projections/view.h"
#include "replay/attempt.h"
#include "replay/license_cache.h"
#include "replay/production.h"

namespace replay {

using ledger::Events;
using ledger::Instant;

/// The two instants of every question: what was true at `as_of`, as known at `known_at`.
struct TwoInstants {
  Instant as_of;
  Instant known_at;
};

struct LicenseAnswer {
  projections::LicenseView view;  // every reason dated
  TwoInstants at;
  ledger::Position position;  // the last known event of the license or the catalog
  ledger::Revision revision;  // of the license, as known; its ETag
};

struct SeatRow {
  ledger::SeatHolder seat;
  Instant since;
};

struct SeatFilter {
  std::string module_name;  // empty: any
  std::string user;
  std::optional<ledger::UserType> user_type;
};

struct AttemptPage {
  std::vector<Attempt> attempts;
  bool more = false;  // there are more after these
};

/// What an application asks before it lets a user in. Empty members are not asked about.
struct AccessQuestion {
  std::string user;
  std::string module_name;
};

struct AccessAnswer {
  std::optional<bool> entitled;  // the license gives the module; absent without a module
  std::optional<bool> held;      // the user holds it in any way; absent without both
  projections::state::Stage stage{};
  bool can_be_activated = false;
  std::vector<ledger::ReasonCode> reasons;  // that block, each once, in the order of reports
  ledger::Position position;                // the last known event of the license or the catalog
};

/// An installation as its license has it now.
struct InstallationAnswer {
  std::string serial_number;
  projections::state::Installation installation;
  LicenseAnswer license;
};

struct UpgradeAnswer {
  bool allowed = true;
  std::vector<ledger::Reason> reasons;
};

/// Answers every query about a license by folding its events as they were known. Read-only; safe
/// from any thread.
class Questions {
 public:
  /// `max_tracked_events`: how many events the licenses kept in memory may have together.
  Questions(const ledger::StreamCache& streams, const ledger::Directory& directory,
            std::uint64_t max_tracked_events =
                ledger::MemoryShares::of(ledger::usual_memory).tracked_events)
      : streams_(streams), directory_(directory), licenses_(streams, max_tracked_events) {}

  /// nullopt if the license was not registered at `as_of`, as known at `known_at`.
  ledger::Result<std::optional<LicenseAnswer>> license(std::string_view serial_number,
                                                       TwoInstants at) const;

  /// The license as it is now, for what is new since it was asked about last. The answer may be of
  /// a slightly later instant than `now`.
  struct LicenseNow {
    std::optional<LicenseAnswer> answer;  // absent: not registered, or it takes long
    bool takes_long = false;
  };
  /// `most` is the number of events to fold at most; if it takes more, nothing is answered.
  ledger::Result<LicenseNow> license_now(std::string_view serial_number, Instant now,
                                         std::uint64_t most = LicenseCache::unlimited) const;

  /// The answer as if `supposed` had been recorded now. Nothing is appended or activated.
  ledger::Result<std::optional<LicenseAnswer>> simulate(std::string_view serial_number,
                                                        std::vector<ledger::Event> supposed,
                                                        TwoInstants at) const;

  /// What held from `from`, or else from the registration, until `at.as_of`. nullopt if the license
  /// was not registered by then.
  ledger::Result<std::optional<projections::Timeline>> timeline(std::string_view serial_number,
                                                                std::optional<Instant> from,
                                                                TwoInstants at) const;

  ledger::Result<std::optional<std::vector<SeatRow>>> seats(std::string_view serial_number,
                                                            TwoInstants at,
                                                            const SeatFilter& filter) const;
  /// The same as it is now, at the cost of the seats that are found.
  ledger::Result<std::optional<std::vector<SeatRow>>> seats_now(std::string_view serial_number,
                                                                Instant now,
                                                                const SeatFilter& filter) const;

  /// nullopt if the license is not registered. Builds no view.
  ledger::Result<std::optional<AccessAnswer>> access_now(std::string_view serial_number,
                                                         Instant now,
                                                         const AccessQuestion& asked) const;
  ledger::Result<std::optional<AccessAnswer>> access(std::string_view serial_number, TwoInstants at,
                                                     const AccessQuestion& asked) const;
  /// Calls `use` with the license as it is now, if it is registered, as LicenseCache does.
  ledger::Result<void> look_at(std::string_view serial_number, Instant now,
                               const LicenseCache::Use& use) const;
  /// The serial number that the installation is bound to now; empty if it is bound to none.
  ledger::Result<std::string> serial_of(std::string_view cust_id, Instant now) const;

  /// Attempts to activate, oldest first, from the `from`-th on; at most `most` of them.
  ledger::Result<std::optional<AttemptPage>> attempts(std::string_view serial_number, Instant now,
                                                      std::size_t from, std::size_t most) const;

  /// The reasons of a recorded refusal, each dated as known before it. Soon after it was recorded,
  /// an activation that was blocked costs only what was recorded since the license was asked about.
  ledger::Result<projections::reasons::Reasons> dated(const ledger::RecordedEvent& refusal,
                                                      Instant now) const;

  /// nullopt if no license is bound to the cust_id.
  ledger::Result<std::optional<InstallationAnswer>> installation(std::string_view cust_id,
                                                                 Instant now) const;

  /// Whether the installation may be upgraded to `version` at `on`, as known now.
  ledger::Result<std::optional<UpgradeAnswer>> may_upgrade(std::string_view cust_id,
                                                           std::string_view version, Instant on,
                                                           Instant now) const;

  const ledger::StreamCache& streams() const { return streams_; }

 private:
  ledger::Result<std::optional<LicenseAnswer>> answer(const Events& own, const Events& catalog,
                                                      TwoInstants at) const;
  /// Of the other licenses of every owner that the license with these events has had.
  ledger::Result<ProductionPeriods> owners_production(const Events& own, TwoInstants at) const;
  ledger::Result<void> date_attempts(const Events& events, std::vector<Attempt>& attempts) const;
  ledger::Result<std::optional<projections::state::Fold>> fold_to(std::string_view serial_number,
                                                                  TwoInstants at) const;

  const ledger::StreamCache& streams_;
  const ledger::Directory& directory_;
  const LicenseCache licenses_;
};

}  // namespace replay
