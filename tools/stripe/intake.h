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
#include "tools/stripe/driver.h"
#include "tools/stripe/signature.h"

namespace tools::stripe {

struct IntakeOptions {
  std::size_t max_queue = 1024;                 // more are turned away: Stripe sends them again
  std::chrono::milliseconds look_every{2'000};  // for licenses that were waited for
};

/// The door for Stripe's events. One thread takes them to the ledger, one after another, as several
/// may be about one payment; whoever brings one is called back. What waits for a license to be
/// registered is tried again soon after it is. Any thread.
class Intake {
 public:
  Intake(MappingConfig config, ledger::SideStore& side, commands::write::Sequencer& sequencer,
         const ledger::StreamCache& streams, IntakeOptions options = {});
  ~Intake();
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;

  /// Reads what is kept, and begins with what was interrupted. Before anything else.
  ledger::Result<void> start();
  /// Finishes what was taken on. While the sequencer still runs.
  void stop();

  SignatureVerdict judge(std::string_view header, std::string_view body) const;
  std::int64_t tolerance_s() const { return config_.tolerance_s; }

  template <class T>
  using Done = std::function<void(ledger::Result<T>)>;
  /// Each is called back on the intake's thread, when what it answers is on disk. False: the queue
  /// is full, or the intake has stopped; nothing was taken on.
  bool take(std::string body, Done<Receipt> done);
  bool retry(std::string id, Done<std::optional<Receipt>> done);
  struct Retried {
    std::size_t tried = 0;
    std::size_t settled = 0;
  };
  bool retry_all(Done<Retried> done);
  bool dismiss(std::string id, std::string reason, std::string by, Done<Driver::Dismissal> done);

  const Inbox& inbox() const { return inbox_; }
  /// What it counts, in the Prometheus text format.
  std::string metrics_text() const;

 private:
  using Task = std::function<void()>;
  bool submit(Task task);
  void run();
  void look_for_licenses();
  void sweep_if_due();
  void count(const ledger::Result<Receipt>& receipt);
  ledger::Result<commands::write::EventOutcomes> append(std::vector<ledger::Event> events);
  void fail(const ledger::Failure& failure);

  const MappingConfig config_;
  commands::write::Sequencer& sequencer_;
  const ledger::StreamCache& streams_;
  const IntakeOptions options_;
  Inbox inbox_;
  Driver driver_;
  std::optional<ledger::Instant> swept_at_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;
  bool stopping_ = false;
  std::map<std::pair<std::string, std::string>, std::uint64_t> counts_;  // by type and what became
  std::thread thread_;
};

}  // namespace tools::stripe
