#pragma once

#include <memory>
#include <optional>
#include <span>

#include "commands/decide/binding_rules.h"
#include "ledger/stream_cache.h"
#include "replay/tracked_license.h"

namespace replay {

/// Since when the reasons of refusals had held, as known before each was recorded. A record does
/// not say it, so whoever shows a refusal has it dated.
///
/// For refusals of one license in the order of the log. An activation that was blocked costs the
/// events recorded since the one before; one pass over the license's events if one of them came
/// late, and for any other refusal.
class RefusalDates {
 public:
  /// `own`: the events of the license, at least until the last refusal.
  RefusalDates(const ledger::StreamCache& streams, Events own);

  /// The reasons recorded, each dated. `refusal` comes after those dated before.
  ledger::Result<projections::reasons::Reasons> of(const ledger::RecordedEvent& refusal);

 private:
  void date_by_license(projections::reasons::Reasons& reasons,
                       const ledger::RecordedEvent& refusal);
  ledger::Result<void> date_by_request(projections::reasons::Reasons& reasons,
                                       const ledger::RecordedEvent& refusal);
  ledger::Result<std::optional<commands::decide::OtherBinding>> other_binding(
      const projections::reasons::Reasons& reasons) const;
  std::span<const ledger::EventPtr> own_before(const ledger::RecordedEvent& refusal) const;
  const CatalogSnapshotPtr& catalog_before(const ledger::RecordedEvent& refusal);

  const ledger::StreamCache& streams_;
  const Events own_;
  const std::shared_ptr<const Events> catalog_events_;
  CatalogSnapshotPtr catalog_;
  std::optional<TrackedLicense> tracked_;
};

}  // namespace replay
