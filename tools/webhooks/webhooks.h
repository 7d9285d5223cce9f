#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "commands/write/sequencer.h"
#include "ledger/side_store.h"
#include "tools/webhooks/follower.h"
#include "tools/webhooks/sender.h"

namespace tools::webhooks {

struct WebhookOptions {
  SenderOptions sender;
  std::chrono::seconds secret_overlap{24 * 3600};  // how long a replaced secret still signs
};

/// For monitoring.
struct WebhookStats {
  std::size_t enabled = 0;
  std::size_t disabled = 0;
  std::size_t pending = 0;      // messages of the enabled ones
  double oldest_pending_s = 0;  // age
  std::uint64_t behind = 0;     // events that the slowest enabled one has yet to follow
  SendingStats sending;
};

/// Reports what happens in the ledger by signed webhooks. One thread follows the log for all
/// subscriptions, another sends. The writer waits for neither. Any thread.
class Webhooks {
 public:
  /// `failed` is called once if the side store cannot be written; then nothing more is done.
  using Failed = std::function<void(const ledger::Failure&)>;
  static ledger::Result<std::unique_ptr<Webhooks>> start(ledger::SideStore& side,
                                                         commands::write::OpenedLedger& ledger,
                                                         commands::write::Sequencer& sequencer,
                                                         WebhookOptions options, Failed failed);
  ~Webhooks() { stop(); }
  Webhooks(const Webhooks&) = delete;
  Webhooks& operator=(const Webhooks&) = delete;

  Subscriptions& subscriptions() { return *subscriptions_; }
  Deliveries& deliveries() { return *deliveries_; }
  /// Removes a subscription with its messages; false if there is none.
  ledger::Result<bool> remove(const std::string& id);
  const WebhookOptions& options() const { return options_; }
  /// To be called when a subscription or a delivery was changed by hand.
  void wake();
  WebhookStats stats() const;
  /// To be called once, before the sequencer stops.
  void stop();

 private:
  Webhooks(FollowedLog log, WebhookOptions options, Failed failed)
      : log_(std::move(log)), options_(std::move(options)), failed_(std::move(failed)) {}
  void run();
  bool step_all();
  bool stopping();
  void fail_with(const ledger::Failure& failure);

  struct Followed {
    std::unique_ptr<Follower> follower;
    std::chrono::steady_clock::time_point not_before{};
  };

  const FollowedLog log_;
  const WebhookOptions options_;
  const Failed failed_;
  std::unique_ptr<Subscriptions> subscriptions_;
  std::unique_ptr<Deliveries> deliveries_;
  std::unique_ptr<Sender> sender_;
  std::map<std::string, Followed> followers_;  // of the thread
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool woken_ = false;
  std::thread thread_;
};

}  // namespace tools::webhooks
