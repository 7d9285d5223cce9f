#include "commands/decide/seats.h"

#include "commands/decide/activate.h"
#include "commands/decide/seat_rules.h"

namespace commands::decide {
namespace {

using projections::state::Catalog;

ledger::SeatHolder seat_of(const ChangedSeats& seats, const std::string& module_name,
                           const std::string& user) {
  return {module_name, user, seats.find(module_name, user)->user_type};
}

Decision refused_removal(const Situation& situation, Reasons reasons,
                         const RemovalRequest& request) {
  return {.ruling = {.verdict = Verdict::removal_refused, .reasons = std::move(reasons)},
          .events = {situation.draft(ledger::SeatRemovalRefused{.module_name = request.module_name,
                                                                .user = request.user,
                                                                .reasons = {},
                                                                .cascade = request.cascade})}};
}

Decision refused_seat(const Situation& situation, Reasons reasons, const SeatRequest& request) {
  return {.ruling = {.verdict = Verdict::seat_refused, .reasons = std::move(reasons)},
          .events = {situation.draft(ledger::SeatAssignmentRefused{
              request.seat, {}, request.instead_of, request.fit == Fit::pending})}};
}

/// Removes the seats that the request is about, or refuses it.
Decision remove(const Situation& situation, const RemovalRequest& request) {
  const ChangedSeats seats{situation.license.seats};
  const auto going = seats_to_remove(situation.catalog, seats, request);
  if (going.empty()) return verdict_only(Verdict::already_so);
  if (auto reasons = refuse_removal(situation.question(), seats, request); !reasons.empty()) {
    return refused_removal(situation, std::move(reasons), request);
  }
  Decision decision;
  for (const auto& name : going) {
    decision.events.push_back(
        situation.draft(ledger::SeatRemoved{seat_of(seats, name, request.user)}));
  }
  return decision;
}

/// Decides the changes of a batch, each on top of those before it.
class Batch {
 public:
  Batch(const Situation& situation, const ChangeSeats& command)
      : situation_(situation),
        question_(situation.question()),
        fit_(command.activate ? Fit::pending : Fit::current),
        seats_(situation.license.seats) {}

  /// Returns a refusal, or `nullopt` if the change is made.
  std::optional<Decision> operator()(const Assign& change) {
    const auto& seat = change.seat;
    const bool held = seats_.find(seat.module_name, seat.user) != nullptr;
    if (held || seat.user_type == ledger::UserType::system) return std::nullopt;
    auto refusal = refuse({.seat = seat, .fit = fit_});
    if (!refusal) assign(seat);
    return refusal;
  }

  std::optional<Decision> operator()(const Remove& change) {
    if (seats_.find(change.module_name, change.user) == nullptr) return std::nullopt;
    const RemovalRequest request{.module_name = change.module_name, .user = change.user};
    if (auto reasons = refuse_removal(question_, seats_, request); !reasons.empty()) {
      return refused_removal(situation_, std::move(reasons), request);
    }
    remove(change.module_name, change.user);
    return std::nullopt;
  }

  /// Judged by what the user holds after it, the removal first; as an assignment if the old seat is
  /// not held.
  std::optional<Decision> operator()(const Reassign& change) {
    const projections::state::Seat* from = seats_.find(change.from, change.user);
    const bool held = seats_.find(change.to, change.user) != nullptr;
    if (change.from == change.to || (from == nullptr && held)) return std::nullopt;
    const ledger::SeatHolder seat{change.to, change.user,
                                  from != nullptr ? from->user_type : ledger::UserType::associate};
    if (from != nullptr) {
      ChangedSeats after = without(seats_, {change.from}, change.user);
      after.assign(seat);
      const RemovalRequest request{.module_name = change.from, .user = change.user};
      auto reasons = refuse_giving_up(question_, seats_, request, after);
      if (!reasons.empty()) return refused_removal(situation_, std::move(reasons), request);
    }
    if (!held) {
      if (auto refusal = refuse({.seat = seat, .instead_of = change.from, .fit = fit_})) {
        return refusal;
      }
    }
    if (from != nullptr) remove(change.from, change.user);
    if (!held) assign(seat);
    return std::nullopt;
  }

  const ChangedSeats& seats() const { return seats_; }
  std::vector<Draft> take_events() { return std::move(events_); }

 private:
  void assign(const ledger::SeatHolder& seat) {
    events_.push_back(situation_.draft(ledger::SeatAssigned{seat}));
    seats_.assign(seat);
  }
  void remove(const std::string& module_name, const std::string& user) {
    events_.push_back(situation_.draft(ledger::SeatRemoved{seat_of(seats_, module_name, user)}));
    seats_.remove(module_name, user);
  }
  std::optional<Decision> refuse(const SeatRequest& request) const {
    auto reasons = refuse_seat(question_, seats_, request);
    if (reasons.empty()) return std::nullopt;
    return refused_seat(situation_, std::move(reasons), request);
  }

  const Situation& situation_;
  const Question question_;
  const Fit fit_;
  ChangedSeats seats_;
  std::vector<Draft> events_;
};

}  // namespace

Decision assign_seat(const Situation& situation, const AssignSeat& command) {
  const auto& seat = command.seat;
  const ChangedSeats seats{situation.license.seats};
  if (seat.user_type == ledger::UserType::system) {
    return {.ruling = {.verdict = Verdict::already_so, .seat = seat}};
  }
  if (const auto* held = seats.find(seat.module_name, seat.user)) {
    return {.ruling = {.verdict = Verdict::already_so,
                       .seat = seat_of(seats, seat.module_name, seat.user),
                       .seat_since = held->stamp.effective_at()}};
  }
  const SeatRequest request{.seat = seat};
  if (auto reasons = refuse_seat(situation.question(), seats, request); !reasons.empty()) {
    return refused_seat(situation, std::move(reasons), request);
  }
  return {.ruling = {.seat = seat}, .events = {situation.draft(ledger::SeatAssigned{seat})}};
}

Decision remove_seat(const Situation& situation, const RemoveSeat& command) {
  return remove(
      situation,
      {.module_name = command.module_name, .user = command.user, .cascade = command.cascade});
}

Decision remove_user(const Situation& situation, const RemoveUser& command) {
  return remove(situation, {.module_name = "", .user = command.user});
}

Decision change_seats(const Situation& situation, const ChangeSeats& command) {
  if (command.activate && !projections::state::has_pending(situation.license)) {
    return verdict_only(Verdict::nothing_pending);
  }
  Batch batch{situation, command};
  for (const auto& change : command.changes) {
    if (auto refusal = std::visit(batch, change)) return std::move(*refusal);
  }
  Decision decision;
  if (command.activate) {
    Question question = situation.question();
    question.seats = batch.seats();
    decision = activate_pending(situation, question, ledger::ActivationMode::manual, {});
    if (is_refusal(decision.ruling.verdict)) return decision;
  }
  auto events = batch.take_events();
  for (auto& activation : decision.events) events.push_back(std::move(activation));
  decision.events = std::move(events);
  decision.ruling.verdict = decision.events.empty() ? Verdict::already_so : Verdict::done;
  return decision;
}

}  // namespace commands::decide
