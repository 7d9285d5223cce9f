#include "tools/http/trace.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "ledger/digest.h"

namespace tools::http {
namespace {

//     traceparent = version "-" trace-id "-" parent-id "-" trace-flags
//     version     = 2HEXDIGLC          ; not ff; a version after 00 may append "-" and more
//     trace-id    = 32HEXDIGLC         ; not all zeros
//     parent-id   = 16HEXDIGLC         ; not all zeros
//     trace-flags = 2HEXDIGLC
constexpr std::size_t trace_id_at = 3;
constexpr std::size_t parent_id_at = 36;
constexpr std::size_t flags_at = 53;
constexpr std::size_t length = 55;

bool is_hex(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_zero(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

bool is_traceparent(std::string_view text) {
  if (text.size() < length) return false;
  const auto version = text.substr(0, 2);
  const bool ends_well =
      text.size() == length || (version != "00" && text.substr(length).starts_with('-'));
  const auto trace_id = text.substr(trace_id_at, 32);
  const auto parent_id = text.substr(parent_id_at, 16);
  return ends_well && is_hex(version) && version != "ff" && text[trace_id_at - 1] == '-' &&
         text[parent_id_at - 1] == '-' && text[flags_at - 1] == '-' && is_hex(trace_id) &&
         is_hex(parent_id) && is_hex(text.substr(flags_at, 2)) && !is_zero(trace_id) &&
         !is_zero(parent_id);
}

template <std::size_t Bytes>
std::string random_id() {
  std::array<std::uint8_t, Bytes> random{};
  do {
    ledger::fill_random(random);
  } while (std::ranges::all_of(random, [](std::uint8_t byte) { return byte == 0; }));
  return fmt::format("{:02x}", fmt::join(random, ""));
}

}  // namespace

Trace begin_span(std::string_view traceparent) {
  Trace trace{.trace_id = {}, .span_id = random_id<8>(), .parent_id = {}};
  if (is_traceparent(traceparent)) {
    trace.trace_id = traceparent.substr(trace_id_at, 32);
    trace.parent_id = traceparent.substr(parent_id_at, 16);
  } else {
    trace.trace_id = random_id<16>();
  }
  return trace;
}

}  // namespace tools::http
