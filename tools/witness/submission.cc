#include "tools/witness/submission.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace tools::witness {
namespace {

constexpr std::string_view old_mark = "old ";
constexpr std::size_t max_proof_lines = 63;

ledger::Failure invalid(std::string why) {
  return ledger::fail(ledger::FailureKind::invalid, std::move(why));
}

/// Takes the line off the front; nothing when it has no end.
std::optional<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t size = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), size);
  if (read.ec != std::errc{} || fmt::format("{}", size) != text) return std::nullopt;
  return size;
}

std::string Submission::to_text() const {
  std::string text = fmt::format("{}{}\n", old_mark, old_size);
  for (const auto& hash : proof) {
    text += ledger::base64(hash);
    text += '\n';
  }
  text += '\n';
  return text + checkpoint;
}

ledger::Result<Submission> Submission::parse(std::string_view body) {
  const auto first = take_line(body);
  if (!first || !first->starts_with(old_mark)) {
    return invalid("the first line must be \"old\", a space and a tree size");
  }
  const auto size = parse_size(first->substr(old_mark.size()));
  if (!size) return invalid("old must be a tree size in decimal, without leading zeroes");
  Submission submission{.old_size = *size};
  for (auto line = take_line(body); !line || !line->empty(); line = take_line(body)) {
    if (!line) return invalid("an empty line must stand between the proof and the checkpoint");
    if (submission.proof.size() == max_proof_lines) {
      return invalid(fmt::format("the proof must have at most {} lines", max_proof_lines));
    }
    const auto bytes = ledger::from_base64(*line);
    ledger::Digest hash{};
    if (!bytes || bytes->size() != hash.size()) {
      return invalid(fmt::format("line {} of the proof must be a SHA-256 hash in base64",
                                 submission.proof.size() + 1));
    }
    std::copy(bytes->begin(), bytes->end(), hash.begin());
    submission.proof.push_back(hash);
  }
  submission.checkpoint = std::string{body};
  return submission;
}

}  // namespace tools::witness
