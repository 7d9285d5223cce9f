#include "tools/net/address_guard.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace tools::net {
namespace {

struct Special {
  std::string_view network;
  std::string_view what;
};

/// The special-purpose registries of IANA (RFC 6890 and its updates), as far as their addresses are
/// not reachable from the internet.
constexpr std::array special_v4{
    Special{"0.0.0.0/8", "an address of this network"},
    Special{"10.0.0.0/8", "a private address"},
    Special{"100.64.0.0/10", "a shared address (carrier-grade NAT)"},
    Special{"127.0.0.0/8", "a loopback address"},
    Special{"169.254.0.0/16", "a link-local address"},
    Special{"172.16.0.0/12", "a private address"},
    Special{"192.0.0.0/24", "a protocol address"},
    Special{"192.0.2.0/24", "a documentation address"},
    Special{"192.88.99.0/24", "a 6to4 relay address"},
    Special{"192.168.0.0/16", "a private address"},
    Special{"198.18.0.0/15", "a benchmarking address"},
    Special{"198.51.100.0/24", "a documentation address"},
    Special{"203.0.113.0/24", "a documentation address"},
    Special{"224.0.0.0/4", "a multicast address"},
    Special{"240.0.0.0/4", "a reserved address"},
};

/// The first match names the kind; any other address outside 2000::/3 is unassigned.
constexpr std::array special_v6{
    Special{"::/128", "the unspecified address"},
    Special{"::1/128", "a loopback address"},
    Special{"::ffff:0:0/96", "an IPv4 address in IPv6 form"},
    Special{"::/96", "an IPv4 address in IPv6 form"},
    Special{"64:ff9b::/96", "a translated IPv4 address (NAT64)"},
    Special{"64:ff9b:1::/48", "a translated IPv4 address (NAT64)"},
    Special{"100::/64", "a discard-only address"},
    Special{"2001::/32", "a tunneled IPv4 address"},
    Special{"2001::/23", "a protocol address"},
    Special{"2001:db8::/32", "a documentation address"},
    Special{"2002::/16", "a tunneled IPv4 address"},
    Special{"3fff::/20", "a documentation address"},
    Special{"fc00::/7", "a private address"},
    Special{"fe80::/10", "a link-local address"},
    Special{"fec0::/10", "a private address"},
    Special{"ff00::/8", "a multicast address"},
};
constexpr std::string_view global_unicast_v6 = "2000::/3";

struct Refused {
  Network network;
  std::string_view what;
};

template <std::size_t N>
std::vector<Refused> read_all(const std::array<Special, N>& list) {
  std::vector<Refused> refused;
  for (const auto& special : list) {
    refused.push_back({network_from(special.network).value(), special.what});
  }
  return refused;
}

const std::vector<Refused>& refused_of(const IpAddress& address) {
  static const auto v4 = read_all(special_v4);
  static const auto v6 = read_all(special_v6);
  return address.v6 ? v6 : v4;
}

bool bit_of(const IpAddress& address, unsigned i) {
  return (unsigned{address.bytes[i / 8]} >> (7 - i % 8) & 1U) != 0;
}

}  // namespace

std::optional<IpAddress> ip_address_from(std::string_view text) {
  const std::string terminated{text};
  IpAddress address;
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1) return address;
  address.v6 = true;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

std::string to_text(const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(address.v6 ? AF_INET6 : AF_INET, address.bytes.data(), text.data(), text.size());
  return text.data();
}

bool Network::contains(const IpAddress& address) const {
  if (address.v6 != first.v6) return false;
  for (unsigned i = 0; i < bits; ++i) {
    if (bit_of(address, i) != bit_of(first, i)) return false;
  }
  return true;
}

std::optional<Network> network_from(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = ip_address_from(text.substr(0, slash));
  if (!address) return std::nullopt;
  const unsigned max_bits = address->v6 ? 128 : 32;
  Network network{.first = *address, .bits = max_bits};
  if (slash == std::string_view::npos) return network;
  text.remove_prefix(slash + 1);
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, network.bits);
  if (read.ec != std::errc{} || read.ptr != end || network.bits > max_bits) return std::nullopt;
  for (unsigned i = network.bits; i < max_bits; ++i) {
    if (bit_of(network.first, i)) return std::nullopt;
  }
  return network;
}

std::optional<std::string_view> AddressGuard::refusal(const IpAddress& address) const {
  static const Network unicast = network_from(global_unicast_v6).value();
  const bool allowed = std::ranges::any_of(
      allowed_, [&](const Network& network) { return network.contains(address); });
  if (allowed) return std::nullopt;
  for (const auto& [network, what] : refused_of(address)) {
    if (network.contains(address)) return what;
  }
  if (address.v6 && !unicast.contains(address)) return "an unassigned address";
  return std::nullopt;
}

}  // namespace tools::net
