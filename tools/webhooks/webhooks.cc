#include "tools/webhooks/webhooks.h"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace tools::webhooks {
namespace {

constexpr auto pause = std::chrono::milliseconds{50};
constexpr auto pause_after_a_failure = std::chrono::seconds{10};

/// Submits an empty request. When its turn comes, every event recorded before the instant of its
/// outcome can be read.
std::optional<Instant> settled_by(commands::write::Sequencer& sequencer) {
  const auto outcome =
      commands::write::submit_and_wait(sequencer, commands::write::PostEvents{}, "");
  if (!outcome) return std::nullopt;
  return outcome->at;
}

}  // namespace

ledger::Result<std::unique_ptr<Webhooks>> Webhooks::start(ledger::SideStore& side,
                                                          commands::write::OpenedLedger& ledger,
                                                          commands::write::Sequencer& sequencer,
                                                          WebhookOptions options, Failed failed) {
  const FollowedLog followed{.store = *ledger.store,
                             .streams = *ledger.streams,
                             .directory = *ledger.directory,
                             .now = [&sequencer] { return sequencer.now(); },
                             .settled = [&sequencer] { return settled_by(sequencer); }};
  std::unique_ptr<Webhooks> webhooks{new Webhooks{followed, std::move(options), std::move(failed)}};
  auto* self = webhooks.get();
  LEDGER_ASSIGN_OR_RETURN(self->subscriptions_, Subscriptions::open(side));
  LEDGER_ASSIGN_OR_RETURN(self->deliveries_, Deliveries::open(side, *self->subscriptions_));
  LEDGER_ASSIGN_OR_RETURN(self->sender_,
                          Sender::start(*self->deliveries_, self->options_.sender,
                                        [self](const auto& failure) { self->fail_with(failure); }));
  webhooks->thread_ = std::thread{[self] { self->run(); }};
  return webhooks;
}

ledger::Result<bool> Webhooks::remove(const std::string& id) {
  LEDGER_ASSIGN_OR_RETURN(const bool removed, subscriptions_->remove(id));
  if (removed) LEDGER_RETURN_IF_FAILED(deliveries_->remove(id));
  return removed;
}

void Webhooks::stop() {
  {
    const std::scoped_lock lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  if (sender_) sender_->stop();
}

void Webhooks::wake() {
  {
    const std::scoped_lock lock{mutex_};
    woken_ = true;
  }
  wake_.notify_one();
  sender_->wake();
}

bool Webhooks::stopping() {
  const std::scoped_lock lock{mutex_};
  return stopping_;
}

void Webhooks::fail_with(const ledger::Failure& failure) {
  {
    const std::scoped_lock lock{mutex_};
    if (stopping_) return;
    stopping_ = true;
  }
  wake_.notify_one();
  failed_(failure);
}

void Webhooks::run() {
  while (!stopping()) {
    if (step_all()) continue;
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, pause, [this] { return stopping_ || woken_; });
    woken_ = false;
  }
}

/// One step for each subscription in turn. Returns true if there is more to do immediately.
bool Webhooks::step_all() {
  const auto ids = subscriptions_->ids();
  std::erase_if(followers_,
                [&](const auto& entry) { return !std::ranges::binary_search(ids, entry.first); });
  bool more = false;
  bool new_messages = false;
  for (const auto& id : ids) {
    if (stopping()) return false;
    auto& [follower, not_before] = followers_[id];
    if (!follower) follower = std::make_unique<Follower>(log_, *subscriptions_, *deliveries_, id);
    if (std::chrono::steady_clock::now() < not_before) continue;
    const auto done = follower->step();
    if (done) {
      more = more || done->more;
      new_messages = new_messages || done->new_messages;
    } else if (done.error().kind == ledger::FailureKind::io) {
      fail_with(done.error());
      return false;
    } else {
      // A corrupt record, which needs an operator; the other subscriptions continue.
      spdlog::error("webhook {} cannot follow the log: {}", id, to_text(done.error()));
      not_before = std::chrono::steady_clock::now() + pause_after_a_failure;
    }
  }
  if (new_messages) sender_->wake();
  return more;
}

WebhookStats Webhooks::stats() const {
  WebhookStats stats{.sending = sender_->stats()};
  const Position end = log_.streams.end();
  const Instant now = ledger::system_now();
  for (const auto& subscription : subscriptions_->all()) {
    if (subscription.disabled) {
      ++stats.disabled;
      continue;
    }
    ++stats.enabled;
    const auto backlog = deliveries_->backlog(subscription.id);
    stats.pending += backlog.pending;
    if (backlog.oldest) {
      const auto age = static_cast<double>(now.micros - backlog.oldest->micros) / 1e6;
      stats.oldest_pending_s = std::max(stats.oldest_pending_s, age);
    }
    stats.behind = std::max(stats.behind, end.value - subscription.progress.position.value);
  }
  return stats;
}

}  // namespace tools::webhooks
