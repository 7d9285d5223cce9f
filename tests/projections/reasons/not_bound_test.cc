#include "tests/support/license_history.h"

namespace tests {
namespace {

class NotBound : public LicenseHistory {
 protected:
  void SetUp() override { registration_ = given_license("2026-03-01"); }
  Evidence registration_;
};

TEST_F(NotBound, blocks_until_an_installation_is_bound) {
  bound("2026-03-05");
  EXPECT_EQ(blocked_by("2026-03-01"), Texts{"not_bound"});
  EXPECT_EQ(blocked_by("2026-03-04T23:59:59.999999Z"), Texts{"not_bound"});
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{});
}

TEST_F(NotBound, blocks_again_from_the_release) {
  bound("2026-03-05");
  released("2026-03-10");
  EXPECT_EQ(blocked_by("2026-03-09T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(blocked_by("2026-03-10"), Texts{"not_bound"});
  EXPECT_EQ(blocking_reason("2026-03-20").since, at("2026-03-10"));
}

TEST_F(NotBound, carries_no_numbers_and_rests_on_the_registration) {
  EXPECT_EQ(blocking_reason("2026-03-04"), (Reason{.code = ReasonCode::not_bound,
                                                   .since = at("2026-03-01"),
                                                   .evidence = {registration_}}));
}

TEST_F(NotBound, is_resolved_by_the_administrator) {
  EXPECT_EQ(resolver(blocking_reason("2026-03-04")), "administrator");
}

TEST_F(NotBound, rests_on_the_last_registration_and_the_last_release) {
  const auto renamed = given_license("2026-03-02", "Nordvik Holding AB");
  bound("2026-03-05");
  released("2026-03-06");
  bound("2026-03-07");
  const auto release = released("2026-03-08");
  EXPECT_EQ(blocking_reason("2026-03-09"), (Reason{.code = ReasonCode::not_bound,
                                                   .since = at("2026-03-08"),
                                                   .evidence = {renamed, release}}));
}

TEST_F(NotBound, goes_back_to_the_first_registration_whatever_is_registered_later) {
  given_license("2026-03-02", "Nordvik Holding AB");
  EXPECT_EQ(blocking_reason("2026-03-04").since, at("2026-03-01"));
}

TEST_F(NotBound, is_not_cleared_by_a_binding_that_was_refused) {
  happened("2026-03-02", ledger::InstallationBindingRefused{.cust_id = "Cust1"});
  EXPECT_EQ(blocking_reason("2026-03-02").since, at("2026-03-01"));
}

TEST_F(NotBound, is_not_caused_by_the_release_of_an_installation_that_is_not_bound) {
  bound("2026-03-02");
  released("2026-03-03", "Cust2");
  EXPECT_EQ(blocked_by("2026-03-03"), Texts{});
}

TEST_F(NotBound, is_reported_for_a_request_from_any_installation) {
  EXPECT_EQ(blocked_by("2026-03-02", {.cust_id = "Cust2"}), Texts{"not_bound"});
}

TEST_F(NotBound, is_cleared_by_an_imported_binding_only_once_that_is_known) {
  recorded_at("2026-03-10").bound("2026-03-05");
  EXPECT_EQ(blocked_by({"2026-03-06", "2026-03-09"}), Texts{"not_bound"});
  EXPECT_EQ(blocked_by({"2026-03-06", "2026-03-10"}), Texts{});
  EXPECT_EQ(blocked_by({"2026-03-04", "2026-03-10"}), Texts{"not_bound"});
}

}  // namespace
}  // namespace tests
