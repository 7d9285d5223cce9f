#include "tools/wire/timeline_json.h"

#include <boost/json.hpp>

#include "projections/words/messages.h"
#include "tools/wire/reason_json.h"
#include "tools/wire/to_json.h"

namespace tools::wire {
namespace {

namespace json = boost::json;
using projections::words::Language;

void add_period(json::object& object, const projections::Period& period) {
  object["from"] = to_json(period.from);
  object["until"] = to_json(period.until);
}

json::object stage_json(const projections::StagePeriod& period) {
  json::object object{{"stage", projections::state::name_of(period.stage)},
                      {"number", to_json(period.number)}};
  add_period(object, period);
  return object;
}

json::object pending_json(const projections::PendingPeriod& period) {
  json::object object{{"number", to_json(period.number)}, {"held", period.held}};
  add_period(object, period);
  return object;
}

/// The numbers of the reason are those of its last instant; its evidence are positions.
json::object reason_period_json(const projections::ReasonPeriod& period, Language language) {
  json::object object = reason_json(period.reason);
  object.erase("since");
  object["title"] = projections::words::title(period.reason.code, language);
  add_period(object, period);
  object["ended_by"] = period.ended_by ? json::value(evidence_json(*period.ended_by)) : nullptr;
  object["evidence"] = list_json(period.reason.evidence, [](const ledger::Evidence& evidence) {
    return evidence.position.value;
  });
  return object;
}

json::object attempt_json(const ledger::RecordedEvent& event) {
  json::object object{{"at", to_json(event.effective_at)}, {"position", event.position.value}};
  json::array codes;
  if (const auto* activated = std::get_if<ledger::LicenseActivated>(&event.data)) {
    object["number"] = to_json(activated->number);
    object["outcome"] = "activated";
    object["mode"] = ledger::name_of(activated->mode);
  } else if (const auto* blocked = std::get_if<ledger::ActivationBlocked>(&event.data)) {
    object["number"] = to_json(blocked->number);
    object["outcome"] = "blocked";
    object["mode"] = ledger::name_of(blocked->mode);
    for (const auto& reason : blocked->reasons) {
      const auto code = ledger::name_of(reason.code);
      if (codes.empty() || codes.back() != json::value(code)) codes.emplace_back(code);
    }
  }
  object["codes"] = std::move(codes);
  return object;
}

json::object ahead_json(const projections::StageAhead& ahead) {
  return {{"at", to_json(ahead.on)}, {"stage", projections::state::name_of(ahead.stage)}};
}

}  // namespace

json::object timeline_json(const projections::Timeline& timeline, std::string_view serial_number,
                           ledger::Instant known_at, Language language) {
  const auto reason = [&](const projections::ReasonPeriod& period) {
    return reason_period_json(period, language);
  };
  return {
      {"serial_number", serial_number},
      {"known_at", to_json(known_at)},
      {"from", to_json(timeline.from)},
      {"until", to_json(timeline.until)},
      {"stages", list_json(timeline.stages, stage_json)},
      {"pending", list_json(timeline.pending, pending_json)},
      {"reasons", list_json(timeline.reasons, reason)},
      {"warnings", list_json(timeline.warnings, reason)},
      {"attempts",
       list_json(timeline.attempts, [](const auto& event) { return attempt_json(*event); })},
      {"instants", list_json(timeline.instants, [](ledger::Instant at) { return to_json(at); })},
      {"coming", list_json(timeline.coming, ahead_json)}};
}

}  // namespace tools::wire
