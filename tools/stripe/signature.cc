#include "tools/stripe/signature.h"

#include <charconv>
#include <optional>
#include <vector>

#include "ledger/digest.h"

namespace tools::stripe {
namespace {

/// More than Stripe sends, and few enough that a header cannot keep a thread busy.
constexpr std::size_t max_signatures = 16;

struct SignatureHeader {
  std::string_view timestamp;
  std::optional<std::int64_t> at;
  std::vector<std::string_view> signatures;  // v1; other schemes are ignored
};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

SignatureHeader read_header(std::string_view text) {
  SignatureHeader header;
  while (!text.empty()) {
    const auto part = trimmed(text.substr(0, text.find(',')));
    text.remove_prefix(
        std::min(text.size(), text.find(',') == text.npos ? text.npos : text.find(',') + 1));
    const auto equals = part.find('=');
    if (equals == part.npos) continue;
    const auto name = part.substr(0, equals);
    const auto value = part.substr(equals + 1);
    if (name == "t") {
      header.timestamp = value;
      std::int64_t at = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), at);
      const bool whole = error == std::errc{} && end == value.data() + value.size();
      header.at = whole ? std::optional{at} : std::nullopt;
    } else if (name == "v1" && header.signatures.size() < max_signatures) {
      header.signatures.push_back(value);
    }
  }
  return header;
}

}  // namespace

SignatureVerdict judge_signature(std::string_view text, std::string_view body,
                                 std::span<const std::string> secrets, ledger::Instant now,
                                 std::int64_t tolerance_s) {
  if (trimmed(text).empty()) return SignatureVerdict::missing;
  const SignatureHeader header = read_header(text);
  if (!header.at || header.signatures.empty()) return SignatureVerdict::malformed;
  bool genuine = false;
  for (const auto& secret : secrets) {
    const auto wanted = ledger::hex(ledger::hmac_sha256(secret, {header.timestamp, ".", body}));
    for (const auto signature : header.signatures) {
      if (ledger::equal_in_constant_time(wanted, signature)) genuine = true;
    }
  }
  if (!genuine) return SignatureVerdict::forged;
  constexpr std::int64_t micros = 1'000'000;
  const std::int64_t seconds = now.micros / micros;
  // Not a difference, which could overflow: the sender chose the time.
  const bool near = *header.at >= seconds - tolerance_s && *header.at <= seconds + tolerance_s;
  return near ? SignatureVerdict::genuine : SignatureVerdict::stale;
}

}  // namespace tools::stripe
