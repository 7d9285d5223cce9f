#include "tools/webhooks/webhooks.h"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace tools::webhooks {
namespace {

constexpr auto pause = std::chrono::milliseconds{50};
constexpr auto pause_after_a_failure = std::chrono::seconds{10};

/// The writer is asked for nothing, in its turn: what it answers is an instant until which
/// everything recorded can be read.
std::optional<Instant> ask_writer(commands::write::Sequencer& sequencer) {
  const auto outcome =
      commands::write::submit_and_wait(sequencer, commands::write::PostEvents{}, "");
  if (!outcome) return std::nullopt;
  return outcome->at;
}

}  // namespace

ledger::Result<std::unique_ptr<Webhooks>> Webhooks::start(ledger::SideStore& side,
                                                          const ledger::Store& log,
                                                          const ledger::StreamCache& streams,
                                                          commands::write::Sequencer& sequencer,
                                                          Options options, Failed failed) {
  const FollowedLog followed{.store = log,
                             .streams = streams,
                             .now = [&sequencer] { return sequencer.now(); },
                             .settled = [&sequencer] { return ask_writer(sequencer); }};
  std::unique_ptr<Webhooks> webhooks{new Webhooks{followed, std::move(options), std::move(failed)}};
  auto store = Store::open(side);
  if (!store) return store.error();
  webhooks->store_ = std::move(*store);
  auto* self = webhooks.get();
  auto sender = Sender::start(*webhooks->store_, webhooks->options_.sender,
                              [self](const auto& failure) { self->fail_with(failure); });
  if (!sender) return sender.error();
  webhooks->sender_ = std::move(*sender);
  webhooks->thread_ = std::thread{[self] { self->run(); }};
  return webhooks;
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

/// A piece of work for each subscription in turn. True when there is more to do at once.
bool Webhooks::step_all() {
  const auto ids = store_->ids();
  std::erase_if(followers_,
                [&](const auto& entry) { return !std::ranges::binary_search(ids, entry.first); });
  bool more = false;
  bool told = false;
  for (const auto& id : ids) {
    if (stopping()) return false;
    auto& [follower, not_before] = followers_[id];
    if (!follower) follower = std::make_unique<Follower>(log_, *store_, id);
    if (std::chrono::steady_clock::now() < not_before) continue;
    const auto done = follower->step();
    if (done) {
      more = more || done->more;
      told = told || done->told;
    } else if (done.error().kind == ledger::FailureKind::io) {
      fail_with(done.error());
      return false;
    } else {
      // A record of the log, which an operator must see to; the others go on.
      spdlog::error("webhook {} follows the log no further: {}", id, done.error().detail);
      not_before = std::chrono::steady_clock::now() + pause_after_a_failure;
    }
  }
  if (told) sender_->wake();
  return more;
}

Figures Webhooks::figures() const {
  Figures figures{.sending = sender_->figures()};
  const Position end = log_.streams.end();
  const Instant now = ledger::system_now();
  for (const auto& subscription : store_->all()) {
    if (subscription.disabled) {
      ++figures.disabled;
      continue;
    }
    ++figures.enabled;
    const auto backlog = store_->backlog(subscription.id);
    figures.pending += backlog.pending;
    if (backlog.oldest) {
      const auto age = static_cast<double>(now.micros - backlog.oldest->micros) / 1e6;
      figures.oldest_pending_s = std::max(figures.oldest_pending_s, age);
    }
    figures.behind = std::max(figures.behind, end.value - subscription.progress.position.value);
  }
  return figures;
}

}  // namespace tools::webhooks
