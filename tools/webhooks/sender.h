#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "tools/net/address_guard.h"
#include "tools/webhooks/schedule.h"
#include "tools/webhooks/store.h"

namespace tools::webhooks {

struct SenderOptions {
  Schedule schedule = usual_schedule();
  std::chrono::milliseconds timeout{15'000};  // for one attempt, the look-up of the name included
  std::chrono::seconds disable_after{5 * 24 * 3600};  // of nothing but failures
  net::AddressGuard guard;
  bool http_allowed = false;
  std::string ca_file;  // of authorities to trust beside the system's; empty: none
};

/// What has been tried since the start.
struct SendingFigures {
  std::uint64_t delivered = 0;  // attempts that succeeded
  std::uint64_t refused = 0;    // answered, but not with 2xx
  std::uint64_t unanswered = 0;
};

/// Delivers what the store has due, on a thread of its own and as many attempts at once as there
/// are receivers, each of which has a few at most: one that hangs delays nobody else. An attempt
/// goes to the address that was judged, follows no redirect, and reads little of the answer.
class Sender {
 public:
  /// `failed` is told once when the store cannot be written; then nothing more is sent.
  static ledger::Result<std::unique_ptr<Sender>> start(
      Store& store, SenderOptions options, std::function<void(const ledger::Failure&)> failed);
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  /// There may be something to send. Any thread.
  void wake();
  /// Begins nothing more, waits a few seconds for what is under way, and ends the thread. What was
  /// cut off is pending still. Once.
  void stop();
  SendingFigures figures() const;

 private:
  struct Impl;
  explicit Sender(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tools::webhooks
