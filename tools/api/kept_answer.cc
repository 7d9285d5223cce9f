#include "tools/api/kept_answer.h"

#include <charconv>
#include <fmt/format.h>
#include <string_view>

#include "ledger/result.h"

namespace tools::api {
namespace {

constexpr std::string_view refusal_mark = "refused ";

std::uint64_t number_in(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  LEDGER_CHECK(error == std::errc{} && end == text.data() + text.size());
  return value;
}

}  // namespace

std::string kept_refusal(const KeptRefusal& refusal) {
  return fmt::format("{}{} {} {}", refusal_mark, refusal.recorded.value, refusal.last.value,
                     refusal.request_id);
}

std::optional<KeptRefusal> refusal_from(std::string_view kept) {
  if (!kept.starts_with(refusal_mark)) return std::nullopt;
  kept.remove_prefix(refusal_mark.size());
  const auto first = kept.find(' ');
  LEDGER_CHECK(first != std::string_view::npos);
  const auto second = kept.find(' ', first + 1);
  LEDGER_CHECK(second != std::string_view::npos);
  return KeptRefusal{.recorded = {number_in(kept.substr(0, first))},
                     .last = {number_in(kept.substr(first + 1, second - first - 1))},
                     .request_id = std::string{kept.substr(second + 1)}};
}

std::string kept_answer(const http::HttpResponse& response) {
  return fmt::format("{} {}\n{}", response.status, response.content_type, response.body);
}

http::HttpResponse answer_from(const std::string& kept) {
  const auto space = kept.find(' ');
  const auto line = kept.find('\n');
  LEDGER_CHECK(space != std::string::npos && line != std::string::npos && space < line);
  return {.status = static_cast<int>(number_in(std::string_view{kept}.substr(0, space))),
          .content_type = kept.substr(space + 1, line - space - 1),
          .body = kept.substr(line + 1)};
}

}  // namespace tools::api
