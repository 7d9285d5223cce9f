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
/// `nullopt` if it is not an address. An IPv6 zone is not accepted.
std::optional<IpAddress> ip_address_from(std::string_view text);
std::string to_text(const IpAddress& address);

/// All addresses with the same leading bits.
struct Network {
  IpAddress first;
  unsigned bits = 0;

  bool contains(const IpAddress& address) const;
};
/// `10.0.0.0/8`, or one address. `nullopt` if bits beyond the prefix are set.
std::optional<Network> network_from(std::string_view text);

/// Which addresses messages may be delivered to: those that anyone on the internet can reach, so
/// that a person who may enter a URL cannot reach internal services, and the networks that the
/// operator allowed. An IPv4 address in IPv6 form is judged in that form: refused.
class AddressGuard {
 public:
  AddressGuard() = default;
  explicit AddressGuard(std::vector<Network> allowed) : allowed_(std::move(allowed)) {}

  /// What kind of address it is, if nothing may be delivered to it; `nullopt` if it is allowed.
  std::optional<std::string_view> refusal(const IpAddress& address) const;

 private:
  std::vector<Network> allowed_;
};

}  // namespace tools::net
