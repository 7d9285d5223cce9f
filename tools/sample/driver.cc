#include "tools/sample/driver.h"

#include <boost/json.hpp>
#include <limits>
#include <stdexcept>

#include "ledger/stream.h"
#include "tools/wire/event_json.h"

namespace tools::sample {
namespace {

commands::write::OpenedLedger open(const std::string& directory) {
  auto opened = commands::write::open_ledger(directory, false);
  if (!opened) throw std::runtime_error{opened.error().detail};
  return std::move(*opened);
}

}  // namespace

Driver::Driver(const std::string& directory, Instant start)
    : opened_(open(directory)),
      sequencer_(opened_,
                 {.max_queue = std::numeric_limits<std::size_t>::max(), .test_clock = start}),
      now_(start) {}

Driver::~Driver() { sequencer_.stop(); }

void Driver::at(Instant when, Action action) {
  agenda_.emplace(std::pair{std::max(when, now_), next_entry_++}, std::move(action));
}

void Driver::post(ledger::Event event, std::string actor) {
  submit(commands::write::PostEvents{.events = {std::move(event)}, .atomic = false, .history = {}},
         std::move(actor), {});
}

void Driver::ask(commands::Command command, std::string actor, Answered answered) {
  submit(std::move(command), std::move(actor), std::move(answered));
}

void Driver::run_until(Instant end) {
  const auto first = [this] { return agenda_.begin()->first.first; };
  while (!agenda_.empty() && first() <= end) {
    const auto today = ledger::date_of(first());
    while (!agenda_.empty() && first() <= end && ledger::date_of(first()) == today) {
      move_clock(first());
      agenda_.extract(agenda_.begin()).mapped()();
    }
    settle();
  }
  move_clock(end);
  settle();
}

void Driver::move_clock(Instant when) {
  if (when <= now_) return;
  now_ = when;
  submit(commands::write::SetClock{when}, "operator:clock", {});
}

void Driver::submit(commands::write::Request request, std::string actor, Answered answered) {
  Asked& asked = asked_.emplace_back();
  asked.answered = std::move(answered);
  {
    const std::scoped_lock lock{mutex_};
    ++unanswered_;
  }
  const bool taken =
      sequencer_.submit({.request = std::move(request),
                         .actor = std::move(actor),
                         .if_match = {},
                         .key = {},
                         .render = {},
                         .done = [this, &asked](ledger::Result<commands::write::Outcome> outcome) {
                           asked.outcome = std::move(outcome);
                           const std::scoped_lock lock{mutex_};
                           if (--unanswered_ == 0) all_answered_.notify_one();
                         }});
  if (!taken) throw std::runtime_error{"the ledger takes nothing on"};
}

/// The day is over: what was asked is answered, and whoever asked may ask and plan anew.
void Driver::settle() {
  while (!asked_.empty()) {
    {
      std::unique_lock lock{mutex_};
      all_answered_.wait(lock, [this] { return unanswered_ == 0; });
    }
    std::deque<Asked> answers;
    answers.swap(asked_);
    for (const auto& asked : answers) hear(asked);
  }
  log_size_ = opened_.streams->end().value;
}

void Driver::hear(const Asked& asked) {
  if (!asked.outcome) throw std::runtime_error{asked.outcome.error().detail};
  if (const auto* posted = std::get_if<commands::write::PostOutcome>(&*asked.outcome)) {
    for (const auto& event : posted->events) {
      const bool recorded = event.status == commands::write::EventStatus::appended ||
                            event.status == commands::write::EventStatus::duplicate;
      if (!recorded) throw std::runtime_error{"the ledger refused a fact"};
    }
  }
  if (!asked.answered) return;
  if (const auto* decided = std::get_if<commands::write::CommandOutcome>(&*asked.outcome)) {
    asked.answered(*decided);
  }
}

void Driver::write_log(std::ostream& out) const {
  const auto read = ledger::read_events(*opened_.store, {0}, opened_.streams->end(),
                                        [&](const ledger::EventPtr& event) {
                                          out << wire::event_json(*event) << '\n';
                                          return out.good();
                                        });
  if (!read) throw std::runtime_error{read.error().detail};
  if (!out.flush()) throw std::runtime_error{"the log could not be written"};
}

}  // namespace tools::sample
