#include "tools/http/webhook_url.h"

#include <gtest/gtest.h>
#include <string>

namespace tools::http {
namespace {

TEST(WebhookUrl, is_split_into_parts) {
  EXPECT_EQ(webhook_url_from("https://hooks.example.com/a/b?c=d%20e", false).value(),
            (WebhookUrl{.tls = true,
                        .host = "hooks.example.com",
                        .port = 443,
                        .host_header = "hooks.example.com",
                        .path = "/a/b?c=d%20e"}));
  EXPECT_EQ(webhook_url_from("http://[2001:db8::1]:8080", true).value(),
            (WebhookUrl{.tls = false,
                        .host = "2001:db8::1",
                        .port = 8080,
                        .host_header = "[2001:db8::1]:8080",
                        .path = "/"}));
}

TEST(WebhookUrl, must_be_https_with_a_host_and_without_credentials_or_fragment) {
  for (const char* text :
       {"", "hooks", "//example.com", "http://example.com", "ftp://example.com", "https://",
        "https:///path", "https://user@example.com", "https://user:pw@example.com",
        "https://example.com/#part", "https://example.com:0/", "https://example.com:70000/",
        "https://exa mple.com/", "javascript:alert(1)"}) {
    EXPECT_FALSE(webhook_url_from(text, false)) << text;
  }
  EXPECT_FALSE(webhook_url_from("https://example.com/" + std::string(2'000, 'a'), false));
}

}  // namespace
}  // namespace tools::http
