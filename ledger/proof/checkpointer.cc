#include "ledger/proof/checkpointer.h"

#include <chrono>
#include <filesystem>
#include <fmt/format.h>

#include "ledger/files.h"

namespace ledger::proof {
namespace {

using CheckpointPtr = Checkpointer::CheckpointPtr;

/// The last checkpoints of the previous origin stay alongside the log: they show what is lost.
void set_aside(const LogFiles& files) {
  constexpr const char* suffix = ".before-restore";
  std::error_code absent;
  std::filesystem::copy_file(files.checkpoint(), files.checkpoint() + suffix,
                             std::filesystem::copy_options::overwrite_existing, absent);
  std::filesystem::rename(files.cosigned(), files.cosigned() + suffix, absent);
}

/// The epoch if the file cannot be read.
Instant written_at(const std::string& path) {
  std::error_code error;
  const auto time = std::filesystem::last_write_time(path, error);
  if (error) return {};
  const auto since = std::chrono::file_clock::to_sys(time).time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

CheckpointPtr shared(SignedCheckpoint checkpoint) {
  return std::make_shared<const SignedCheckpoint>(std::move(checkpoint));
}

}  // namespace

Result<void> compare(const Tree& tree, const Checkpoint& before) {
  const TreeHead now = tree.head();
  if (now.size < before.head.size) {
    return corrupt(
        fmt::format("the log ends before position {}, but a checkpoint was signed for {} events",
                    now.size, before.head.size),
        fmt::format("those from position {} on are lost. {}", now.size, recovery_advice));
  }
  LEDGER_ASSIGN_OR_RETURN(const Digest root, root_at(before.head.size, tree.reader()));
  if (root == before.head.root) return ok;
  return corrupt(
      fmt::format("the first {} events of the log are not those for which a checkpoint was signed",
                  before.head.size),
      fmt::format("the log was altered. {}", recovery_advice));
}

Checkpointer::Checkpointer(LogFiles files, LogIdentity identity, Checkpoints checkpoints)
    : files_(std::move(files)),
      identity_(std::move(identity)),
      checkpoints_(std::move(checkpoints)) {}

Result<std::unique_ptr<Checkpointer>> Checkpointer::open(const LogFiles& files,
                                                         const std::string& origin,
                                                         const Tree& tree) {
  LEDGER_ASSIGN_OR_RETURN(auto identity, LogIdentity::open(files, origin, tree.head().size));
  if (!identity.introduced()) return start(files, std::move(identity), tree);
  LEDGER_ASSIGN_OR_RETURN(auto checkpoints, read(files, identity.log(), tree));
  return std::unique_ptr<Checkpointer>{
      new Checkpointer{files, std::move(identity), std::move(checkpoints)}};
}

Result<std::unique_ptr<Checkpointer>> Checkpointer::continue_under(const LogFiles& files,
                                                                   const std::string& origin,
                                                                   const Tree& tree) {
  LEDGER_ASSIGN_OR_RETURN(auto identity, LogIdentity::rename(files, origin));
  set_aside(files);
  return start(files, std::move(identity), tree);
}

Result<Checkpointer::Checkpoints> Checkpointer::read(const LogFiles& files, const NoteKey& log,
                                                     const Tree& tree) {
  LEDGER_ASSIGN_OR_RETURN(auto last, read_checkpoint(files, log));
  LEDGER_RETURN_IF_FAILED(compare(tree, last.checkpoint));
  LEDGER_ASSIGN_OR_RETURN(auto cosigned, read_cosigned(files, log));
  if (cosigned) LEDGER_RETURN_IF_FAILED(compare(tree, cosigned->checkpoint));
  return Checkpoints{.last = shared(std::move(last)),
                     .last_signed_at = written_at(files.checkpoint()),
                     .cosigned = cosigned ? shared(std::move(*cosigned)) : nullptr};
}

Result<std::unique_ptr<Checkpointer>> Checkpointer::start(const LogFiles& files,
                                                          LogIdentity identity, const Tree& tree) {
  std::unique_ptr<Checkpointer> started{new Checkpointer{files, std::move(identity), {}}};
  LEDGER_RETURN_IF_FAILED(started->sign(tree));
  LEDGER_RETURN_IF_FAILED(started->identity_.introduce(files));
  return started;
}

CheckpointPtr Checkpointer::last() const {
  const MutexLock lock{mutex_};
  return checkpoints_.last;
}

Instant Checkpointer::last_signed_at() const {
  const MutexLock lock{mutex_};
  return checkpoints_.last_signed_at;
}

Result<CheckpointPtr> Checkpointer::sign(const Tree& tree) {
  const MutexLock lock{signing_};
  const CheckpointPtr before = last();
  const TreeHead head = tree.head();
  if (before != nullptr) {
    if (before->checkpoint.head == head) return before;
    LEDGER_RETURN_IF_FAILED(compare(tree, before->checkpoint));
  }
  return keep(sign_checkpoint(identity_.key(), {.origin = log().name, .head = head}));
}

CheckpointPtr Checkpointer::cosigned() const {
  const MutexLock lock{mutex_};
  return checkpoints_.cosigned;
}

Result<void> Checkpointer::add_cosignatures(const SignedCheckpoint& of,
                                            std::vector<NoteSignature> cosignatures) {
  const MutexLock lock{signing_};
  const CheckpointPtr before = cosigned();
  if (before != nullptr && before->checkpoint.head.size > of.checkpoint.head.size) return ok;
  SignedCheckpoint kept = before != nullptr && before->checkpoint == of.checkpoint ? *before : of;
  for (auto& cosignature : cosignatures) {
    // A newer cosignature of the same witness replaces the older one.
    std::erase_if(kept.note.signatures, [&](const NoteSignature& other) {
      return other.name == cosignature.name && other.key_id == cosignature.key_id;
    });
    kept.note.signatures.push_back(std::move(cosignature));
  }
  LEDGER_RETURN_IF_FAILED(write_private_file(files_.cosigned(), kept.to_text()));
  {
    const MutexLock publishing{mutex_};
    checkpoints_.cosigned = shared(kept);
  }
  if (last()->checkpoint != of.checkpoint) return ok;
  LEDGER_RETURN_IF_FAILED(keep(std::move(kept)));
  return ok;
}

/// Synced before it is published.
Result<CheckpointPtr> Checkpointer::keep(SignedCheckpoint checkpoint) {
  auto kept = shared(std::move(checkpoint));
  LEDGER_RETURN_IF_FAILED(write_private_file(files_.checkpoint(), kept->to_text()));
  const MutexLock lock{mutex_};
  const auto& last = checkpoints_.last;
  if (last == nullptr || last->checkpoint != kept->checkpoint) {
    checkpoints_.last_signed_at = system_now();
  }
  checkpoints_.last = kept;
  return kept;
}

}  // namespace ledger::proof
