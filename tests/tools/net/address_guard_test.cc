#include "tools/net/address_guard.h"

#include <gtest/gtest.h>

namespace tools::net {
namespace {

bool refused(std::string_view text, const AddressGuard& guard = AddressGuard{}) {
  const auto address = ip_address_from(text);
  EXPECT_TRUE(address) << text;
  return address && guard.refusal(*address).has_value();
}

TEST(AddressGuard, allows_public_addresses) {
  for (const char* text : {"1.1.1.1",
                           "8.8.8.8",
                           "9.255.255.255",
                           "11.0.0.0",
                           "100.63.255.255",
                           "100.128.0.0",
                           "126.255.255.255",
                           "128.0.0.1",
                           "169.253.255.255",
                           "169.255.0.0",
                           "172.15.255.255",
                           "172.32.0.0",
                           "192.0.1.0",
                           "192.0.3.0",
                           "192.88.98.255",
                           "192.167.255.255",
                           "192.169.0.0",
                           "198.17.255.255",
                           "198.20.0.0",
                           "198.51.99.255",
                           "203.0.114.0",
                           "223.255.255.255",
                           "2001:200::1",
                           "2001:db7::1",
                           "2606:4700:4700::1111",
                           "2a00:1450:4001::200e",
                           "2003::1",
                           "3ffe::1"}) {
    EXPECT_FALSE(refused(text)) << text;
  }
}

TEST(AddressGuard, refuses_ipv4_addresses_that_are_not_reachable_from_the_internet) {
  for (const char* text : {"0.0.0.0",      "0.255.255.255",   "10.0.0.0",   "10.255.255.255",
                           "100.64.0.0",   "100.127.255.255", "127.0.0.1",  "127.255.255.255",
                           "169.254.0.0",  "169.254.169.254", "172.16.0.0", "172.31.255.255",
                           "192.0.0.1",    "192.0.0.170",     "192.0.2.1",  "192.88.99.1",
                           "192.168.0.1",  "192.168.255.255", "198.18.0.0", "198.19.255.255",
                           "198.51.100.7", "203.0.113.255",   "224.0.0.1",  "239.255.255.255",
                           "240.0.0.1",    "255.255.255.255"}) {
    EXPECT_TRUE(refused(text)) << text;
  }
}

TEST(AddressGuard, refuses_ipv6_addresses_that_are_not_reachable_from_the_internet) {
  for (const char* text : {"::",
                           "::1",
                           "::2",
                           "100::1",
                           "fc00::1",
                           "fdff:ffff::1",
                           "fe80::1",
                           "febf::1",
                           "fec0::1",
                           "ff02::1",
                           "ff0e::1",
                           "2001:db8::1",
                           "2001::1",
                           "2001:0:4137:9e76::1",
                           "2001:2::1",
                           "2001:10::1",
                           "2001:1ff::1",
                           "2002:c0a8:101::1",
                           "2002:808:808::1",
                           "3fff::1",
                           "4000::1",
                           "1fff::1",
                           "5f00::1",
                           "e000::1"}) {
    EXPECT_TRUE(refused(text)) << text;
  }
}

TEST(AddressGuard, refuses_every_ipv6_form_of_an_ipv4_address) {
  for (const char* text :
       {"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::8.8.8.8",
        "64:ff9b::127.0.0.1", "64:ff9b::8.8.8.8", "64:ff9b:1::10.0.0.1", "::ffff:0:127.0.0.1"}) {
    EXPECT_TRUE(refused(text)) << text;
  }
}

TEST(AddressGuard, allows_the_listed_networks_and_nothing_else) {
  const AddressGuard guard{{*network_from("127.0.0.1"), *network_from("10.1.0.0/16"),
                            *network_from("fd00:1::/32"), *network_from("169.254.0.0/31")}};
  for (const char* text : {"127.0.0.1", "10.1.0.0", "10.1.255.255", "fd00:1::5", "169.254.0.1"}) {
    EXPECT_FALSE(refused(text, guard)) << text;
  }
  for (const char* text : {"127.0.0.2", "10.0.255.255", "10.2.0.0", "fd00:2::5", "169.254.0.2",
                           "::ffff:127.0.0.1", "::1"}) {
    EXPECT_TRUE(refused(text, guard)) << text;
  }
}

TEST(AddressGuard, names_the_kind_of_address_it_refuses) {
  EXPECT_EQ(AddressGuard{}.refusal(*ip_address_from("127.0.0.1")), "a loopback address");
  EXPECT_EQ(AddressGuard{}.refusal(*ip_address_from("169.254.169.254")), "a link-local address");
}

TEST(Network, is_written_as_a_prefix) {
  for (const char* text : {"0.0.0.0/0", "10.0.0.0/8", "192.168.1.1", "192.168.1.1/32", "::/0",
                           "fd00::/8", "fe80::1", "fe80::1/128"}) {
    EXPECT_TRUE(network_from(text)) << text;
  }
  for (const char* text : {"", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "10.0.0/8",
                           "fd00::1/8", "fd00::/129", "localhost", "fe80::1%eth0", "/8"}) {
    EXPECT_FALSE(network_from(text)) << text;
  }
}

TEST(IpAddress, has_only_one_textual_form) {
  for (const char* text : {"127.1", "0177.0.0.1", "2130706433", "0x7f000001", "1.2.3.4 ", "::1%lo",
                           "[::1]", "example.com"}) {
    EXPECT_FALSE(ip_address_from(text)) << text;
  }
  EXPECT_EQ(to_text(*ip_address_from("2001:0DB8::0001")), "2001:db8::1");
}

}  // namespace
}  // namespace tools::net
