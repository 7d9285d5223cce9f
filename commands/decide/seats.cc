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

/// The seats of the user that are removed with `module_name`: itself and, with a cascade, those
/// that need it, directly or through others.
std::vector<std::string> seats_to_remove(const Catalog& catalog, const ChangedSeats& seats,
                                         const std::string& module_name, const std::string& user,
                                         bool cascade) {
  std::vector<std::string> going{module_name};
  auto left = ChangedSeats::on_top_of(seats);
  left.remove(module_name, user);
  while (cascade) {
    const auto orphaned = orphaned_seats(catalog, user, seats, left);
    if (orphaned.empty()) break;
    for (const auto& name : orphaned) {
      left.remove(name, user);
      going.push_back(name);
    }
  }
  return going;
}

/// What is left of `seats`, which must outlive it.
ChangedSeats without(const ChangedSeats& seats, const std::vector<std::string>& modules,
                     const std::string& user) {
  auto left = ChangedSeats::on_top_of(seats);
  for (const auto& name : modules) left.remove(name, user);
  return left;
}

Decision refused_removal(const Situation& situation, Reasons reasons, Judge judge,
                         const std::string& module_name, const std::string& user) {
  return {.ruling = {.verdict = Verdict::removal_refused, .reasons = std::move(reasons)},
          .events = {situation.draft(
              ledger::SeatRemovalRefused{.module_name = module_name, .user = user, .reasons = {}})},
          .judge = std::move(judge)};
}

Decision refused_assignment(const Situation& situation, Reasons reasons, Judge judge,
                            const ledger::SeatHolder& seat) {
  return {.ruling = {.verdict = Verdict::seat_refused, .reasons = std::move(reasons)},
          .events = {situation.draft(ledger::SeatAssignmentRefused{seat, {}})},
          .judge = std::move(judge)};
}

Judge judge_of(const ledger::SeatHolder& seat, Fit fit) {
  return [seat, fit](const Question& question) -> Reasons {
    const ChangedSeats& seats = question.seats;
    if (seats.find(seat.module_name, seat.user) != nullptr) return {};
    return refuse_assignment(question, {.seat = seat, .seats = seats, .after = seats, .fit = fit});
  };
}

/// Why the new seat of a reassignment is refused: it is an assignment if the old seat is not held.
Reasons refuse_reassigned_seat(const Question& question, const ChangedSeats& seats,
                               const ledger::SeatHolder& seat, const std::string& from, Fit fit) {
  if (seats.find(from, seat.user) == nullptr) {
    return refuse_assignment(question, {.seat = seat, .seats = seats, .after = seats, .fit = fit});
  }
  const ChangedSeats left = without(seats, {from}, seat.user);
  auto after = ChangedSeats::on_top_of(left);
  after.assign(seat);
  return refuse_assignment(
      question, {.seat = seat, .seats = left, .after = after, .reassignment = true, .fit = fit});
}

Judge judge_of_reassigned(const ledger::SeatHolder& seat, const std::string& from, Fit fit) {
  return [seat, from, fit](const Question& question) -> Reasons {
    const ChangedSeats& seats = question.seats;
    if (seats.find(seat.module_name, seat.user) != nullptr) return {};
    return refuse_reassigned_seat(question, seats, seat, from, fit);
  };
}

Judge judge_of(const RemoveSeat& command) {
  return [command](const Question& question) -> Reasons {
    const ChangedSeats& seats = question.seats;
    if (seats.find(command.module_name, command.user) == nullptr) return {};
    const auto going = seats_to_remove(question.catalog, seats, command.module_name, command.user,
                                       command.cascade);
    const ChangedSeats left = without(seats, going, command.user);
    return refuse_removal(
        question,
        {.user = command.user, .module_name = command.module_name, .before = seats, .after = left});
  };
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
    auto reasons =
        refuse_assignment(question_, {.seat = seat, .seats = seats_, .after = seats_, .fit = fit_});
    if (!reasons.empty()) {
      return refused_assignment(situation_, std::move(reasons), judge_of(seat, fit_), seat);
    }
    assign(seat);
    return std::nullopt;
  }

  std::optional<Decision> operator()(const Remove& change) {
    if (seats_.find(change.module_name, change.user) == nullptr) return std::nullopt;
    const ChangedSeats left = without(seats_, {change.module_name}, change.user);
    auto reasons = refuse_removal(
        question_,
        {.user = change.user, .module_name = change.module_name, .before = seats_, .after = left});
    if (!reasons.empty()) return refuse_removal_of(change.module_name, change.user, reasons);
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
      auto reasons = refuse_removal(
          question_,
          {.user = change.user, .module_name = change.from, .before = seats_, .after = after});
      if (!reasons.empty()) return refuse_removal_of(change.from, change.user, reasons);
    }
    if (!held) {
      auto reasons = refuse_reassigned_seat(question_, seats_, seat, change.from, fit_);
      if (!reasons.empty()) {
        return refused_assignment(situation_, std::move(reasons),
                                  judge_of_reassigned(seat, change.from, fit_), seat);
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
  Decision refuse_removal_of(const std::string& module_name, const std::string& user,
                             Reasons& reasons) const {
    return refused_removal(situation_, std::move(reasons),
                           judge_of(RemoveSeat{.serial_number = situation_.license.serial_number,
                                               .module_name = module_name,
                                               .user = user}),
                           module_name, user);
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
  auto reasons =
      refuse_assignment(situation.question(), {.seat = seat, .seats = seats, .after = seats});
  if (!reasons.empty()) {
    return refused_assignment(situation, std::move(reasons), judge_of(seat, Fit::current), seat);
  }
  return {.ruling = {.seat = seat}, .events = {situation.draft(ledger::SeatAssigned{seat})}};
}

Decision remove_seat(const Situation& situation, const RemoveSeat& command) {
  const ChangedSeats seats{situation.license.seats};
  if (seats.find(command.module_name, command.user) == nullptr) {
    return verdict_only(Verdict::already_so);
  }
  Judge judge = judge_of(command);
  if (auto reasons = judge(situation.question()); !reasons.empty()) {
    return refused_removal(situation, std::move(reasons), std::move(judge), command.module_name,
                           command.user);
  }
  Decision decision;
  for (const auto& name : seats_to_remove(situation.catalog, seats, command.module_name,
                                          command.user, command.cascade)) {
    decision.events.push_back(
        situation.draft(ledger::SeatRemoved{seat_of(seats, name, command.user)}));
  }
  return decision;
}

Decision remove_user(const Situation& situation, const RemoveUser& command) {
  Judge judge = [user = command.user](const Question& question) {
    const ChangedSeats& seats = question.seats;
    const ChangedSeats left = without(seats, seats.modules_of(user), user);
    return refuse_removal(question,
                          {.user = user, .module_name = "", .before = seats, .after = left});
  };
  const ChangedSeats seats{situation.license.seats};
  const auto going = seats.modules_of(command.user);
  if (going.empty()) return verdict_only(Verdict::already_so);
  if (auto reasons = judge(situation.question()); !reasons.empty()) {
    return refused_removal(situation, std::move(reasons), std::move(judge), "", command.user);
  }
  Decision decision;
  for (const auto& name : going) {
    decision.events.push_back(
        situation.draft(ledger::SeatRemoved{seat_of(seats, name, command.user)}));
  }
  return decision;
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
