#include "tools/api/access.h"

#include <gtest/gtest.h>

#include "tools/api/routes.h"

namespace tests {
namespace {

using tools::access::Role;
using tools::access::Token;
using tools::api::Access;
using tools::api::access_refused;
using tools::api::Route;
using tools::api::routes;

constexpr const char* own = "1801000001";
constexpr const char* of_another = "1801000002";

constexpr std::array all_roles{Role::billing, Role::admin, Role::support, Role::auditor,
                               Role::operator_};

bool may_call(const Route& route, Role role, const char* serial_number) {
  Token token{.role = role};
  if (role == Role::admin) token.serials = {own};
  return !access_refused(route.access, token, serial_number);
}

std::string named(const Route& route, Role role) {
  return std::string{route.method} + " " + std::string{route.pattern} + " as " +
         std::string{ledger::name_of(role)};
}

bool is_about_a_license(const Route& route) {
  return route.pattern.find("{serial}") != std::string_view::npos;
}

TEST(Access, depends_on_the_license_for_exactly_the_routes_with_a_serial_number) {
  for (const auto& route : routes()) {
    EXPECT_EQ(route.access.owned, is_about_a_license(route))
        << route.method << " " << route.pattern;
  }
}

TEST(Access, to_a_route_about_a_license_is_for_an_admin_of_that_license_only) {
  for (const auto& route : routes()) {
    if (!is_about_a_license(route)) continue;
    EXPECT_TRUE(may_call(route, Role::admin, own)) << route.pattern;
    EXPECT_FALSE(may_call(route, Role::admin, of_another)) << route.pattern;
  }
}

TEST(Access, for_every_other_role_does_not_depend_on_the_license) {
  for (const auto& route : routes()) {
    for (const Role role : all_roles) {
      if (role == Role::admin || route.access.open) continue;
      EXPECT_EQ(may_call(route, role, own), may_call(route, role, of_another))
          << named(route, role);
      const bool named_there =
          std::ranges::find(route.access.roles, role) != route.access.roles.end();
      EXPECT_EQ(may_call(route, role, own), named_there || role == Role::operator_)
          << named(route, role);
    }
  }
}

TEST(Access, of_an_admin_to_other_routes_is_by_role) {
  for (const auto& route : routes()) {
    if (is_about_a_license(route) || route.access.open) continue;
    const bool named_there =
        std::ranges::find(route.access.roles, Role::admin) != route.access.roles.end();
    EXPECT_EQ(may_call(route, Role::admin, ""), named_there) << route.pattern;
  }
}

TEST(Access, excludes_billing_systems_from_commands_on_licenses) {
  for (const auto& route : routes()) {
    if (!is_about_a_license(route) || route.method == "GET") continue;
    EXPECT_FALSE(may_call(route, Role::billing, own)) << route.method << " " << route.pattern;
  }
}

TEST(FoundRoute, has_the_serial_number_from_anywhere_in_the_path) {
  tools::http::HttpRequest request;
  request.method = "DELETE";
  request.segments = {"v1", "licenses", own, "seats", "sales", "anna"};
  const auto found = tools::api::find_route(request);
  ASSERT_NE(found.route, nullptr);
  EXPECT_EQ(found.serial_number(), own);
  request.method = "GET";
  request.segments = {"v1", "installations", "Cust1"};
  EXPECT_EQ(tools::api::find_route(request).serial_number(), "");
}

TEST(FoundRoute, lists_the_methods_of_a_path) {
  tools::http::HttpRequest request;
  request.method = "PATCH";
  request.segments = {"v1", "licenses", own};
  const auto found = tools::api::find_route(request);
  EXPECT_EQ(found.route, nullptr);
  EXPECT_EQ(found.pattern, "/v1/licenses/{serial}");
  EXPECT_EQ(found.methods, "GET, HEAD");
}

}  // namespace
}  // namespace tests
