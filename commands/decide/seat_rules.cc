#include "commands/decide/seat_rules.h"

#include <algorithm>

#include "projections/reasons/citation.h"

namespace commands::decide {
namespace {

using projections::reasons::Citation;
using projections::state::Catalog;
using projections::state::Stage;

/// The set that seats must fit; null if no license is in force.
const LicenseSet* set_to_fit(const License& license, Fit fit) {
  return fit == Fit::pending ? &license.offered() : license.current_set();
}

/// An assignment is judged by what the user holds before it, a reassignment by what the user holds
/// after it.
struct AssignmentCase {
  const ledger::SeatHolder& seat;
  const ChangedSeats& seats;  // before, without the seat that is given up
  const ChangedSeats& after;
  bool reassignment = false;
  Fit fit = Fit::current;
};

Reason about_seat(ReasonCode code, const ledger::SeatHolder& seat) {
  return {.code = code, .module_name = seat.module_name, .user = seat.user};
}

/// The seats that decide what else the user holds.
const ChangedSeats& other_seats(const AssignmentCase& assignment) {
  return assignment.reassignment ? assignment.after : assignment.seats;
}

void check_free_seat(const Question& question, const AssignmentCase& assignment, Reasons& reasons) {
  const auto& seat = assignment.seat;
  const LicenseSet nothing;
  const LicenseSet* set = set_to_fit(question.license, assignment.fit);
  const std::int64_t total = projections::state::total_of(set != nullptr ? *set : nothing,
                                                          question.catalog, seat.module_name);
  const std::int64_t used =
      projections::state::in_use(assignment.seats, question.catalog, seat.module_name);
  const bool no_free_seat =
      total > 0 && used >= total && !question.catalog.module(seat.module_name).unrestricted;
  if (!no_free_seat && total > 0) return;
  Reason reason =
      about_seat(no_free_seat ? ReasonCode::no_free_seat : ReasonCode::not_entitled, seat);
  if (no_free_seat) {
    reason.in_use = used;
    reason.total = total;
  }
  if (question.full() && question.license.current && assignment.fit == Fit::current) {
    Citation{}.add(question.license.current->stamp.evidence()).write_to(reason);
  }
  reasons.push_back(std::move(reason));
}

void check_prerequisite(const Question& question, const AssignmentCase& assignment,
                        Reasons& reasons) {
  const auto& seat = assignment.seat;
  const std::string& prerequisite = question.catalog.module(seat.module_name).prerequisite;
  const ChangedSeats& seats = other_seats(assignment);
  if (prerequisite.empty() ||
      projections::state::holds(seats, question.catalog, seat.user, prerequisite)) {
    return;
  }
  Reason reason = about_seat(ReasonCode::prerequisite_missing, seat);
  reason.prerequisite = prerequisite;
  if (question.full()) {
    const auto& defined = question.catalog.modules().find(seat.module_name)->second;
    Citation{}.add(defined.stamp.evidence()).write_to(reason);
  }
  reasons.push_back(std::move(reason));
}

void check_plan(const Question& question, const AssignmentCase& assignment, Reasons& reasons) {
  const auto& seat = assignment.seat;
  if (!question.catalog.is_plan(seat.module_name)) return;
  Reason reason = about_seat(ReasonCode::plan_conflict, seat);
  Citation citation;
  const ChangedSeats& seats = other_seats(assignment);
  for (const auto& held : seats.modules_of(seat.user)) {
    if (held == seat.module_name || !question.catalog.is_plan(held)) continue;
    reason.modules.push_back(held);
    citation.add(seats.find(held, seat.user)->stamp.evidence());
  }
  if (reason.modules.empty()) return;
  if (question.full()) citation.write_to(reason);
  reasons.push_back(std::move(reason));
}

void check_stage(const Question& question, const AssignmentCase& assignment, Reasons& reasons) {
  const LicenseSet* set = set_to_fit(question.license, assignment.fit);
  if (projections::state::stage_at(set, question.policy, question.at) != Stage::read_only) return;
  Reason reason = about_seat(ReasonCode::read_only, assignment.seat);
  reason.expires_on = set->expires_on;
  reason.days_left = set->expires_on->days - date_of(question.at).days;
  if (question.full() && question.license.current && assignment.fit == Fit::current) {
    Citation{}.add(question.license.current->stamp.evidence()).write_to(reason);
  }
  reasons.push_back(std::move(reason));
}

bool has_service_access(const Catalog& catalog, const ChangedSeats& seats,
                        const std::string& user) {
  return std::ranges::any_of(catalog.modules(), [&](const auto& entry) {
    return entry.second.value.service_access &&
           projections::state::holds(seats, catalog, user, entry.first);
  });
}

Reasons refuse_assignment(const Question& question, const AssignmentCase& assignment) {
  const auto& module = question.catalog.module(assignment.seat.module_name);
  if (module.hidden || module.type == ledger::ModuleType::site) {
    return {about_seat(ReasonCode::not_assignable, assignment.seat)};
  }
  Reasons reasons;
  check_free_seat(question, assignment, reasons);
  check_prerequisite(question, assignment, reasons);
  check_plan(question, assignment, reasons);
  check_stage(question, assignment, reasons);
  return reasons;
}

/// The seats of the user that lose their prerequisite when `after` is what is left of `before`.
std::vector<std::string> orphaned_seats(const Catalog& catalog, const std::string& user,
                                        const ChangedSeats& before, const ChangedSeats& after) {
  std::vector<std::string> orphaned;
  for (const auto& name : after.modules_of(user)) {
    const std::string& prerequisite = catalog.module(name).prerequisite;
    if (prerequisite.empty() || before.find(name, user) == nullptr) continue;
    if (projections::state::holds(before, catalog, user, prerequisite) &&
        !projections::state::holds(after, catalog, user, prerequisite)) {
      orphaned.push_back(name);
    }
  }
  return orphaned;
}

}  // namespace

ChangedSeats without(const ChangedSeats& seats, const std::vector<std::string>& modules,
                     const std::string& user) {
  auto left = ChangedSeats::on_top_of(seats);
  for (const auto& name : modules) left.remove(name, user);
  return left;
}

Reasons refuse_seat(const Question& question, const ChangedSeats& seats,
                    const SeatRequest& request) {
  const auto& seat = request.seat;
  if (seats.find(request.instead_of, seat.user) == nullptr) {
    return refuse_assignment(question,
                             {.seat = seat, .seats = seats, .after = seats, .fit = request.fit});
  }
  const ChangedSeats left = without(seats, {request.instead_of}, seat.user);
  auto after = ChangedSeats::on_top_of(left);
  after.assign(seat);
  return refuse_assignment(
      question,
      {.seat = seat, .seats = left, .after = after, .reassignment = true, .fit = request.fit});
}

std::vector<std::string> seats_to_remove(const Catalog& catalog, const ChangedSeats& seats,
                                         const RemovalRequest& request) {
  if (request.module_name.empty()) return seats.modules_of(request.user);
  if (seats.find(request.module_name, request.user) == nullptr) return {};
  std::vector<std::string> going{request.module_name};
  auto left = without(seats, going, request.user);
  while (request.cascade) {
    const auto orphaned = orphaned_seats(catalog, request.user, seats, left);
    if (orphaned.empty()) break;
    for (const auto& name : orphaned) {
      left.remove(name, request.user);
      going.push_back(name);
    }
  }
  return going;
}

Reasons refuse_removal(const Question& question, const ChangedSeats& seats,
                       const RemovalRequest& request) {
  const auto going = seats_to_remove(question.catalog, seats, request);
  if (going.empty()) return {};
  return refuse_giving_up(question, seats, request, without(seats, going, request.user));
}

Reasons refuse_giving_up(const Question& question, const ChangedSeats& seats,
                         const RemovalRequest& request, const ChangedSeats& after) {
  const Catalog& catalog = question.catalog;
  Reasons reasons;
  const auto& requests = question.license.requests.open_of(request.user);
  const auto open = static_cast<std::int64_t>(requests.size());
  if (open > 0 && has_service_access(catalog, seats, request.user) &&
      !has_service_access(catalog, after, request.user)) {
    Reason reason{.code = ReasonCode::open_requests,
                  .module_name = request.module_name,
                  .user = request.user};
    reason.open_requests = open;
    if (question.full()) Citation{}.add_latest(requests).write_to(reason);
    reasons.push_back(std::move(reason));
  }
  auto orphaned = orphaned_seats(catalog, request.user, seats, after);
  if (!orphaned.empty()) {
    Reason reason{.code = ReasonCode::prerequisite_needed,
                  .module_name = request.module_name,
                  .user = request.user};
    if (question.full()) {
      Citation citation;
      for (const auto& name : orphaned) {
        citation.add(seats.find(name, request.user)->stamp.evidence());
      }
      citation.write_to(reason);
    }
    reason.modules = std::move(orphaned);
    reasons.push_back(std::move(reason));
  }
  return reasons;
}

}  // namespace commands::decide
