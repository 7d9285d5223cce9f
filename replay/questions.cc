#include "replay/questions.h"

#include <algorithm>

#include "commands/decide/repeat.h"
#include "projections/reasons/blocking_reasons.h"
#include "projections/reasons/maintenance_lapsed.h"
#include "projections/since.h"
#include "projections/warnings/warnings.h"
#include "replay/production.h"
#include "replay/refusal_dates.h"

namespace replay {

using projections::reasons::Question;
using projections::reasons::Reasons;
using projections::state::Fold;

namespace {

/// The last event in the log; null if all are only supposed.
const ledger::RecordedEvent* last_recorded(const Events& events) {
  const auto found = std::find_if(events.rbegin(), events.rend(), [](const auto& event) {
    return ledger::in_log(event->position);
  });
  return found == events.rend() ? nullptr : found->get();
}

/// The last event of the license or of the catalog that is in the log.
ledger::Position last_position(const Events& own, const Events& catalog) {
  ledger::Position position;
  for (const auto* last : {last_recorded(own), last_recorded(catalog)}) {
    if (last != nullptr) position = std::max(position, last->position);
  }
  return position;
}

/// The fold of a license up to an instant, and the reasons that hold there, from one pass.
struct Traced {
  Traced(const Events& own, const Events& catalog, Instant as_of,
         const ProductionPeriods& production)
      : fold(own, catalog),
        open({projections::reasons::blocking_rules(), projections::warnings::warning_rules()}) {
    projections::trace(fold, as_of, production, open);
  }

  Fold fold;
  projections::OpenReasons open;
};

/// Supposed events come after all others, in the given order.
ledger::EventPtr suppose(ledger::Event event, ledger::Position position, Instant now) {
  auto supposed = std::make_shared<ledger::RecordedEvent>();
  static_cast<ledger::Event&>(*supposed) = std::move(event);
  supposed->position = position;
  supposed->recorded_at = now;
  supposed->effective_at = supposed->time.value_or(now);
  return supposed;
}

bool has_identity(const Events& events, const ledger::Event& event) {
  return std::ranges::any_of(events, [&](const auto& other) {
    return other->id == event.id && other->source == event.source;
  });
}

/// Whether the license in force gives the module: with seats, or as one that needs none.
bool is_entitled(const Question& question, projections::state::Stage stage,
                 const std::string& module_name) {
  using projections::state::Stage;
  if (stage == Stage::none || stage == Stage::read_only) return false;
  const auto& module = question.catalog.module(module_name);
  return module.unrestricted || module.type == ledger::ModuleType::site ||
         projections::state::total_of(*question.license.current_set(), question.catalog,
                                      module_name) > 0;
}

AccessAnswer access_of(Question question, const AccessQuestion& asked) {
  question.detail = projections::reasons::Detail::matter;
  AccessAnswer answer{.stage = projections::state::stage_at(question.license.current_set(),
                                                            question.policy, question.at)};
  if (!asked.module_name.empty()) {
    answer.entitled = is_entitled(question, answer.stage, asked.module_name);
    if (!asked.user.empty()) {
      answer.held = projections::state::holds(question.seats, question.catalog, asked.user,
                                              asked.module_name);
    }
  }
  for (const auto& reason : projections::reasons::blocking_reasons(question)) {
    if (answer.reasons.empty() || answer.reasons.back() != reason.code) {
      answer.reasons.push_back(reason.code);
    }
  }
  answer.can_be_activated =
      answer.reasons.empty() && projections::state::has_pending(question.license);
  return answer;
}

std::vector<SeatRow> seat_rows(const projections::state::Seats& seats, const SeatFilter& filter) {
  std::vector<SeatRow> rows;
  const auto add = [&](const std::string& module_name, const std::string& user,
                       const projections::state::Seat& seat) {
    if (filter.user_type && *filter.user_type != seat.user_type) return;
    rows.push_back({{module_name, user, seat.user_type}, seat.stamp.effective_at()});
  };
  for (const auto& [module_name, by_user] : seats.by_module()) {
    if (!filter.module_name.empty() && filter.module_name != module_name) continue;
    if (filter.user.empty()) {
      for (const auto& [user, seat] : by_user) add(module_name, user, seat);
    } else if (const auto seat = by_user.find(filter.user); seat != by_user.end()) {
      add(module_name, seat->first, seat->second);
    }
  }
  return rows;
}

}  // namespace

ledger::Result<std::optional<LicenseAnswer>> Questions::license(std::string_view serial_number,
                                                                TwoInstants at) const {
  auto events = streams_.of(serial_number);
  if (!events) return events.error();
  return answer(ledger::known_at(*events, at.known_at),
                ledger::known_at(*streams_.catalog(), at.known_at), at);
}

ledger::Result<Questions::LicenseNow> Questions::license_now(std::string_view serial_number,
                                                             Instant now,
                                                             std::uint64_t most) const {
  LicenseNow found;
  bool needs_others = false;
  const auto use = [&](const TrackedLicense& license, Instant at) {
    needs_others = may_use_production(license.license());
    if (needs_others) return;
    const Question question{license.license(), license.catalog(), at};
    auto& answer = found.answer.emplace();
    answer.at = {at, at};
    answer.position = license.position();
    answer.revision = license.revision();
    answer.view = projections::view_at(question);
    license.open().date(answer.view.blocking_reasons, at);
    license.open().date(answer.view.warnings, at);
  };
  LEDGER_ASSIGN_OR_RETURN(const auto outcome, licenses_.with(serial_number, now, most, use));
  found.takes_long = outcome == LicenseCache::Found::takes_long ||
                     (needs_others && most < LicenseCache::unlimited);
  if (!needs_others || found.takes_long) return found;
  LEDGER_ASSIGN_OR_RETURN(found.answer, license(serial_number, {now, now}));
  return found;
}

ledger::Result<std::optional<LicenseAnswer>> Questions::simulate(
    std::string_view serial_number, std::vector<ledger::Event> supposed, TwoInstants at) const {
  auto events = streams_.of(serial_number);
  if (!events) return events.error();
  Events own = ledger::known_at(*events, at.known_at);
  Events catalog = ledger::known_at(*streams_.catalog(), at.known_at);
  ledger::Position position = ledger::first_supposed;
  for (auto& event : supposed) {
    Events& stream = ledger::stream_of(event) == ledger::catalog_stream ? catalog : own;
    if (has_identity(stream, event)) continue;
    stream.push_back(suppose(std::move(event), position, at.known_at));
    position = ledger::next(position);
  }
  return answer(own, catalog, at);
}

ledger::Result<std::optional<LicenseAnswer>> Questions::answer(const Events& own,
                                                               const Events& catalog,
                                                               TwoInstants at) const {
  if (own.empty()) return std::optional<LicenseAnswer>{};
  Traced traced{own, catalog, at.as_of, {}};
  if (!traced.fold.registered()) return std::optional<LicenseAnswer>{};
  ProductionPeriods production;
  if (may_use_production(traced.fold.license())) {
    LEDGER_ASSIGN_OR_RETURN(production, owners_production(own, at));
  }
  if (!production.empty()) traced = {own, catalog, at.as_of, production};

  LicenseAnswer answer{.at = at, .position = last_position(own, catalog)};
  if (const auto* last = last_recorded(own)) answer.revision = last->revision;
  Question question{traced.fold.license(), traced.fold.catalog(), at.as_of};
  question.production = production;
  answer.view = projections::view_at(question);
  traced.open.date(answer.view.blocking_reasons, at.as_of);
  traced.open.date(answer.view.warnings, at.as_of);
  return std::optional{std::move(answer)};
}

ledger::Result<std::optional<projections::Timeline>> Questions::timeline(
    std::string_view serial_number, std::optional<Instant> from, TwoInstants at) const {
  LEDGER_ASSIGN_OR_RETURN(const auto events, streams_.of(serial_number));
  const Events own = ledger::known_at(events, at.known_at);
  ProductionPeriods production;
  if (may_ever_use_production(own)) {
    LEDGER_ASSIGN_OR_RETURN(production, owners_production(own, at));
  }
  return projections::timeline_of(own, ledger::known_at(*streams_.catalog(), at.known_at), from,
                                  at.as_of, production);
}

ledger::Result<ProductionPeriods> Questions::owners_production(const Events& own,
                                                               TwoInstants at) const {
  ProductionPeriods found;
  LEDGER_ASSIGN_OR_RETURN(const auto others, others_of_owner(own, directory_));
  for (const auto& serial_number : others) {
    LEDGER_ASSIGN_OR_RETURN(const auto events, streams_.of(serial_number));
    for (auto& period : production_periods(ledger::known_at(events, at.known_at), at.as_of)) {
      found.push_back(std::move(period));
    }
  }
  return found;
}

ledger::Result<std::optional<Fold>> Questions::fold_to(std::string_view serial_number,
                                                       TwoInstants at) const {
  auto events = streams_.of(serial_number);
  if (!events) return events.error();
  Fold fold{ledger::known_at(*events, at.known_at),
            ledger::known_at(*streams_.catalog(), at.known_at)};
  fold.run_to(at.as_of);
  if (!fold.registered()) return std::optional<Fold>{};
  return std::optional{std::move(fold)};
}

ledger::Result<std::optional<std::vector<SeatRow>>> Questions::seats(
    std::string_view serial_number, TwoInstants at, const SeatFilter& filter) const {
  LEDGER_ASSIGN_OR_RETURN(const auto fold, fold_to(serial_number, at));
  if (!fold) return std::optional<std::vector<SeatRow>>{};
  return std::optional{seat_rows(fold->license().seats, filter)};
}

ledger::Result<std::optional<std::vector<SeatRow>>> Questions::seats_now(
    std::string_view serial_number, Instant now, const SeatFilter& filter) const {
  std::optional<std::vector<SeatRow>> rows;
  LEDGER_RETURN_IF_FAILED(licenses_.with(serial_number, now, LicenseCache::unlimited,
                                         [&](const TrackedLicense& license, Instant) {
                                           rows = seat_rows(license.license().seats, filter);
                                         }));
  return rows;
}

ledger::Result<std::optional<AccessAnswer>> Questions::access_now(
    std::string_view serial_number, Instant now, const AccessQuestion& asked) const {
  std::optional<AccessAnswer> answer;
  LEDGER_RETURN_IF_FAILED(licenses_.with(
      serial_number, now, LicenseCache::unlimited, [&](const TrackedLicense& license, Instant at) {
        answer = access_of({license.license(), license.catalog(), at}, asked);
        answer->position = license.position();
      }));
  return answer;
}

ledger::Result<std::optional<AccessAnswer>> Questions::access(std::string_view serial_number,
                                                              TwoInstants at,
                                                              const AccessQuestion& asked) const {
  LEDGER_ASSIGN_OR_RETURN(const auto events, streams_.of(serial_number));
  const Events own = ledger::known_at(events, at.known_at);
  const Events catalog = ledger::known_at(*streams_.catalog(), at.known_at);
  Fold fold{own, catalog};
  fold.run_to(at.as_of);
  if (!fold.registered()) return std::optional<AccessAnswer>{};
  auto answer = access_of({fold.license(), fold.catalog(), at.as_of}, asked);
  answer.position = last_position(own, catalog);
  return std::optional{std::move(answer)};
}

ledger::Result<void> Questions::look_at(std::string_view serial_number, Instant now,
                                        const LicenseCache::Use& use) const {
  LEDGER_RETURN_IF_FAILED(licenses_.with(serial_number, now, LicenseCache::unlimited, use));
  return ledger::ok;
}

/// The directory names all that it ever was bound to, and may be ahead of what is on disk: only the
/// events count.
ledger::Result<std::string> Questions::serial_of(std::string_view cust_id, Instant now) const {
  LEDGER_ASSIGN_OR_RETURN(const auto ever, directory_.ever_bound_to(cust_id));
  for (const auto& serial_number : ever) {
    bool bound = false;
    LEDGER_RETURN_IF_FAILED(
        look_at(serial_number, now, [&](const TrackedLicense& license, Instant) {
          const auto& binding = license.license().binding;
          bound = binding && binding->cust_id == cust_id;
        }));
    if (bound) return serial_number;
  }
  return std::string{};
}

ledger::Result<std::optional<AttemptPage>> Questions::attempts(std::string_view serial_number,
                                                               Instant now, std::size_t from,
                                                               std::size_t most) const {
  std::optional<AttemptPage> page;
  Events events;
  LEDGER_RETURN_IF_FAILED(licenses_.with(
      serial_number, now, LicenseCache::unlimited, [&](const TrackedLicense& license, Instant) {
        const auto& all = license.attempts();
        const auto begin = all.begin() + static_cast<std::ptrdiff_t>(std::min(from, all.size()));
        const auto end = begin + static_cast<std::ptrdiff_t>(
                                     std::min(most, static_cast<std::size_t>(all.end() - begin)));
        events.assign(begin, end);
        page = AttemptPage{.attempts = {}, .more = end != all.end()};
      }));
  if (!page) return page;
  for (const auto& event : events) page->attempts.push_back(*attempt_in(*event));
  LEDGER_RETURN_IF_FAILED(date_attempts(events, page->attempts));
  return page;
}

/// In the order of the log, so that what is traced for one need not be traced again for the next.
ledger::Result<void> Questions::date_attempts(const Events& events,
                                              std::vector<Attempt>& attempts) const {
  std::vector<std::size_t> blocked;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!attempts[i].activated) blocked.push_back(i);
  }
  if (blocked.empty()) return ledger::ok;
  std::ranges::sort(blocked, {}, [&](std::size_t i) { return events[i]->position; });
  LEDGER_ASSIGN_OR_RETURN(auto own, streams_.of(events.front()->subject));
  RefusalDates dates{streams_, std::move(own)};
  for (const std::size_t i : blocked) {
    LEDGER_ASSIGN_OR_RETURN(attempts[i].reasons, dates.of(*events[i]));
  }
  return ledger::ok;
}

ledger::Result<Reasons> Questions::dated(const ledger::RecordedEvent& refusal, Instant now) const {
  if (!commands::decide::depends_on_request(refusal.data)) {
    std::optional<Reasons> dated;
    LEDGER_RETURN_IF_FAILED(licenses_.with(refusal.subject, now, LicenseCache::unlimited,
                                           [&](const TrackedLicense& license, Instant) {
                                             if (!license.is_as_of(refusal)) return;
                                             dated = *ledger::refusal_reasons(refusal.data);
                                             license.open().date(*dated, refusal.effective_at);
                                           }));
    if (dated) return std::move(*dated);
  }
  LEDGER_ASSIGN_OR_RETURN(auto own, streams_.of(refusal.subject));
  return RefusalDates{streams_, std::move(own)}.of(refusal);
}

ledger::Result<std::optional<InstallationAnswer>> Questions::installation(std::string_view cust_id,
                                                                          Instant now) const {
  LEDGER_ASSIGN_OR_RETURN(const std::string serial_number, serial_of(cust_id, now));
  if (serial_number.empty()) return std::optional<InstallationAnswer>{};
  LEDGER_ASSIGN_OR_RETURN(auto found, license_now(serial_number, now));
  // It may have moved since.
  if (!found.answer || !found.answer->view.installation ||
      found.answer->view.installation->cust_id != cust_id) {
    return std::optional<InstallationAnswer>{};
  }
  InstallationAnswer answer{.serial_number = serial_number,
                            .installation = *found.answer->view.installation,
                            .license = std::move(*found.answer)};
  return std::optional{std::move(answer)};
}

ledger::Result<std::optional<UpgradeAnswer>> Questions::may_upgrade(std::string_view cust_id,
                                                                    std::string_view version,
                                                                    Instant on, Instant now) const {
  const auto found = installation(cust_id, now);
  if (!found) return found.error();
  if (!*found) return std::optional<UpgradeAnswer>{};
  UpgradeAnswer answer;
  if ((*found)->installation.deployment != ledger::Deployment::onsite) return std::optional{answer};
  auto events = streams_.of((*found)->serial_number);
  if (!events) return events.error();
  Fold fold{ledger::known_at(*events, now), {}};
  const auto judge = [&](Instant instant) {
    const Question question{fold.license(), fold.catalog(), instant};
    return projections::reasons::maintenance_lapsed(question, version);
  };
  projections::SinceTracker tracker;
  projections::ChangeInstants instants{fold, on};
  while (const auto instant = instants.next()) tracker.observe(*instant, judge(*instant));
  answer.reasons = judge(on);
  tracker.date(answer.reasons, on);
  answer.allowed = answer.reasons.empty();
  return std::optional{std::move(answer)};
}

}  // namespace replay
