#include "tools/sample/simulation.h"

#include <boost/json.hpp>
#include <limits>
#include <stdexcept>

#include "ledger/stream.h"
#include "tools/wire/event_json.h"

namespace tools::sample {
namespace {

commands::write::OpenedLedger open(const std::string& directory) {
  auto opened = commands::write::open_ledger(directory, false);
  if (!opened) throw std::runtime_error{to_text(opened.error())};
  return std::move(*opened);
}

}  // namespace

Simulation::Simulation(const std::string& directory, Instant start)
    : opened_(open(directory)),
      sequencer_(opened_,
                 {.max_queue = std::numeric_limits<std::size_t>::max(), .test_clock = start}),
      now_(start) {}

Simulation::~Simulation() { sequencer_.stop(); }

void Simulation::at(Instant when, AgendaTask task) {
  agenda_.emplace(std::pair{std::max(when, now_), next_entry_++}, std::move(task));
}

void Simulation::post(ledger::Event event, std::string actor) {
  submit(commands::write::PostEvents{.events = {std::move(event)}, .atomic = false, .history = {}},
         std::move(actor), {});
}

void Simulation::send(commands::Command command, std::string actor, OnOutcome on_outcome) {
  submit(std::move(command), std::move(actor), std::move(on_outcome));
}

void Simulation::run_until(Instant end) {
  const auto first = [this] { return agenda_.begin()->first.first; };
  while (!agenda_.empty() && first() <= end) {
    const auto today = ledger::date_of(first());
    while (!agenda_.empty() && first() <= end && ledger::date_of(first()) == today) {
      move_clock(first());
      agenda_.extract(agenda_.begin()).mapped()();
    }
    finish_day();
  }
  move_clock(end);
  finish_day();
}

void Simulation::move_clock(Instant when) {
  if (when <= now_) return;
  now_ = when;
  submit(commands::write::SetClock{when}, "operator:clock", {});
}

void Simulation::submit(commands::write::Request request, std::string actor, OnOutcome on_outcome) {
  InFlight& submitted = in_flight_.emplace_back();
  submitted.on_outcome = std::move(on_outcome);
  {
    const std::scoped_lock lock{mutex_};
    ++unanswered_;
  }
  const bool accepted = sequencer_.submit(
      {.request = std::move(request),
       .actor = std::move(actor),
       .if_match = {},
       .key = {},
       .render = {},
       .done = [this, &submitted](ledger::Result<commands::write::Outcome> outcome) {
         submitted.outcome = std::move(outcome);
         const std::scoped_lock lock{mutex_};
         if (--unanswered_ == 0) all_answered_.notify_one();
       }});
  if (!accepted) throw std::runtime_error{"the ledger does not accept requests"};
}

/// Waits for the outcomes and delivers them, which may submit further requests.
void Simulation::finish_day() {
  while (!in_flight_.empty()) {
    {
      std::unique_lock lock{mutex_};
      all_answered_.wait(lock, [this] { return unanswered_ == 0; });
    }
    std::deque<InFlight> answered;
    answered.swap(in_flight_);
    for (const auto& request : answered) deliver(request);
  }
  log_size_ = opened_.streams->end().value;
}

void Simulation::deliver(const InFlight& request) {
  if (!request.outcome) throw std::runtime_error{to_text(request.outcome.error())};
  if (const auto* posted = std::get_if<commands::write::PostOutcome>(&*request.outcome)) {
    for (const auto& event : posted->events) {
      const bool recorded = event.status == commands::write::EventStatus::appended ||
                            event.status == commands::write::EventStatus::duplicate;
      if (!recorded) throw std::runtime_error{"the ledger refused a fact"};
    }
  }
  if (!request.on_outcome) return;
  if (const auto* decided = std::get_if<commands::write::CommandOutcome>(&*request.outcome)) {
    request.on_outcome(*decided);
  }
}

void Simulation::write_log(std::ostream& out) const {
  const auto read = ledger::read_events(*opened_.store, {0}, opened_.streams->end(),
                                        [&](const ledger::EventPtr& event) {
                                          out << wire::event_json(*event) << '\n';
                                          return out.good();
                                        });
  if (!read) throw std::runtime_error{to_text(read.error())};
  if (!out.flush()) throw std::runtime_error{"cannot write the log"};
}

}  // namespace tools::sample
