#include "tests/support/license_history.h"

namespace tests {
namespace {

class Warnings : public LicenseHistory {};

TEST_F(Warnings, are_reported_together_in_the_order_of_the_domain) {
  given_license("2026-03-01");
  bound("2026-03-01", {.kind = ledger::InstallationKind::trial,
                       .deployment = ledger::Deployment::onsite,
                       .version = "9"});
  agreed("2026-03-01", "M-1", "9", "2026-06-01");
  bought("2026-03-01", {{"ten-sales", 1, "2026-06-01"}});
  activated("2026-03-01", 1, {{"ten-sales", 1}}, "2026-06-01");
  seat("2026-03-02", "ten-sales", "anna");
  seat("2026-03-02", "ten-sales", "bo");
  invoice("2026-03-02", "I-1", 1000, "2026-05-20");
  paid("2026-03-03", "P-1", "I-1", 95, "EUR");
  production_elsewhere("2026-03-01", "Nordvik AB", "Cust9", "1801000009");
  EXPECT_EQ(warned_of("2026-05-15"),
            (Texts{"expires_soon", "payment_due_soon I-1", "maintenance_ends_soon",
                   "over_assigned ten-sales", "use_production Cust9", "currency_mismatch P-1"}));
}

TEST_F(Warnings, do_not_exist_before_the_license_is_registered) {
  seat("2026-03-01", "ten-sales", "anna");
  given_license("2026-03-05");
  EXPECT_EQ(warned_of("2026-03-04T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(warning("2026-03-10").since, at("2026-03-05"));
}

TEST_F(Warnings, are_given_as_known_then) {
  given_license("2026-03-01");
  recorded_at("2026-03-10").seat("2026-03-05", "ten-sales", "anna");
  EXPECT_EQ(warned_of({"2026-03-06", "2026-03-09"}), Texts{});
  EXPECT_EQ(warning({"2026-03-12", "2026-03-10"}).since, at("2026-03-05"));
}

}  // namespace
}  // namespace tests
