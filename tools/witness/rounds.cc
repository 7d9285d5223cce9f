#include "tools/witness/rounds.h"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace tools::witness {

using ledger::FailureKind;

Rounds::Rounds(ledger::proof::Checkpointer& checkpointer, const ledger::proof::Tree& tree,
               std::vector<Client> clients, Pace pace)
    : checkpointer_(checkpointer), tree_(tree), pace_(pace) {
  const auto before = checkpointer_.cosigned();
  for (auto& client : clients) {
    Member member{.client = std::move(client)};
    if (before != nullptr && ledger::proof::cosigned_at(before->note, member.client.key())) {
      member.client.resume_from(before->checkpoint.head.size);
      member.cosigned = before->checkpoint;
    }
    members_.push_back(std::move(member));
  }
  if (!members_.empty()) thread_ = std::thread{[this] { run(); }};
}

void Rounds::stop() {
  {
    const std::scoped_lock lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool Rounds::stopping() {
  const std::scoped_lock lock{mutex_};
  return stopping_;
}

void Rounds::run() {
  while (!stopping()) {
    round();
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, pace_.look_every, [this] { return stopping_; });
  }
}

void Rounds::round() {
  const auto checkpoint = checkpointer_.last();
  if (checkpoint == nullptr || checkpoint->checkpoint.head.size == 0) return;
  // Failing witnesses come last, so that the others need not wait for them.
  std::stable_partition(members_.begin(), members_.end(),
                        [](const Member& m) { return !m.failing; });
  for (auto& member : members_) {
    if (stopping()) return;
    if (member.cosigned == checkpoint->checkpoint || Clock::now() < member.next_try) continue;
    if (const auto done = submit(member, *checkpoint)) {
      member.cosigned = checkpoint->checkpoint;
      note_success(member);
    } else {
      note_failure(member, done.error());
    }
  }
}

ledger::Result<void> Rounds::submit(Member& member,
                                    const ledger::proof::SignedCheckpoint& checkpoint) {
  auto cosignature =
      member.client.submit(checkpoint, [this](std::uint64_t first, std::uint64_t second) {
        return ledger::proof::consistency_proof(first, second, tree_.reader());
      });
  if (!cosignature) return cosignature.error();
  return checkpointer_.add_cosignatures(checkpoint, {std::move(*cosignature)});
}

void Rounds::note_success(Member& member) const {
  if (member.failing) spdlog::info("witness {} cosigns again", member.client.key().name);
  member.failing.reset();
  member.wait = std::chrono::milliseconds{0};
  member.next_try = {};
}

/// Logs a failure once, and once more if its kind changes, as from unreachable to refusing.
void Rounds::note_failure(Member& member, const ledger::Failure& failure) const {
  if (member.failing != failure.kind) {
    spdlog::log(failure.kind == FailureKind::io ? spdlog::level::warn : spdlog::level::err,
                "witness {} does not cosign: {}", member.client.key().name, to_text(failure));
  }
  member.failing = failure.kind;
  member.wait = std::clamp(member.wait * 2, pace_.first_wait, pace_.longest_wait);
  member.next_try = Clock::now() + member.wait;
}

}  // namespace tools::witness
