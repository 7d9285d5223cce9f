#include "ledger/proof/checkpointer.h"

#include <chrono>
#include <filesystem>
#include <fmt/format.h>

#include "ledger/files.h"

namespace ledger::proof {
namespace {

constexpr const char* what_to_do =
    "Restore the newest backup that verifies, or see docs/audit.md, \"When the log does not "
    "open\".";

/// What was signed under the name before stays beside the log: it tells what is lost.
void set_aside(const LogFiles& files) {
  constexpr const char* suffix = ".before-restore";
  std::error_code absent;
  std::filesystem::copy_file(files.checkpoint(), files.checkpoint() + suffix,
                             std::filesystem::copy_options::overwrite_existing, absent);
  std::filesystem::rename(files.cosigned(), files.cosigned() + suffix, absent);
}

/// Names the log by its key where nobody gave it a name.
std::string origin_of(const SigningKey& key) {
  return "license-ledger/" + hex(key.public_key()).substr(0, 16);
}

/// The past, where the file does not tell.
Instant written_at(const std::string& path) {
  std::error_code error;
  const auto time = std::filesystem::last_write_time(path, error);
  if (error) return {};
  const auto since = std::chrono::file_clock::to_sys(time).time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

}  // namespace

Result<std::optional<NoteKey>> read_log_key(const LogFiles& files) {
  const auto text = read_file(files.vkey());
  if (!text) return std::optional<NoteKey>{};
  auto key = NoteKey::parse(std::string_view{*text}.substr(0, text->find('\n')));
  if (!key) return corrupt(fmt::format("{}: {}", files.vkey(), key.error().detail));
  return std::optional{std::move(*key)};
}

Result<SignedCheckpoint> read_checkpoint(const LogFiles& files, const NoteKey& log) {
  const auto text = read_file(files.checkpoint());
  if (!text) {
    return corrupt(fmt::format("{} is missing, so that nothing tells how long the log was. {}",
                               files.checkpoint(), what_to_do));
  }
  auto checkpoint = open_checkpoint(*text, log);
  if (!checkpoint) {
    return corrupt(fmt::format("{} was altered: {}. {}", files.checkpoint(),
                               checkpoint.error().detail, what_to_do));
  }
  return checkpoint;
}

Result<std::optional<SignedCheckpoint>> read_cosigned(const LogFiles& files, const NoteKey& log) {
  const auto text = read_file(files.cosigned());
  if (!text) return std::optional<SignedCheckpoint>{};
  auto checkpoint = open_checkpoint(*text, log);
  if (!checkpoint) {
    return corrupt(fmt::format("{} was altered: {}. {}", files.cosigned(),
                               checkpoint.error().detail, what_to_do));
  }
  return std::optional{std::move(*checkpoint)};
}

Result<void> compare(const Tree& tree, const Checkpoint& before) {
  const TreeHead now = tree.head();
  if (now.size < before.head.size) {
    return corrupt(
        fmt::format("the log ends before position {}, but a checkpoint was signed for "
                    "{} events: those from position {} on are lost. {}",
                    now.size, before.head.size, now.size, what_to_do));
  }
  const auto root = root_at(before.head.size, tree.reader());
  if (!root) return root.error();
  if (*root != before.head.root) {
    return corrupt(
        fmt::format("the first {} events of the log are not those for which a "
                    "checkpoint was signed: the log was altered. {}",
                    before.head.size, what_to_do));
  }
  return boost::system::in_place_value;
}

Checkpointer::Checkpointer(LogFiles files, SigningKey key, NoteKey log)
    : files_(std::move(files)), key_(std::move(key)), log_(std::move(log)) {}

Result<std::unique_ptr<Checkpointer>> Checkpointer::open(const LogFiles& files,
                                                         const std::string& origin,
                                                         const Tree& tree) {
  const auto known = read_log_key(files);
  if (!known) return known.error();
  if (!*known && tree.head().size > 0) {
    return corrupt(fmt::format("{} is missing, so that nothing tells who signed the log. {}",
                               files.vkey(), what_to_do));
  }
  if (*known && !std::filesystem::exists(files.key())) {
    return fail(FailureKind::io, fmt::format("the log's signing key {} is missing", files.key()));
  }
  auto key = SigningKey::load_or_make(files.key());
  if (!key) return key.error();
  NoteKey log{.name = origin.empty() ? origin_of(*key) : origin, .key = key->public_key()};
  if (*known && origin.empty()) log.name = (*known)->name;
  if (!is_key_name(log.name)) {
    return fail(FailureKind::invalid, "the origin of a log has no space and no plus in it");
  }
  if (*known && log != **known) {
    return fail(FailureKind::invalid,
                fmt::format("the log is known as {}, not as {}: a log keeps its origin and its key",
                            (*known)->vkey(), log.vkey()));
  }
  std::unique_ptr<Checkpointer> opened{new Checkpointer{files, std::move(*key), log}};
  if (*known) {
    auto before = read_checkpoint(files, log);
    if (!before) return before.error();
    if (const auto same = compare(tree, before->checkpoint); !same) return same.error();
    opened->last_ = std::make_shared<const SignedCheckpoint>(std::move(*before));
    opened->last_signed_at_ = written_at(files.checkpoint());
    auto cosigned = read_cosigned(files, log);
    if (!cosigned) return cosigned.error();
    if (*cosigned) {
      if (const auto same = compare(tree, (*cosigned)->checkpoint); !same) return same.error();
      opened->cosigned_ = std::make_shared<const SignedCheckpoint>(std::move(**cosigned));
    }
    return opened;
  }
  if (const auto introduced = opened->introduce(tree); !introduced) return introduced.error();
  return opened;
}

Result<std::unique_ptr<Checkpointer>> Checkpointer::begin_anew(const LogFiles& files,
                                                               const std::string& origin,
                                                               const Tree& tree) {
  if (!is_key_name(origin)) {
    return fail(FailureKind::invalid, "the origin of a log has no space and no plus in it");
  }
  const auto known = read_log_key(files);
  if (known && *known && (*known)->name == origin) {
    return fail(FailureKind::invalid,
                fmt::format("checkpoints were signed as {} for what is lost now: the log goes on "
                            "under another origin",
                            origin));
  }
  auto key = SigningKey::load_or_make(files.key());
  if (!key) return key.error();
  const NoteKey log{.name = origin, .key = key->public_key()};
  set_aside(files);
  std::unique_ptr<Checkpointer> begun{new Checkpointer{files, std::move(*key), log}};
  if (const auto introduced = begun->introduce(tree); !introduced) return introduced.error();
  return begun;
}

/// First the checkpoint: where there is a verifier key there is something to verify.
Result<void> Checkpointer::introduce(const Tree& tree) {
  if (const auto first = sign(tree); !first) return first.error();
  return write_private_file(files_.vkey(), log_.vkey() + "\n");
}

Checkpointer::CheckpointPtr Checkpointer::last() const {
  const std::scoped_lock lock{mutex_};
  return last_;
}

Instant Checkpointer::last_signed_at() const {
  const std::scoped_lock lock{mutex_};
  return last_signed_at_;
}

Result<Checkpointer::CheckpointPtr> Checkpointer::sign(const Tree& tree) {
  const std::scoped_lock lock{signing_};
  const CheckpointPtr before = last();
  const TreeHead head = tree.head();
  if (before != nullptr) {
    if (before->checkpoint.head == head) return before;
    if (const auto same = compare(tree, before->checkpoint); !same) return same.error();
  }
  return keep(sign_checkpoint(key_, {.origin = log_.name, .head = head}));
}

Checkpointer::CheckpointPtr Checkpointer::cosigned() const {
  const std::scoped_lock lock{mutex_};
  return cosigned_;
}

Result<void> Checkpointer::add_cosignatures(const SignedCheckpoint& of,
                                            std::vector<NoteSignature> cosignatures) {
  const std::scoped_lock lock{signing_};
  const CheckpointPtr before = cosigned();
  if (before != nullptr && before->checkpoint.head.size > of.checkpoint.head.size) {
    return boost::system::in_place_value;
  }
  SignedCheckpoint kept = before != nullptr && before->checkpoint == of.checkpoint ? *before : of;
  for (auto& cosignature : cosignatures) {
    // A newer word of the same witness takes the place of the older one.
    std::erase_if(kept.note.signatures, [&](const NoteSignature& other) {
      return other.name == cosignature.name && other.key_id == cosignature.key_id;
    });
    kept.note.signatures.push_back(std::move(cosignature));
  }
  if (const auto written = write_private_file(files_.cosigned(), kept.to_text()); !written) {
    return written.error();
  }
  {
    const std::scoped_lock shared{mutex_};
    cosigned_ = std::make_shared<const SignedCheckpoint>(kept);
  }
  if (last()->checkpoint != of.checkpoint) return boost::system::in_place_value;
  const auto served = keep(std::move(kept));
  if (!served) return served.error();
  return boost::system::in_place_value;
}

/// Synced before it is shown to anybody.
Result<Checkpointer::CheckpointPtr> Checkpointer::keep(SignedCheckpoint checkpoint) {
  auto kept = std::make_shared<const SignedCheckpoint>(std::move(checkpoint));
  if (const auto written = write_private_file(files_.checkpoint(), kept->to_text()); !written) {
    return written.error();
  }
  const std::scoped_lock lock{mutex_};
  if (last_ == nullptr || last_->checkpoint != kept->checkpoint) last_signed_at_ = system_now();
  last_ = kept;
  return kept;
}

}  // namespace ledger::proof
