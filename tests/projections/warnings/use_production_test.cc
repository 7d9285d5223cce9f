#include "tests/support/license_history.h"

namespace tests {
namespace {

using ledger::InstallationKind;

/// A demo whose owner has production installations under other serial numbers.
class UseProduction : public LicenseHistory {
 protected:
  void SetUp() override {
    given_license("2026-03-01");
    binding_ = bound("2026-03-01", {.kind = InstallationKind::demo});
  }
  Evidence binding_;
};

TEST_F(UseProduction, warns_where_the_owner_has_a_production_installation) {
  const auto other = production_elsewhere("2026-03-05", "Nordvik AB", "Cust9", "1801000009");
  EXPECT_EQ(warned_of("2026-03-04T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(warning("2026-03-10"), (Reason{.code = ReasonCode::use_production,
                                           .cust_id = "Cust9",
                                           .serial_number = "1801000009",
                                           .since = at("2026-03-05"),
                                           .evidence = {binding_, other}}));
}

TEST_F(UseProduction, is_resolved_by_the_administrator) {
  production_elsewhere("2026-03-05", "Nordvik AB", "Cust9", "1801000009");
  EXPECT_EQ(resolver(warning("2026-03-10")), "administrator");
}

TEST_F(UseProduction, never_blocks) {
  production_elsewhere("2026-03-05", "Nordvik AB", "Cust9", "1801000009");
  bought("2026-03-05", {{"ten-sales", 1}});
  EXPECT_EQ(blocked_by("2026-03-10"), Texts{});
  EXPECT_TRUE(can_be_activated("2026-03-10"));
}

TEST_F(UseProduction, ends_with_the_production_installation) {
  production_elsewhere("2026-03-05", "Nordvik AB", "Cust9", "1801000009", "2026-03-10");
  EXPECT_EQ(warned_of("2026-03-09T23:59:59.999999Z"), Texts{"use_production Cust9"});
  EXPECT_EQ(warned_of("2026-03-10"), Texts{});
}

TEST_F(UseProduction, is_one_warning_for_each_production_installation) {
  production_elsewhere("2026-03-05", "Nordvik AB", "Cust8", "1801000008");
  production_elsewhere("2026-03-07", "Nordvik AB", "Cust9", "1801000009");
  EXPECT_EQ(warned_of("2026-03-10"), (Texts{"use_production Cust8", "use_production Cust9"}));
  EXPECT_EQ(warnings("2026-03-10")[0].since, at("2026-03-05"));
  EXPECT_EQ(warnings("2026-03-10")[1].since, at("2026-03-07"));
}

TEST_F(UseProduction, arises_for_every_kind_but_production) {
  production_elsewhere("2026-03-01", "Nordvik AB", "Cust9", "1801000009");
  kind_changed("2026-03-02", InstallationKind::trial);
  kind_changed("2026-03-03", InstallationKind::test);
  kind_changed("2026-03-04", InstallationKind::production);
  EXPECT_EQ(warned_of("2026-03-01"), Texts{"use_production Cust9"});
  EXPECT_EQ(warned_of("2026-03-02"), Texts{"use_production Cust9"});
  EXPECT_EQ(warned_of("2026-03-03"), Texts{"use_production Cust9"});
  EXPECT_EQ(warned_of("2026-03-04"), Texts{});
}

TEST_F(UseProduction, begins_when_the_installation_becomes_a_test) {
  production_elsewhere("2026-03-01", "Nordvik AB", "Cust9", "1801000009");
  bound("2026-03-02", {.kind = InstallationKind::production});
  kind_changed("2026-03-05", InstallationKind::test);
  EXPECT_EQ(warned_of("2026-03-04T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(warning("2026-03-10").since, at("2026-03-05"));
}

TEST_F(UseProduction, does_not_arise_where_nothing_is_bound) {
  production_elsewhere("2026-03-01", "Nordvik AB", "Cust9", "1801000009");
  released("2026-03-05");
  EXPECT_EQ(warned_of("2026-03-05"), Texts{});
}

TEST_F(UseProduction, is_judged_by_the_exact_name_of_the_owner) {
  production_elsewhere("2026-03-01", "Nordvik Ab", "Cust8", "1801000008");
  production_elsewhere("2026-03-01", "Sydvik AB", "Cust9", "1801000009");
  EXPECT_EQ(warned_of("2026-03-05"), Texts{});
}

TEST_F(UseProduction, follows_the_registered_owner_and_not_the_name_of_the_binding) {
  production_elsewhere("2026-03-01", "Sydvik AB", "Cust9", "1801000009");
  bound("2026-03-02", {.kind = InstallationKind::demo, .company_name = "Sydvik AB"});
  EXPECT_EQ(warned_of("2026-03-02"), Texts{});
  given_license("2026-03-05", "Sydvik AB");
  EXPECT_EQ(warning("2026-03-10").since, at("2026-03-05"));
}

}  // namespace
}  // namespace tests
