#include "tools/witness/witness.h"

#include <filesystem>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "ledger/digest.h"
#include "ledger/files.h"

namespace tools::witness {
namespace {

using ledger::proof::NoteKey;

/// Stores the public key in a file for the operator to copy. The name is part of every cosignature,
/// and so must not change.
ledger::Result<void> keep_vkey(const std::string& path, const NoteKey& key) {
  const std::string text = key.vkey() + "\n";
  const auto before = ledger::read_file(path);
  if (!before) return ledger::write_private_file(path, text);
  if (*before == text) return boost::system::in_place_value;
  return ledger::invalid(
      fmt::format("{} names the witness {}, not {}: a witness must keep its name and "
                  "its key",
                  path, before->substr(0, before->find('\n')), key.vkey()));
}

}  // namespace

Witness::Witness(WitnessOptions options, ledger::SigningKey signer, NoteKey key)
    : options_(std::move(options)), signer_(std::move(signer)), key_(std::move(key)) {}

ledger::Result<std::unique_ptr<Witness>> Witness::open(const WitnessOptions& options) {
  if (!ledger::proof::is_key_name(options.name)) {
    return ledger::invalid("the name of a witness must not contain spaces or plus signs");
  }
  std::error_code error;
  std::filesystem::create_directories(options.directory, error);
  if (error) {
    return ledger::fail(ledger::FailureKind::io,
                        fmt::format("cannot create {}: {}", options.directory, error.message()));
  }
  auto signer = ledger::SigningKey::load_or_make(options.directory + "/witness.key");
  if (!signer) return signer.error();
  NoteKey key{.name = options.name,
              .algorithm = ledger::proof::NoteAlgorithm::cosignature_v1,
              .key = signer->public_key()};
  if (const auto kept = keep_vkey(options.directory + "/witness.vkey", key); !kept) {
    return kept.error();
  }
  std::unique_ptr<Witness> opened{new Witness{options, std::move(*signer), std::move(key)}};
  for (const auto& log : options.logs) {
    if (const auto latest = opened->latest(log.name); !latest) return latest.error();
  }
  return opened;
}

/// Hashed, because an origin may contain characters that a file name may not.
std::string Witness::path_of(const std::string& origin) const {
  return fmt::format("{}/{}.cosigned", options_.directory,
                     ledger::hex(ledger::sha256({origin})).substr(0, 32));
}

ledger::Result<ledger::proof::TreeHead> Witness::latest(const std::string& origin) const {
  const auto path = path_of(origin);
  const auto text = ledger::read_file(path);
  if (!text) return empty_tree_head();
  const auto note = ledger::proof::Note::parse(*text);
  const auto checkpoint = note ? ledger::proof::Checkpoint::parse(note->text) : note.error();
  if (!checkpoint || checkpoint->origin != origin || !ledger::proof::cosigned_at(*note, key_)) {
    return ledger::fail(
        ledger::FailureKind::corrupt,
        fmt::format("{} is not a checkpoint that this witness cosigned for {}", path, origin));
  }
  return checkpoint->head;
}

WitnessReply Witness::add_checkpoint(std::string_view body, std::uint64_t now_s) {
  const auto claim = recognize(body, options_.logs);
  if (!claim) return claim.error();
  const std::string& origin = claim->checkpoint.checkpoint.origin;

  const std::scoped_lock lock{mutex_};
  const auto file_lock = ledger::FileLock::on(path_of(origin));
  if (!file_lock) {
    spdlog::error("{}", to_text(file_lock.error()));
    return plain_reply(500, "the checkpoint last cosigned for this log cannot be locked");
  }
  const auto known = latest(origin);
  if (!known) {
    spdlog::error("{}", to_text(known.error()));
    return plain_reply(500, "the checkpoint last cosigned for this log cannot be read");
  }
  if (auto refused = refusal(*claim, *known)) {
    // A log learns the cosigned size from such a refusal; any other one is worth investigating.
    if (refused->content_type == WitnessReply{}.content_type) {
      spdlog::warn("refused {} at {} events, after {} cosigned: {} {}", origin,
                   claim->checkpoint.checkpoint.head.size, known->size, refused->status,
                   refused->body.substr(0, refused->body.find('\n')));
    }
    return *refused;
  }
  return cosign(*claim, now_s);
}

WitnessReply Witness::cosign(const Claim& claim, std::uint64_t now_s) const {
  const auto& origin = claim.checkpoint.checkpoint.origin;
  ledger::proof::Note note = claim.checkpoint.note;
  const auto cosignature = ledger::proof::cosign(signer_, key_.name, note, now_s);
  note.signatures.push_back(cosignature);
  // Before it is returned: after a crash the witness must not know less than its clients.
  if (const auto kept = ledger::write_private_file(path_of(origin), note.to_text()); !kept) {
    spdlog::error("{}", to_text(kept.error()));
    return plain_reply(500, "the cosignature could not be stored, and so is not returned");
  }
  spdlog::debug("cosigned {} at {} events", origin, claim.checkpoint.checkpoint.head.size);
  return {.body = cosignature.line()};
}

}  // namespace tools::witness
