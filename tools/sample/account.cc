#include "tools/sample/account.h"

namespace tools::sample {

Account::Account(Scene& scene_, Dice dice_, std::string serial_, Company company_)
    : scene(scene_),
      dice(dice_),
      serial(std::move(serial_)),
      company(std::move(company_)),
      cust_id(scene_.systems.next_cust_id()),
      administrator(user_name(dice, company.country)),
      ordinary_until(scene_.end) {}

Instant Account::moment(std::int64_t from_days, std::int64_t to_days) {
  // Real timestamps are rarely whole minutes.
  const std::int64_t fraction = dice.between(0, 59'999) * 1'000;
  const std::int64_t days = dice.between(from_days, to_days);
  const Instant now = scene.simulation.now();
  if (days == 0) return {now.micros + dice.between(1, 120) * micros_per_minute + fraction};
  const Instant day = start_of(working_day(plus_days(ledger::date_of(now), days)));
  return {day.micros + dice.between(7 * 60, 16 * 60) * micros_per_minute + fraction};
}

void Account::later(std::int64_t from_days, std::int64_t to_days, Simulation::AgendaTask task) {
  const Instant when = moment(from_days, to_days);
  if (when < ordinary_until) scene.simulation.at(when, std::move(task));
}

void Account::on(Date day, Simulation::AgendaTask task) {
  const Instant when{start_of(day).micros + dice.between(7 * 60, 11 * 60) * micros_per_minute};
  scene.simulation.at(when, std::move(task));
}

void Account::send(commands::Command command, Simulation::OnOutcome on_outcome) {
  scene.simulation.send(std::move(command), actor(), std::move(on_outcome));
}

}  // namespace tools::sample
