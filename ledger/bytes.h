#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "ledger/result.h"

/// Integers as bytes. Everything that is stored or signed is big-endian, so keys sort as their
/// numbers do. Pure functions; safe from any thread.
namespace ledger {

template <std::unsigned_integral T>
constexpr std::array<char, sizeof(T)> big_endian(T value) {
  std::array<char, sizeof(T)> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(value >> (8 * (bytes.size() - 1 - i)));
  }
  return bytes;
}

template <std::unsigned_integral T>
void append_big_endian(std::string& to, T value) {
  const auto bytes = big_endian(value);
  to.append(bytes.data(), bytes.size());
}

/// The integer in the first bytes; there must be at least as many as it has.
template <std::unsigned_integral T>
T from_big_endian(std::string_view bytes) {
  LEDGER_CHECK(bytes.size() >= sizeof(T));
  T value = 0;
  for (const char byte : bytes.substr(0, sizeof(T))) {
    value = static_cast<T>(value << 8 | static_cast<std::uint8_t>(byte));
  }
  return value;
}

/// The same bytes as the other type: libraries differ in which one they take.
inline std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace ledger
