#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tools::net {

/// An IPv4 or IPv6 address; the bytes of an IPv4 address are the first four.
struct IpAddress {
  bool v6 = false;
  std::array<std::uint8_t, 16> bytes{};
  bool operator==(const IpAddress&) const = default;
};
/// Nothing for what is not written as an address; an IPv6 zone is none of it.
std::optional<IpAddress> ip_address_from(std::string_view text);
std::string to_text(const IpAddress& address);

/// All addresses that begin with the same bits.
struct Network {
  IpAddress first;
  unsigned bits = 0;

  bool contains(const IpAddress& address) const;
};
/// `10.0.0.0/8`, or one address. Nothing where bits are set behind the prefix.
std::optional<Network> network_from(std::string_view text);

/// Which addresses messages may be delivered to: what anybody on the internet could reach, so that
/// nobody who may name a URL reaches what is behind our walls, and the networks that whoever runs
/// the server has named. An IPv4 address written as IPv6 is judged as it is written: refused.
class AddressGuard {
 public:
  AddressGuard() = default;
  explicit AddressGuard(std::vector<Network> allowed) : allowed_(std::move(allowed)) {}

  /// What the address is, in words, where nothing is delivered to it; nothing where it may be.
  std::optional<std::string_view> refusal(const IpAddress& address) const;

 private:
  std::vector<Network> allowed_;
};

}  // namespace tools::net
