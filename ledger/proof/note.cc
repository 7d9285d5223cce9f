#include "ledger/proof/note.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "ledger/bytes.h"
#include "ledger/digest.h"

namespace ledger::proof {
namespace {

using namespace std::string_view_literals;

/// An em dash and a space.
constexpr std::string_view signature_mark = "\xe2\x80\x94 ";
constexpr std::size_t key_id_bytes = sizeof(NoteSignature::key_id);

}  // namespace

bool is_key_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != '+' && c != '\x7f';
  });
}

std::uint32_t NoteKey::id() const {
  const auto kind = static_cast<char>(algorithm);
  const Digest digest = sha256({name, "\n"sv, std::string_view{&kind, 1}, text_of(key)});
  return from_big_endian<std::uint32_t>(text_of(digest));
}

std::string NoteKey::vkey() const {
  std::string material(1, static_cast<char>(algorithm));
  material.append(text_of(key));
  return fmt::format("{}+{:08x}+{}", name, id(), base64(material));
}

Result<NoteKey> NoteKey::parse(std::string_view vkey) {
  const auto first = vkey.find('+');
  const auto second = first == std::string_view::npos ? first : vkey.find('+', first + 1);
  if (second == std::string_view::npos) {
    return invalid("a verifier key has the form name+id+key, as /v1/log returns it");
  }
  NoteKey key{.name = std::string{vkey.substr(0, first)}};
  if (!is_key_name(key.name)) return invalid("the name in the verifier key is not valid");
  const auto material = from_base64(vkey.substr(second + 1));
  if (!material || material->size() != 1 + key.key.size()) {
    return invalid("the verifier key does not end in 33 bytes of base64");
  }
  const auto algorithm = static_cast<std::uint8_t>(material->front());
  if (algorithm != static_cast<std::uint8_t>(NoteAlgorithm::ed25519) &&
      algorithm != static_cast<std::uint8_t>(NoteAlgorithm::cosignature_v1)) {
    return invalid("the verifier key is of an unknown algorithm");
  }
  key.algorithm = static_cast<NoteAlgorithm>(algorithm);
  std::copy_n(material->begin() + 1, key.key.size(), key.key.begin());
  if (vkey.substr(first + 1, second - first - 1) != fmt::format("{:08x}", key.id())) {
    return invalid("the id in the verifier key does not match its name and key");
  }
  return key;
}

std::string NoteSignature::line() const {
  std::string material;
  append_big_endian(material, key_id);
  return fmt::format("{}{} {}\n", signature_mark, name, base64(material + bytes));
}

std::string Note::to_text() const {
  std::string whole = text + "\n";
  for (const auto& signature : signatures) whole += signature.line();
  return whole;
}

Result<Note> Note::parse(std::string_view text) {
  // The text may contain empty lines; the last one ends it.
  const auto end = text.rfind("\n\n");
  if (end == std::string_view::npos)
    return invalid("a note has an empty line before its signatures");
  Note note{.text = std::string{text.substr(0, end + 1)}};
  LEDGER_ASSIGN_OR_RETURN(note.signatures, parse_signatures(text.substr(end + 2)));
  if (note.signatures.empty()) return invalid("the note has no signature");
  return note;
}

Result<std::vector<NoteSignature>> parse_signatures(std::string_view lines) {
  constexpr std::size_t most = 100;
  std::vector<NoteSignature> signatures;
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    if (end == std::string_view::npos) return invalid("a signature line has no end");
    auto line = lines.substr(0, end);
    lines.remove_prefix(end + 1);
    if (!line.starts_with(signature_mark)) {
      return invalid("a signature line starts with an em dash and a space");
    }
    line.remove_prefix(signature_mark.size());
    const auto space = line.find(' ');
    if (space == std::string_view::npos) return invalid("a signature line names its key");
    NoteSignature signature{.name = std::string{line.substr(0, space)}};
    const auto bytes = from_base64(line.substr(space + 1));
    if (!is_key_name(signature.name) || !bytes || bytes->size() <= key_id_bytes) {
      return invalid("a signature line is not a name and base64");
    }
    signature.key_id = from_big_endian<std::uint32_t>(*bytes);
    signature.bytes = bytes->substr(key_id_bytes);
    signatures.push_back(std::move(signature));
    if (signatures.size() > most) return invalid("the note has too many signatures");
  }
  return signatures;
}

NoteSignature sign_note(const SigningKey& key, std::string_view name, std::string_view text) {
  const NoteKey public_key{.name = std::string{name}, .key = key.public_key()};
  const Signature signature = key.sign(text);
  return {
      .name = public_key.name, .key_id = public_key.id(), .bytes = std::string{text_of(signature)}};
}

bool is_signed_by(const Note& note, const NoteKey& key) {
  return key.algorithm == NoteAlgorithm::ed25519 &&
         std::ranges::any_of(note.signatures, [&](const NoteSignature& signature) {
           return signature.name == key.name && signature.key_id == key.id() &&
                  verify(key.key, note.text, bytes_of(signature.bytes));
         });
}

}  // namespace ledger::proof
