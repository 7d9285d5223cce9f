#include "tools/stripe/intake.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace tools::stripe {
namespace {

using ledger::Result;

/// Who the ledger says has reported the facts.
constexpr const char* actor = "billing:stripe";
constexpr const char* type_characters = "abcdefghijklmnopqrstuvwxyz_.";

}  // namespace

Intake::Intake(MappingConfig config, ledger::SideStore& side, commands::write::Sequencer& sequencer,
               const ledger::StreamCache& streams, IntakeOptions options)
    : config_(std::move(config)),
      sequencer_(sequencer),
      streams_(streams),
      options_(options),
      inbox_(side),
      driver_(
          config_, side, inbox_,
          [this](std::vector<ledger::Event> events) { return append(std::move(events)); },
          [this] { return sequencer_.now(); }) {}

Intake::~Intake() { stop(); }

Result<void> Intake::start() {
  if (const auto opened = inbox_.open(); !opened) return opened.error();
  static_cast<void>(submit([this] {
    if (const auto recovered = driver_.recover(); !recovered) fail(recovered.error());
  }));
  thread_ = std::thread{[this] { run(); }};
  return boost::system::in_place_value;
}

void Intake::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool Intake::submit(Task task) {
  {
    const std::lock_guard lock{mutex_};
    if (stopping_ || tasks_.size() >= options_.max_queue) return false;
    tasks_.push_back(std::move(task));
  }
  wake_.notify_one();
  return true;
}

void Intake::run() {
  while (true) {
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, options_.look_every, [this] { return stopping_ || !tasks_.empty(); });
    if (tasks_.empty() && stopping_) return;
    Task task;
    if (!tasks_.empty()) {
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    lock.unlock();
    if (task) {
      task();
    } else {
      look_for_licenses();
      sweep_if_due();
    }
  }
}

SignatureVerdict Intake::judge(std::string_view header, std::string_view body) const {
  return judge_signature(header, body, config_.secrets, sequencer_.now(), config_.tolerance_s);
}

bool Intake::take(std::string body, Done<Receipt> done) {
  return submit([this, body = std::move(body), done = std::move(done)] {
    auto receipt = driver_.take(body);
    count(receipt);
    if (!receipt) fail(receipt.error());
    done(std::move(receipt));
  });
}

bool Intake::retry(std::string id, Done<std::optional<Receipt>> done) {
  return submit([this, id = std::move(id), done = std::move(done)] {
    auto receipt = driver_.retry(id);
    if (!receipt) fail(receipt.error());
    done(std::move(receipt));
  });
}

bool Intake::retry_all(Done<Retried> done) {
  return submit([this, done = std::move(done)] {
    Retried retried;
    const auto ids = inbox_.unsettled();
    if (!ids) return done(ids.error());
    for (const auto& id : *ids) {
      const auto receipt = driver_.retry(id);
      if (!receipt) {
        fail(receipt.error());
        return done(receipt.error());
      }
      ++retried.tried;
      if (*receipt && !(*receipt)->problem) ++retried.settled;
    }
    done(retried);
  });
}

bool Intake::dismiss(std::string id, std::string reason, std::string by,
                     Done<Driver::Dismissal> done) {
  return submit([this, id = std::move(id), reason = std::move(reason), by = std::move(by),
                 done = std::move(done)] {
    auto dismissed = driver_.dismiss(id, reason, by);
    if (!dismissed) fail(dismissed.error());
    done(std::move(dismissed));
  });
}

/// Waits while the writer's queue is full: the intake's own then fills up, and Stripe is told to
/// come again.
Result<commands::write::EventOutcomes> Intake::append(std::vector<ledger::Event> events) {
  while (true) {
    auto outcome = commands::write::submit_and_wait(
        sequencer_, commands::write::PostEvents{.events = events, .atomic = true, .history = {}},
        std::string{actor});
    if (outcome) return std::move(outcome->events);
    if (outcome.error().kind != ledger::FailureKind::busy) return outcome.error();
    {
      const std::lock_guard lock{mutex_};
      if (stopping_) {
        return ledger::fail(ledger::FailureKind::io, "the writer's queue is full at the end");
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
}

void Intake::look_for_licenses() {
  for (const auto& [serial, ids] : inbox_.waiting_for_license()) {
    if (!streams_.head(serial)) continue;
    for (const auto& id : ids) {
      if (const auto receipt = driver_.retry(id); !receipt) return fail(receipt.error());
    }
  }
}

void Intake::sweep_if_due() {
  const auto now = sequencer_.now();
  if (swept_at_ && now < ledger::plus_days(*swept_at_, 1)) return;
  swept_at_ = now;
  const auto swept = inbox_.sweep(ledger::plus_days(now, -config_.settled_for_days).micros);
  if (!swept) fail(swept.error());
}

void Intake::fail(const ledger::Failure& failure) {
  spdlog::error("stripe: an event could not be taken in: {}", failure.detail);
}

void Intake::count(const Result<Receipt>& receipt) {
  // What no mapping knows is one: Stripe may send hundreds of types.
  const bool known = receipt && is_mapped(receipt->type) &&
                     receipt->type.find_first_not_of(type_characters) == std::string::npos;
  const std::string became = receipt ? std::string{ledger::name_of(receipt->became)} : "failed";
  const std::lock_guard lock{mutex_};
  ++counts_[{known ? receipt->type : "other", became}];
}

std::string Intake::metrics_text() const {
  std::string text =
      "# HELP license_ledger_stripe_events_total Events of Stripe's, by type and what became of "
      "them.\n# TYPE license_ledger_stripe_events_total counter\n";
  {
    const std::lock_guard lock{mutex_};
    for (const auto& [labels, count] : counts_) {
      text += fmt::format("license_ledger_stripe_events_total{{type=\"{}\",outcome=\"{}\"}} {}\n",
                          labels.first, labels.second, count);
    }
  }
  text +=
      "# HELP license_ledger_stripe_inbox_open Events of Stripe's that are not in the ledger yet, "
      "by reason.\n# TYPE license_ledger_stripe_inbox_open gauge\n";
  const auto open = inbox_.open_counts();
  for (const auto reason : ledger::Names<InboxReason>::list) {
    const auto found = open.find(std::string{reason});
    text += fmt::format("license_ledger_stripe_inbox_open{{reason=\"{}\"}} {}\n", reason,
                        found == open.end() ? 0 : found->second);
  }
  return text;
}

}  // namespace tools::stripe
