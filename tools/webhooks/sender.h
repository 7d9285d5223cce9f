#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "tools/net/address_guard.h"
#include "tools/webhooks/deliveries.h"
#include "tools/webhooks/schedule.h"

namespace tools::webhooks {

struct SenderOptions {
  Schedule schedule = usual_schedule();
  std::chrono::milliseconds timeout{15'000};  // for one attempt, including the lookup of the name
  std::chrono::seconds disable_after{5 * 24 * 3600};  // of continuous failure
  net::AddressGuard guard;
  bool http_allowed = false;
  std::string ca_file;  // of authorities to trust in addition to the system's; empty: none
};

/// Attempts since the start.
struct SendingStats {
  std::uint64_t delivered = 0;  // 2xx
  std::uint64_t refused = 0;    // any other response
  std::uint64_t unanswered = 0;
};

/// Delivers what is due, on a thread of its own, with a few concurrent attempts for each receiver:
/// one that hangs delays no other. An attempt connects to the address that was checked, follows no
/// redirect, and reads little of the response.
class Sender {
 public:
  /// `failed` is called once if deliveries cannot be read or written; then nothing more is sent.
  static ledger::Result<std::unique_ptr<Sender>> start(
      Deliveries& deliveries, SenderOptions options,
      std::function<void(const ledger::Failure&)> failed);
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  /// There may be something to send. Any thread.
  void wake();
  /// Starts no more attempts, waits a few seconds for those under way, and ends the thread. What
  /// was interrupted is still pending. Call once.
  void stop();
  SendingStats stats() const;

 private:
  struct Impl;
  explicit Sender(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tools::webhooks
