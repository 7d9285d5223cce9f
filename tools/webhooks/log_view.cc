#include "tools/webhooks/log_view.h"

#include <algorithm>

namespace tools::webhooks {
namespace {

constexpr std::size_t max_kept = 256;

}  // namespace

LogView::LogView(const ledger::StreamCache& streams, Position end, Instant at)
    : streams_(streams), end_(end), at_(at) {
  catalog_events_ = known(*streams_.catalog());
  for (const auto& event : catalog_events_) catalog_.take(event, at_);
}

Events LogView::known(const Events& events) const {
  const auto end =
      std::ranges::lower_bound(events, end_, {}, [](const auto& event) { return event->position; });
  return {events.begin(), end};
}

ledger::Result<void> LogView::apply(const ledger::EventPtr& event) {
  end_ = ledger::next(event->position);
  if (ledger::stream_of(*event) == ledger::catalog_stream) {
    catalog_events_.push_back(event);
    catalog_.take(event, at_);
    return ledger::ok;
  }
  const auto kept = kept_.find(event->subject);
  if (kept == kept_.end()) return ledger::ok;
  kept->second.advance(at_);
  if (!kept->second.take(*event, at_)) {
    LEDGER_ASSIGN_OR_RETURN(kept->second, fold(event->subject));
  }
  kept->second.advance(at_);
  return ledger::ok;
}

void LogView::advance_to(Instant at) {
  at_ = std::max(at_, at);
  catalog_.advance(at_);
}

ledger::Result<LicenseFold> LogView::fold(const std::string& serial_number) const {
  LEDGER_ASSIGN_OR_RETURN(const auto events, streams_.of(serial_number));
  return LicenseFold{serial_number, known(events), at_};
}

ledger::Result<const LicenseFold*> LogView::license(const std::string& serial_number, bool keep) {
  if (const auto kept = kept_.find(serial_number); kept != kept_.end()) {
    kept->second.advance(at_);
    return &kept->second;
  }
  LEDGER_ASSIGN_OR_RETURN(auto folded, fold(serial_number));
  if (!keep) {
    other_ = std::move(folded);
    return &*other_;
  }
  if (kept_.size() == max_kept) kept_.clear();
  return &kept_.emplace(serial_number, std::move(folded)).first->second;
}

ledger::Result<projections::state::Fold> LogView::past_of(const std::string& serial_number) const {
  LEDGER_ASSIGN_OR_RETURN(const auto events, streams_.of(serial_number));
  return projections::state::Fold{known(events), catalog_events_};
}

}  // namespace tools::webhooks
