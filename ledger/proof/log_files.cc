#include "ledger/proof/log_files.h"

#include <fmt/format.h>

#include "ledger/files.h"
#include "ledger/store.h"

namespace ledger::proof {
namespace {

Result<SignedCheckpoint> checkpoint_in(const std::string& text, const std::string& path,
                                       const NoteKey& log) {
  auto checkpoint = open_checkpoint(text, log);
  if (checkpoint) return checkpoint;
  return corrupt("the checkpoint was altered",
                 fmt::format("{}: {}. {}", path, checkpoint.error().detail, recovery_advice));
}

}  // namespace

Result<std::optional<NoteKey>> read_log_key(const LogFiles& files) {
  const auto text = read_file(files.vkey());
  if (!text) return std::optional<NoteKey>{};
  auto key = NoteKey::parse(std::string_view{*text}.substr(0, text->find('\n')));
  if (key) return std::optional{std::move(*key)};
  return corrupt("the log's public key was altered",
                 fmt::format("{}: {}", files.vkey(), key.error().detail));
}

Result<SignedCheckpoint> read_checkpoint(const LogFiles& files, const NoteKey& log) {
  const auto text = read_file(files.checkpoint());
  if (text) return checkpoint_in(*text, files.checkpoint(), log);
  return corrupt("the checkpoint is missing, so nothing shows how long the log was",
                 fmt::format("{}. {}", files.checkpoint(), recovery_advice));
}

Result<std::optional<SignedCheckpoint>> read_cosigned(const LogFiles& files, const NoteKey& log) {
  const auto text = read_file(files.cosigned());
  if (!text) return std::optional<SignedCheckpoint>{};
  LEDGER_ASSIGN_OR_RETURN(auto checkpoint, checkpoint_in(*text, files.cosigned(), log));
  return std::optional{std::move(checkpoint)};
}

}  // namespace ledger::proof
