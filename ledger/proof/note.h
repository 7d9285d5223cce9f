#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/result.h"
#include "ledger/signing_key.h"

/// Signed notes: a text, an empty line, and one line for each signature. C2SP signed-note, as
/// golang.org/x/mod/sumdb/note reads it. Pure functions; safe from any thread.
namespace ledger::proof {

/// What a signature states of the text: that it is the log's own, or that a witness has seen the
/// log grow to it (C2SP tlog-cosignature). The numbers are those of the standard.
enum class NoteAlgorithm : std::uint8_t { ed25519 = 1, cosignature_v1 = 4 };

/// A key that verifies notes. As text, a vkey: `name+id+base64(algorithm, public key)`.
struct NoteKey {
  std::string name;  // no space, no plus, not empty
  NoteAlgorithm algorithm = NoteAlgorithm::ed25519;
  PublicKey key{};

  /// The first four bytes of SHA-256(name, newline, algorithm, key).
  std::uint32_t id() const;
  std::string vkey() const;
  static Result<NoteKey> parse(std::string_view vkey);
  bool operator==(const NoteKey&) const = default;
};

/// Whether it can name a key, and thus be the origin of a log.
bool is_key_name(std::string_view name);

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  std::string bytes;  // without the key id
  bool operator==(const NoteSignature&) const = default;

  /// The signature's line, with its newline.
  std::string line() const;
};

struct Note {
  std::string text;  // ends in a newline
  std::vector<NoteSignature> signatures;

  std::string to_text() const;
  /// `invalid` if it is not a note. Does not check the signatures.
  static Result<Note> parse(std::string_view text);
};

/// Reads signature lines alone, as in the response of a witness.
Result<std::vector<NoteSignature>> parse_signatures(std::string_view lines);

NoteSignature sign_note(const SigningKey& key, std::string_view name, std::string_view text);
/// Whether one of the signatures is a valid one of the key, which is an Ed25519 key.
bool is_signed_by(const Note& note, const NoteKey& key);

}  // namespace ledger::proof
