#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "commands/write/sequencer.h"
#include "ledger/stream_cache.h"
#include "tools/stripe/processor.h"
#include "tools/stripe/signature.h"

namespace tools::stripe {

struct IngestQueueOptions {
  std::size_t max_queue = 1024;                  // more are rejected; Stripe sends them again
  std::chrono::milliseconds retry_every{2'000};  // what waits for a license
};

/// Where Stripe's events enter. One thread processes them one after another, since several may be
/// about one payment; the caller is called back. What waits for a license to be registered is
/// retried soon after it is. Any thread may call.
class IngestQueue {
 public:
  IngestQueue(MappingConfig config, ledger::SideStore& side, commands::write::Sequencer& sequencer,
              const ledger::StreamCache& streams, IngestQueueOptions options = {});
  ~IngestQueue();
  IngestQueue(const IngestQueue&) = delete;
  IngestQueue& operator=(const IngestQueue&) = delete;

  /// Reads the inbox, and finishes what was interrupted. To be called first.
  ledger::Result<void> start();
  /// Finishes what was accepted. The sequencer must still be running.
  void stop();

  SignatureVerdict judge(std::string_view header, std::string_view body) const;
  std::int64_t tolerance_s() const { return config_.tolerance_s; }

  template <class T>
  using Callback = std::function<void(ledger::Result<T>)>;
  /// Each calls back on the queue's thread once its result is on disk. False if the queue is full
  /// or stopped: nothing was accepted, and nothing calls back.
  bool ingest(std::string body, Callback<StripeReceipt> done);
  bool retry(std::string id, Callback<std::optional<StripeReceipt>> done);
  struct Retried {
    std::size_t tried = 0;
    std::size_t settled = 0;
  };
  bool retry_all(Callback<Retried> done);
  bool dismiss(std::string id, std::string reason, std::string by,
               Callback<Processor::Dismissal> done);

  const Inbox& inbox() const { return inbox_; }
  /// In the Prometheus text format.
  std::string metrics_text() const;

 private:
  using Task = std::function<void()>;
  bool submit(Task task);
  void run();
  void retry_where_registered();
  void sweep_if_due();
  void count(const ledger::Result<StripeReceipt>& receipt);
  ledger::Result<commands::write::EventOutcomes> append(const std::vector<ledger::Event>& events);

  const MappingConfig config_;
  commands::write::Sequencer& sequencer_;
  const ledger::StreamCache& streams_;
  const IngestQueueOptions options_;
  Inbox inbox_;
  Processor processor_;
  std::optional<ledger::Instant> swept_at_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;
  bool stopping_ = false;
  std::map<std::pair<std::string, std::string>, std::uint64_t> counts_;  // by type and status
  std::thread thread_;
};

}  // namespace tools::stripe
