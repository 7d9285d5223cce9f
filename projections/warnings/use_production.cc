#include "projections/reasons/citation.h"
#include "projections/warnings/warnings.h"

namespace projections::warnings {
namespace {

bool is_effective(const reasons::ProductionInstallation& production, Instant at) {
  return production.from <= at && at < production.to;
}

}  // namespace

void UseProduction::candidates(const reasons::Question& question, reasons::Keys& keys) {
  for (const auto& production : question.production) {
    if (is_effective(production, question.at)) keys.insert(production.serial_number);
  }
}

/// A trial, demo or test installation whose owner has a production installation: people may have
/// signed in to the wrong one.
std::optional<Reason> UseProduction::judge(std::string_view serial_number,
                                           const reasons::Question& question) {
  const auto installation = state::installation_of(question.license);
  if (!installation || installation->kind == ledger::InstallationKind::production) {
    return std::nullopt;
  }
  for (const auto& production : question.production) {
    if (production.serial_number != serial_number) continue;
    if (production.company_name != question.license.company_name()) continue;
    if (!is_effective(production, question.at)) continue;
    Reason reason{.code = ReasonCode::use_production,
                  .cust_id = production.cust_id,
                  .serial_number = production.serial_number};
    if (question.full()) {
      reasons::Citation citation;
      for (const auto& event : production.evidence) citation.add(event);
      citation.add(question.license.binding->stamp.evidence()).write_to(reason);
    }
    return reason;
  }
  return std::nullopt;
}

std::optional<Instant> UseProduction::next_change(const reasons::Question& question) {
  std::optional<Instant> next;
  for (const auto& production : question.production) {
    for (const Instant at : {production.from, production.to}) {
      if (at > question.at && at < ledger::latest) next = reasons::earlier(next, at);
    }
  }
  return next;
}

void UseProduction::touched_by_time(const reasons::Question& question, reasons::Keys& keys) {
  for (const auto& production : question.production) {
    if (production.from == question.at || production.to == question.at) {
      keys.insert(production.serial_number);
    }
  }
}

void UseProduction::touched_by(const reasons::Change& change, reasons::Touched& touched) {
  using enum ledger::EventType;
  const auto type = change.event.type();
  touched.all = touched.all || type == license_registered || type == installation_bound ||
                type == installation_released || type == installation_kind_changed;
}

}  // namespace projections::warnings
