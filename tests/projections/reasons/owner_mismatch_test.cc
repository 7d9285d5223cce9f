#include "tests/support/license_history.h"

namespace tests {
namespace {

class OwnerMismatch : public LicenseHistory {
 protected:
  void SetUp() override { registration_ = given_license("2026-03-01", "Nordvik AB"); }

  static File file_of(std::string company_name) {
    File file = LicenseHistory::file(1);
    file.company_name = std::move(company_name);
    return file;
  }

  Evidence registration_;
};

TEST_F(OwnerMismatch, blocks_while_the_binding_has_another_name_than_the_registration) {
  const auto binding = bound("2026-03-02", {.company_name = "Sydvik AB"});
  EXPECT_EQ(blocking_reason("2026-03-04"), (Reason{.code = ReasonCode::owner_mismatch,
                                                   .company_name = "Sydvik AB",
                                                   .registered_name = "Nordvik AB",
                                                   .since = at("2026-03-02"),
                                                   .evidence = {registration_, binding}}));
}

TEST_F(OwnerMismatch, is_resolved_by_vendor_support) {
  bound("2026-03-02", {.company_name = "Sydvik AB"});
  EXPECT_EQ(resolver(blocking_reason("2026-03-02")), "vendor_support");
}

TEST_F(OwnerMismatch, does_not_arise_where_the_names_are_equal) {
  bound("2026-03-02", {.company_name = "Nordvik AB"});
  EXPECT_EQ(blocked_by("2026-03-02"), Texts{});
}

TEST_F(OwnerMismatch, is_judged_by_the_exact_name) {
  bound("2026-03-02", {.company_name = "Nordvik Ab"});
  bound("2026-03-03", {.company_name = "Nordvik AB "});
  bound("2026-03-04", {.company_name = "Nordvik  AB"});
  bound("2026-03-05", {.company_name = "Nordvik"});
  for (const char* day : {"2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"}) {
    EXPECT_EQ(blocked_by(day), Texts{"owner_mismatch"}) << day;
  }
}

TEST_F(OwnerMismatch, begins_when_the_license_is_registered_under_another_name) {
  const auto binding = bound("2026-03-02");
  const auto renamed = given_license("2026-03-05", "Nordvik Holding AB");
  EXPECT_EQ(blocked_by("2026-03-04T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(blocking_reason("2026-03-05"), (Reason{.code = ReasonCode::owner_mismatch,
                                                   .company_name = "Nordvik AB",
                                                   .registered_name = "Nordvik Holding AB",
                                                   .since = at("2026-03-05"),
                                                   .evidence = {binding, renamed}}));
}

TEST_F(OwnerMismatch, is_cleared_by_a_corrected_registration) {
  bound("2026-03-02", {.company_name = "Sydvik AB"});
  given_license("2026-03-05", "Sydvik AB");
  EXPECT_EQ(blocked_by("2026-03-04T23:59:59.999999Z"), Texts{"owner_mismatch"});
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{});
}

TEST_F(OwnerMismatch, is_cleared_by_a_binding_under_the_registered_name) {
  bound("2026-03-02", {.company_name = "Sydvik AB"});
  bound("2026-03-05", {.company_name = "Nordvik AB"});
  EXPECT_EQ(blocked_by("2026-03-04T23:59:59.999999Z"), Texts{"owner_mismatch"});
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{});
}

TEST_F(OwnerMismatch, continues_while_one_wrong_name_replaces_another) {
  bound("2026-03-02", {.company_name = "Sydvik AB"});
  bound("2026-03-05", {.company_name = "Ostvik AB"});
  const auto reason = blocking_reason("2026-03-06");
  EXPECT_EQ(reason.company_name, "Ostvik AB");
  EXPECT_EQ(reason.since, at("2026-03-02"));
}

TEST_F(OwnerMismatch, is_judged_by_the_registration_that_takes_effect_last_not_that_arrives_last) {
  bound("2026-03-02", {.company_name = "Nordvik Holding AB"});
  given_license("2026-03-05", "Nordvik Holding AB");
  recorded_at("2026-03-10").given_license("2026-03-04", "Sydvik AB");
  EXPECT_EQ(blocked_by("2026-03-10"), Texts{});
  EXPECT_EQ(blocking_reason("2026-03-04").registered_name, "Sydvik AB");
  EXPECT_EQ(blocking_reason({"2026-03-04", "2026-03-09"}).registered_name, "Nordvik AB");
}

TEST_F(OwnerMismatch, does_not_arise_where_nothing_is_bound) {
  bound("2026-03-02", {.company_name = "Sydvik AB"});
  released("2026-03-05");
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{"not_bound"});
}

TEST_F(OwnerMismatch, blocks_a_file_that_names_another_owner) {
  const auto binding = bound("2026-03-02");
  const auto reason = blocking_reason("2026-03-04", {.file = file_of("Sydvik AB")});
  EXPECT_EQ(reason.code, ReasonCode::owner_mismatch);
  EXPECT_EQ(reason.company_name, "Sydvik AB");
  EXPECT_EQ(reason.registered_name, "Nordvik AB");
  EXPECT_EQ(reason.evidence, (std::vector{registration_, binding}));
  EXPECT_EQ(blocked_by("2026-03-04", {.file = file_of("Nordvik AB")}), Texts{});
  EXPECT_EQ(blocked_by("2026-03-04"), Texts{});
}

TEST_F(OwnerMismatch, is_one_reason_where_both_binding_and_file_have_another_name) {
  bound("2026-03-02", {.company_name = "Sydvik AB"});
  const auto reason = blocking_reason("2026-03-04", {.file = file_of("Ostvik AB")});
  EXPECT_EQ(reason.company_name, "Sydvik AB");
}

TEST_F(OwnerMismatch, of_a_file_is_reported_together_with_other_reasons) {
  EXPECT_EQ(blocked_by("2026-03-04", {.file = file_of("Sydvik AB")}),
            (Texts{"not_bound", "owner_mismatch"}));
}

}  // namespace
}  // namespace tests
