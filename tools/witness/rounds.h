#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "ledger/proof/checkpointer.h"
#include "tools/witness/client.h"

namespace tools::witness {

/// Intervals between rounds; tests use shorter ones.
struct Pace {
  std::chrono::milliseconds look_every{250};
  std::chrono::milliseconds first_wait{1000};  // after a failure; doubled by each further one
  std::chrono::milliseconds longest_wait{60'000};
};

/// Has the checkpoints of a log cosigned, on a thread of its own, so that neither the writer nor
/// the readers of checkpoints wait. In each round all witnesses get the same checkpoint, the newest
/// when the round begins, so that one checkpoint collects all cosignatures. A witness that fails is
/// retried after a while, and does not delay the others.
class Rounds {
 public:
  Rounds(ledger::proof::Checkpointer& checkpointer, const ledger::proof::Tree& tree,
         std::vector<Client> clients, Pace pace = {});
  ~Rounds() { stop(); }
  Rounds(const Rounds&) = delete;
  Rounds& operator=(const Rounds&) = delete;

  /// Waits for the call in progress, makes no further one, and ends the thread.
  void stop();

 private:
  using Clock = std::chrono::steady_clock;
  struct Member {
    Client client;
    std::optional<ledger::proof::Checkpoint> cosigned;  // what it cosigned last
    std::optional<ledger::FailureKind> failing;         // as last logged
    std::chrono::milliseconds wait{0};
    Clock::time_point next_try{};
  };

  void run();
  bool stopping();
  void round();
  ledger::Result<void> submit(Member& member, const ledger::proof::SignedCheckpoint& checkpoint);
  void note_success(Member& member) const;
  void note_failure(Member& member, const ledger::Failure& failure) const;

  ledger::proof::Checkpointer& checkpointer_;
  const ledger::proof::Tree& tree_;
  const Pace pace_;
  std::vector<Member> members_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tools::witness
