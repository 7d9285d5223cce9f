#include "commands/decide/bind.h"

#include <fmt/format.h>

#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

using commands::Verdict;
using commands::write::CommandOutcome;
using ledger::InstallationBindingRefused;
using ledger::InstallationBound;
using ledger::InstallationReleased;
using ledger::ReasonCode;

constexpr const char* first = "1801000001";
constexpr const char* second = "1801000002";

class BindInstallation : public LedgerFixture {};

TEST_F(BindInstallation, binds_an_installation_to_a_serial_number) {
  given_license(first);
  const auto outcome = bind(first, "Cust1", {.deployment = ledger::Deployment::onsite});
  EXPECT_EQ(outcome.verdict, Verdict::done);
  EXPECT_EQ(appended_data<InstallationBound>(),
            (InstallationBound{.cust_id = "Cust1",
                               .kind = ledger::InstallationKind::production,
                               .deployment = ledger::Deployment::onsite,
                               .version = "11.5",
                               .company_name = "Nordvik AB",
                               .seats = {}}));
  EXPECT_EQ(appended().front()->actor, "admin:anna");
  EXPECT_EQ(view(first).installation->cust_id, "Cust1");
  EXPECT_EQ(codes_of(view(first).blocking_reasons), Texts{"version"});
}

TEST_F(BindInstallation, repeated_appends_nothing) {
  given_license(first);
  bind(first, "Cust1");
  EXPECT_EQ(bind(first, "Cust1").verdict, Verdict::already_so);
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(BindInstallation, is_compared_with_the_terms_when_bound_and_with_those_now) {
  given_license(first);
  bind(first, "Cust1", {.version = "11.5"});
  fact(first, ledger::InstallationUpgraded{.cust_id = "Cust1", .version = "12"});
  clock("2026-03-05");
  EXPECT_EQ(bind(first, "Cust1", {.version = "11.5"}).verdict, Verdict::already_so);
  EXPECT_EQ(view(first).installation->version, "12");
  EXPECT_EQ(bind(first, "Cust1", {.version = "12"}).verdict, Verdict::already_so);
  EXPECT_EQ(bind(first, "Cust1", {.version = "12.1"}).verdict, Verdict::done);
  EXPECT_EQ(view(first).installation->version, "12.1");
}

TEST_F(BindInstallation, finds_no_license_that_was_never_registered) {
  EXPECT_EQ(bind(first, "Cust1").verdict, Verdict::license_not_found);
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(BindInstallation, finds_no_license_before_its_registration_takes_effect) {
  given_license(first, "Nordvik AB", {.time = "2026-03-02"});
  EXPECT_EQ(bind(first, "Cust1").verdict, Verdict::license_not_found);
  clock("2026-03-02");
  EXPECT_EQ(bind(first, "Cust1").verdict, Verdict::done);
}

TEST_F(BindInstallation, is_refused_with_every_reason_that_applies) {
  given_license(first);
  given_license(second);
  bind(first, "Cust1");
  bind(second, "Cust2");
  const auto outcome = bind(first, "Cust2", {.company_name = "nordvik AB"});
  EXPECT_EQ(outcome.verdict, Verdict::binding_refused);
  EXPECT_EQ(codes_of(outcome.reasons), (Texts{"owner_mismatch", "serial_in_use", "already_bound"}));
  const auto refused = appended_data<InstallationBindingRefused>();
  EXPECT_EQ(refused.reasons, outcome.reasons);
  EXPECT_EQ(refused.cust_id, "Cust2");
  EXPECT_EQ(refused.company_name, "nordvik AB");

  const auto owner = the(ReasonCode::owner_mismatch, outcome.reasons);
  EXPECT_EQ(owner.company_name, "nordvik AB");
  EXPECT_EQ(owner.registered_name, "Nordvik AB");
  const auto in_use = the(ReasonCode::serial_in_use, outcome.reasons);
  EXPECT_EQ(in_use.serial_number, first);
  EXPECT_EQ(in_use.bound_cust_id, "Cust1");
  const auto bound = the(ReasonCode::already_bound, outcome.reasons);
  EXPECT_EQ(bound.cust_id, "Cust2");
  EXPECT_EQ(bound.bound_serial, second);
}

TEST_F(BindInstallation, reports_since_when_the_serial_number_is_in_use) {
  given_license(first);
  clock("2026-03-05");
  bind(first, "Cust1");
  clock("2026-03-09");
  const auto outcome = bind(first, "Cust2");
  EXPECT_EQ(the(ReasonCode::serial_in_use, dated(outcome)).since, at("2026-03-05"));
}

TEST_F(BindInstallation, reports_since_when_the_installation_is_bound_elsewhere) {
  given_license(first);
  given_license(second);
  clock("2026-03-05");
  bind(second, "Cust1");
  clock("2026-03-09");
  const auto outcome = bind(first, "Cust1");
  EXPECT_EQ(the(ReasonCode::already_bound, dated(outcome)).since, at("2026-03-05"));
}

TEST_F(BindInstallation, is_decided_only_at_the_revision_that_if_match_names) {
  given_license(first);
  const commands::BindInstallation command{
      .serial_number = first, .cust_id = "Cust1", .version = "11.5", .company_name = "Nordvik AB"};
  commands::write::Submission stale{.request = commands::Command{command}, .actor = "admin:anna"};
  stale.if_match = ledger::Revision{1};
  EXPECT_EQ(std::get<CommandOutcome>(submit(std::move(stale))).verdict, Verdict::revision_mismatch);
  EXPECT_EQ(appended_types(), Texts{});
  commands::write::Submission fresh{.request = commands::Command{command}, .actor = "admin:anna"};
  fresh.if_match = ledger::Revision{0};
  EXPECT_EQ(std::get<CommandOutcome>(submit(std::move(fresh))).verdict, Verdict::done);
}

class ChangeSerial : public LedgerFixture {};

TEST_F(ChangeSerial, carries_the_seats_to_the_new_serial_number) {
  given_active(first, {{"ten-sales", 5}, {"pocket", 5}}, {.version = "10"});
  assign(first, "ten-sales", "anna");
  assign(first, "pocket", "bo", ledger::UserType::other);
  fact(first, ledger::InstallationUpgraded{.cust_id = "Cust1", .version = "11"});
  given_license(second);
  clock("2026-03-05");
  EXPECT_EQ(change_serial("Cust1", second).verdict, Verdict::done);

  ASSERT_EQ(appended_types(), (Texts{"installation.released.v1", "installation.bound.v1"}));
  const std::vector<ledger::SeatHolder> carried{{"pocket", "bo", ledger::UserType::other},
                                                {"ten-sales", "anna"}};
  EXPECT_EQ(appended()[0]->subject, first);
  EXPECT_EQ(std::get<InstallationReleased>(appended()[0]->data),
            (InstallationReleased{.cust_id = "Cust1", .seats = carried}));
  EXPECT_EQ(appended()[1]->subject, second);
  EXPECT_EQ(std::get<InstallationBound>(appended()[1]->data).seats, carried);
  EXPECT_EQ(std::get<InstallationBound>(appended()[1]->data).version, "11");

  EXPECT_FALSE(view(first).installation.has_value());
  EXPECT_EQ(row_of(view(first), "ten-sales").in_use, 0);
  EXPECT_EQ(view(second).installation->cust_id, "Cust1");
  EXPECT_EQ(row_of(view(second), "ten-sales").in_use, 1);
  EXPECT_EQ(codes_of(view(second).warnings),
            (Texts{"over_assigned pocket", "over_assigned ten-sales"}));
  const auto seats = questions().seats(second, {now(), now()}, {.user = "bo"});
  EXPECT_EQ(seats->value().front().since, at("2026-03-05"));
  EXPECT_EQ(seats->value().front().seat.user_type, ledger::UserType::other);
}

TEST_F(ChangeSerial, carries_more_seats_than_one_event_can_hold) {
  constexpr std::size_t users = commands::decide::max_carried_seats + 50;
  given_active(first, {{"ten-sales", users}});
  std::vector<commands::SeatChange> everybody;
  for (std::size_t i = 0; i < users; ++i) {
    everybody.emplace_back(commands::Assign{{"ten-sales", fmt::format("user-{:04}", i)}});
  }
  ASSERT_EQ(change(first, everybody).verdict, Verdict::done);
  given_license(second);
  EXPECT_EQ(change_serial("Cust1", second).verdict, Verdict::done);
  EXPECT_EQ(appended().size(), 50U + 2U + 50U);
  EXPECT_EQ(row_of(view(first), "ten-sales").in_use, 0);
  EXPECT_EQ(row_of(view(second), "ten-sales").in_use, users);
}

TEST_F(ChangeSerial, keeps_the_seats_that_the_new_license_already_has) {
  given_active(first, {{"ten-sales", 5}});
  assign(first, "ten-sales", "anna");
  given_license(second);
  fact(second, ledger::SeatAssigned{{"ten-sales", "anna"}}, "2026-03-01");
  clock("2026-03-05");
  change_serial("Cust1", second);
  EXPECT_EQ(row_of(view(second), "ten-sales").in_use, 1);
  const auto seats = questions().seats(second, {now(), now()}, {});
  EXPECT_EQ(seats->value().front().since, at("2026-03-01"));
}

TEST_F(ChangeSerial, is_refused_with_every_reason_that_applies) {
  given_active(first, {{"ten-sales", 5}});
  assign(first, "ten-sales", "anna");
  given_license(second, "Sydvik AB");
  bind(second, "Cust2", {.company_name = "Sydvik AB"});
  const auto outcome = change_serial("Cust1", second);
  EXPECT_EQ(outcome.verdict, Verdict::binding_refused);
  EXPECT_EQ(codes_of(outcome.reasons), (Texts{"owner_mismatch", "serial_in_use"}));
  EXPECT_EQ(appended_data<InstallationBindingRefused>().reasons, outcome.reasons);
  EXPECT_EQ(appended().front()->subject, second);
  EXPECT_EQ(row_of(view(first), "ten-sales").in_use, 1);
  EXPECT_EQ(view(first).installation->cust_id, "Cust1");
}

TEST_F(ChangeSerial, repeated_appends_nothing) {
  given_active(first, {{"ten-sales", 5}});
  given_license(second);
  change_serial("Cust1", second);
  EXPECT_EQ(change_serial("Cust1", second).verdict, Verdict::already_so);
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(ChangeSerial, takes_the_new_name_of_the_owner_if_the_number_stays) {
  given_active(first, {{"ten-sales", 5}}, {.version = "10"});
  assign(first, "ten-sales", "anna");
  fact(first, ledger::InstallationUpgraded{.cust_id = "Cust1", .version = "11"});
  clock("2026-03-05");
  fact(first, ledger::LicenseRegistered{.company_name = "Nordvik Group AB", .auto_update = false});
  EXPECT_EQ(codes_of(view(first).blocking_reasons), Texts{"owner_mismatch"});
  EXPECT_EQ(change_serial("Cust1", first, "Nordvik Group AB").verdict, Verdict::done);
  EXPECT_EQ(appended_data<InstallationBound>(),
            (InstallationBound{.cust_id = "Cust1",
                               .kind = ledger::InstallationKind::production,
                               .deployment = ledger::Deployment::online,
                               .version = "11",
                               .company_name = "Nordvik Group AB",
                               .seats = {}}));
  EXPECT_EQ(codes_of(view(first).blocking_reasons), Texts{});
  EXPECT_EQ(row_of(view(first), "ten-sales").in_use, 1);
  EXPECT_EQ(change_serial("Cust1", first, "Nordvik Group AB").verdict, Verdict::already_so);
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(ChangeSerial, is_refused_for_a_wrong_owner_if_the_number_stays) {
  given_active(first, {});
  const auto outcome = change_serial("Cust1", first, "Sydvik AB");
  EXPECT_EQ(outcome.verdict, Verdict::binding_refused);
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"owner_mismatch"});
  EXPECT_EQ(appended_data<InstallationBindingRefused>().reasons, outcome.reasons);
  EXPECT_EQ(codes_of(view(first).blocking_reasons), Texts{});
}

TEST_F(ChangeSerial, looks_for_the_installation_before_the_license) {
  EXPECT_EQ(change_serial("Cust1", second).verdict, Verdict::installation_not_found);
  given_license(first);
  bind(first, "Cust1");
  EXPECT_EQ(change_serial("Cust1", second).verdict, Verdict::license_not_found);
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(ChangeSerial, leaves_the_old_license_unbound) {
  given_license(first);
  bind(first, "Cust1");
  given_license(second);
  clock("2026-03-05");
  change_serial("Cust1", second);
  const auto reason = the(ReasonCode::not_bound, view(first).blocking_reasons);
  EXPECT_EQ(reason.since, at("2026-03-05"));
  EXPECT_EQ(reason.evidence.size(), 2U);
  EXPECT_EQ(reason.evidence.back().type, ledger::EventType::installation_released);
  bind(first, "Cust3");
  EXPECT_EQ(codes_of(view(first).blocking_reasons), Texts{});
}

}  // namespace
}  // namespace tests
