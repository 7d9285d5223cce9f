#include "tools/stripe/ingest_queue.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace tools::stripe {
namespace {

using ledger::ok;
using ledger::Result;

/// Recorded in the ledger as the one who reported the facts.
constexpr const char* actor = "billing:stripe";
constexpr const char* type_characters = "abcdefghijklmnopqrstuvwxyz_.";

void log_failure(const ledger::Failure& failure) {
  spdlog::error("stripe: an event could not be processed: {}", to_text(failure));
}

}  // namespace

IngestQueue::IngestQueue(MappingConfig config, ledger::SideStore& side,
                         commands::write::Sequencer& sequencer, const ledger::StreamCache& streams,
                         IngestQueueOptions options)
    : config_(std::move(config)),
      sequencer_(sequencer),
      streams_(streams),
      options_(options),
      inbox_(side),
      processor_(
          config_, side, inbox_,
          [this](const std::vector<ledger::Event>& events) { return append(events); },
          [this] { return sequencer_.now(); }) {}

IngestQueue::~IngestQueue() { stop(); }

Result<void> IngestQueue::start() {
  LEDGER_RETURN_IF_FAILED(inbox_.open());
  static_cast<void>(submit([this] {
    if (const auto recovered = processor_.recover(); !recovered) log_failure(recovered.error());
  }));
  thread_ = std::thread{[this] { run(); }};
  return ok;
}

void IngestQueue::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool IngestQueue::submit(Task task) {
  {
    const std::lock_guard lock{mutex_};
    if (stopping_ || tasks_.size() >= options_.max_queue) return false;
    tasks_.push_back(std::move(task));
  }
  wake_.notify_one();
  return true;
}

void IngestQueue::run() {
  while (true) {
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, options_.retry_every, [this] { return stopping_ || !tasks_.empty(); });
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
      retry_where_registered();
      sweep_if_due();
    }
  }
}

SignatureVerdict IngestQueue::judge(std::string_view header, std::string_view body) const {
  return judge_signature(header, body, config_.secrets, sequencer_.now(), config_.tolerance_s);
}

bool IngestQueue::ingest(std::string body, Callback<StripeReceipt> done) {
  return submit([this, body = std::move(body), done = std::move(done)] {
    auto receipt = processor_.ingest(body);
    count(receipt);
    if (!receipt) log_failure(receipt.error());
    done(std::move(receipt));
  });
}

bool IngestQueue::retry(std::string id, Callback<std::optional<StripeReceipt>> done) {
  return submit([this, id = std::move(id), done = std::move(done)] {
    auto receipt = processor_.retry(id);
    if (!receipt) log_failure(receipt.error());
    done(std::move(receipt));
  });
}

bool IngestQueue::retry_all(Callback<Retried> done) {
  return submit([this, done = std::move(done)] {
    Retried retried;
    const auto ids = inbox_.unsettled();
    if (!ids) return done(ids.error());
    for (const auto& id : *ids) {
      const auto receipt = processor_.retry(id);
      if (!receipt) {
        log_failure(receipt.error());
        return done(receipt.error());
      }
      ++retried.tried;
      if (*receipt && !(*receipt)->problem) ++retried.settled;
    }
    done(retried);
  });
}

bool IngestQueue::dismiss(std::string id, std::string reason, std::string by,
                          Callback<Processor::Dismissal> done) {
  return submit([this, id = std::move(id), reason = std::move(reason), by = std::move(by),
                 done = std::move(done)] {
    auto dismissed = processor_.dismiss(id, reason, by);
    if (!dismissed) log_failure(dismissed.error());
    done(std::move(dismissed));
  });
}

/// Waits while the writer's queue is full. This queue then fills up too, and what Stripe sends is
/// rejected until it sends it again.
Result<commands::write::EventOutcomes> IngestQueue::append(
    const std::vector<ledger::Event>& events) {
  while (true) {
    auto outcome = commands::write::submit_and_wait(
        sequencer_, commands::write::PostEvents{.events = events, .atomic = true, .history = {}},
        std::string{actor});
    if (outcome) return std::move(outcome->events);
    if (outcome.error().kind != ledger::FailureKind::busy) return outcome.error();
    {
      const std::lock_guard lock{mutex_};
      if (stopping_) {
        return ledger::fail(ledger::FailureKind::io,
                            "the writer's queue is full while the server stops");
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
}

void IngestQueue::retry_where_registered() {
  for (const auto& [serial, ids] : inbox_.waiting_for_license()) {
    const auto head = streams_.head(serial);
    if (!head) return log_failure(head.error());
    if (!*head) continue;
    for (const auto& id : ids) {
      if (const auto receipt = processor_.retry(id); !receipt) return log_failure(receipt.error());
    }
  }
}

void IngestQueue::sweep_if_due() {
  const auto now = sequencer_.now();
  if (swept_at_ && now < ledger::plus_days(*swept_at_, 1)) return;
  swept_at_ = now;
  const auto swept = inbox_.sweep(ledger::plus_days(now, -config_.settled_for_days).micros);
  if (!swept) log_failure(swept.error());
}

void IngestQueue::count(const Result<StripeReceipt>& receipt) {
  // One label for all types without a mapping: Stripe may send hundreds.
  const bool known = receipt && is_mapped(receipt->type) &&
                     receipt->type.find_first_not_of(type_characters) == std::string::npos;
  const std::string status = receipt ? std::string{ledger::name_of(receipt->status)} : "failed";
  const std::lock_guard lock{mutex_};
  ++counts_[{known ? receipt->type : "other", status}];
}

std::string IngestQueue::metrics_text() const {
  std::string text =
      "# HELP license_ledger_stripe_events_total Stripe events, by type and outcome.\n"
      "# TYPE license_ledger_stripe_events_total counter\n";
  {
    const std::lock_guard lock{mutex_};
    for (const auto& [labels, count] : counts_) {
      text += fmt::format("license_ledger_stripe_events_total{{type=\"{}\",outcome=\"{}\"}} {}\n",
                          labels.first, labels.second, count);
    }
  }
  text +=
      "# HELP license_ledger_stripe_inbox_open Stripe events that are not in the ledger yet, by "
      "reason.\n# TYPE license_ledger_stripe_inbox_open gauge\n";
  const auto open = inbox_.open_counts();
  for (const auto reason : ledger::Names<InboxReason>::list) {
    const auto found = open.find(std::string{reason});
    text += fmt::format("license_ledger_stripe_inbox_open{{reason=\"{}\"}} {}\n", reason,
                        found == open.end() ? 0 : found->second);
  }
  return text;
}

}  // namespace tools::stripe
