#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

using ledger::ReasonCode;
using replay::TwoInstants;

constexpr const char* demo = "1801000002";

class TwoInstantsOfAQuestion : public LedgerFixture {};

TEST_F(TwoInstantsOfAQuestion, distinguish_what_was_known_from_what_was_true) {
  given_active(serial, {{"ten-sales", 1}});
  invoice(serial, "I-1", 1000, "2026-03-05");
  bought(serial, {{"ten-sales", 2}}, {.invoices = {"I-1"}});
  clock("2026-03-20");
  // Paid on time, reported late.
  fact(serial,
       ledger::PaymentReceived{
           .payment_id = "P-1", .invoice_id = "I-1", .amount = 1000, .currency = "SEK"},
       "2026-03-04");
  const auto as_known = [&](std::string_view as_of, std::string_view known_at) {
    return codes_of(view(serial, at(as_of), at(known_at)).blocking_reasons);
  };
  EXPECT_EQ(as_known("2026-03-10", "2026-03-19"), Texts{"unpaid I-1"});
  EXPECT_EQ(as_known("2026-03-10", "2026-03-20"), Texts{});
  EXPECT_EQ(as_known("2026-03-03", "2026-03-20"), Texts{"unpaid I-1"});
  EXPECT_TRUE(view(serial, at("2026-03-10"), at("2026-03-19")).invoices.front().overdue);
}

TEST_F(TwoInstantsOfAQuestion, find_no_license_before_it_was_registered_or_known) {
  clock("2026-03-05");
  given_license(serial, "Nordvik AB", {.time = "2026-03-03"});
  EXPECT_TRUE(answer(serial, {at("2026-03-03"), at("2026-03-05")}).has_value());
  EXPECT_FALSE(answer(serial, {at("2026-03-02"), at("2026-03-05")}).has_value());
  EXPECT_FALSE(answer(serial, {at("2026-03-05"), at("2026-03-04")}).has_value());
  EXPECT_FALSE(answer("1801000009", {now(), now()}).has_value());
}

TEST_F(TwoInstantsOfAQuestion, may_be_in_the_future) {
  given_active(serial, {{"ten-sales", 1, "2026-06-01"}});
  bought(serial, {{"ten-sales", 2, "2027-06-01"}}, {.time = "2026-05-01"});
  EXPECT_EQ(view(serial, at("2026-05-01")).pending->number, ledger::LicenseNumber{2});
  EXPECT_EQ(view(serial, at("2026-06-13")).stage, projections::state::Stage::read_only);
  EXPECT_FALSE(view(serial, now()).pending.has_value());
}

TEST_F(TwoInstantsOfAQuestion, are_answered_with_the_known_position_and_revision) {
  given_module("ten-sales", {});
  given_license(serial);
  clock("2026-03-05");
  given_license(demo);
  bind(serial, "Cust1");
  const auto before = answer(serial, {now(), at("2026-03-04")});
  EXPECT_EQ(before->position, ledger::Position{1});
  EXPECT_EQ(before->revision, ledger::Revision{0});
  const auto after = answer(serial, {now(), now()});
  EXPECT_EQ(after->position, ledger::Position{3});
  EXPECT_EQ(after->revision, ledger::Revision{1});
}

class SeatsQuestion : public LedgerFixture {
 protected:
  Texts seats(const replay::SeatFilter& filter, std::string_view as_of = "2026-03-05") {
    Texts texts;
    const auto rows = questions().seats(serial, {at(as_of), now()}, filter);
    for (const auto& row : rows->value()) {
      texts.push_back(row.seat.module_name + " " + row.seat.user + " " +
                      ledger::to_text(row.since).substr(0, 10));
    }
    return texts;
  }
};

TEST_F(SeatsQuestion, is_filtered_by_module_by_user_and_by_user_type) {
  given_plans();
  given_active(serial, {{"ten-sales", 5}, {"pocket", 5}});
  assign(serial, "ten-sales", "anna");
  clock("2026-03-05");
  assign(serial, "pocket", "anna", ledger::UserType::other);
  assign(serial, "ten-sales", "bo", ledger::UserType::other);
  const Texts all{"pocket anna 2026-03-05", "ten-sales anna 2026-03-01", "ten-sales bo 2026-03-05"};
  EXPECT_EQ(seats({}), all);
  EXPECT_EQ(seats({.module_name = "pocket"}), Texts{all[0]});
  EXPECT_EQ(seats({.user = "anna"}), (Texts{all[0], all[1]}));
  EXPECT_EQ(seats({.user_type = ledger::UserType::other}), (Texts{all[0], all[2]}));
  EXPECT_EQ(seats({}, "2026-03-04"), Texts{all[1]});
  // What a plan includes is held, but is not a seat.
  EXPECT_EQ(seats({.module_name = "user"}), Texts{});
  EXPECT_FALSE(questions().seats("1801000009", {now(), now()}, {})->has_value());
}

class UseProduction : public LedgerFixture {
 protected:
  void SetUp() override {
    given_license(serial);
    given_license(demo);
    bind(demo, "Cust2", {.kind = ledger::InstallationKind::trial});
  }
};

TEST_F(UseProduction, names_the_production_installation_of_the_same_owner) {
  EXPECT_EQ(codes_of(view(demo).warnings), Texts{});
  clock("2026-03-05");
  bind(serial, "Cust1");
  clock("2026-03-10");
  const auto reason = the(ReasonCode::use_production, view(demo).warnings);
  EXPECT_EQ(reason.cust_id, "Cust1");
  EXPECT_EQ(reason.serial_number, serial);
  EXPECT_EQ(reason.since, at("2026-03-05"));
  EXPECT_EQ(codes_of(view(serial).warnings), Texts{});
  EXPECT_EQ(codes_of(view(demo, now(), at("2026-03-04")).warnings), Texts{});
}

TEST_F(UseProduction, ends_when_the_installation_or_its_owner_changes) {
  bind(serial, "Cust1");
  clock("2026-03-05");
  fact(serial,
       ledger::InstallationKindChanged{.cust_id = "Cust1", .kind = ledger::InstallationKind::test});
  EXPECT_EQ(codes_of(view(demo).warnings), Texts{});
  clock("2026-03-06");
  fact(serial, ledger::InstallationKindChanged{.cust_id = "Cust1"});
  EXPECT_EQ(the(ReasonCode::use_production, view(demo).warnings).since, at("2026-03-06"));
  clock("2026-03-07");
  given_license(serial, "Sydvik AB");
  EXPECT_EQ(codes_of(view(demo).warnings), Texts{});
  EXPECT_EQ(codes_of(view(demo, at("2026-03-06")).warnings), Texts{"use_production"});
}

class InstallationQuestion : public LedgerFixture {};

TEST_F(InstallationQuestion, finds_the_license_that_it_is_bound_to_now) {
  given_license(serial);
  given_license(demo);
  bind(serial, "Cust1");
  EXPECT_EQ(questions().installation("Cust1", now())->value().serial_number, serial);
  change_serial("Cust1", demo);
  EXPECT_EQ(questions().installation("Cust1", now())->value().serial_number, demo);
  EXPECT_FALSE(questions().installation("Cust2", now())->has_value());
}

class MayUpgrade : public LedgerFixture {
 protected:
  replay::UpgradeAnswer ask(std::string_view version, std::string_view on) {
    return questions().may_upgrade("Cust1", version, at(on), now())->value();
  }
};

TEST_F(MayUpgrade, is_allowed_while_maintenance_is_in_force_and_covers_the_version) {
  given_active(serial, {}, {.deployment = ledger::Deployment::onsite, .version = "8"});
  agreed(serial, "9", "2026-06-01");
  EXPECT_TRUE(ask("9.1", "2026-03-01").allowed);
  EXPECT_TRUE(ask("9.1", "2026-05-31").allowed);
  const auto lapsed = ask("9.1", "2026-06-10");
  EXPECT_FALSE(lapsed.allowed);
  EXPECT_EQ(codes_of(lapsed.reasons), Texts{"maintenance_lapsed"});
  EXPECT_EQ(lapsed.reasons.front().since, at("2026-06-01"));
  EXPECT_EQ(lapsed.reasons.front().covered, "9");
  EXPECT_FALSE(ask("10", "2026-03-01").allowed);
}

TEST_F(MayUpgrade, is_not_allowed_before_the_agreement_begins) {
  given_active(serial, {}, {.deployment = ledger::Deployment::onsite, .version = "8"});
  fact(serial, ledger::MaintenanceAgreed{.agreement_id = "M-1", .version = "9", .until = {}},
       "2026-04-01");
  EXPECT_FALSE(ask("9", "2026-03-31").allowed);
  EXPECT_TRUE(ask("9", "2026-04-01").allowed);
}

TEST_F(MayUpgrade, is_always_allowed_online) {
  given_active(serial, {});
  EXPECT_TRUE(ask("99", "2026-03-01").allowed);
  EXPECT_FALSE(questions().may_upgrade("Cust9", "99", now(), now())->has_value());
}

class SimulatedAnswer : public LedgerFixture {};

TEST_F(SimulatedAnswer, appends_nothing_and_activates_nothing) {
  given_license(serial, "Nordvik AB", {.auto_update = true});
  bind(serial, "Cust1");
  bought(serial, {{"ten-sales", 2}}, {.invoices = {"I-1"}});
  const auto before = end();
  const auto supposed = event(serial, ledger::InvoiceVoided{.invoice_id = "I-1"});
  const auto answer = questions().simulate(serial, {supposed}, {now(), now()})->value();
  EXPECT_TRUE(answer.view.can_be_activated);
  EXPECT_FALSE(answer.view.current_number.has_value());
  EXPECT_EQ(end(), before);
  EXPECT_FALSE(view(serial).can_be_activated);
}

TEST_F(SimulatedAnswer, numbers_supposed_purchases_after_the_recorded_ones) {
  given_active(serial, {{"ten-sales", 2}});
  const auto first =
      event(serial, ledger::PurchaseRecorded{.order_id = "SO-2",
                                             .lines = {{"l-ten-sales", "ten-sales", 3, {}}},
                                             .invoice_ids = {}});
  const auto second =
      event(serial, ledger::PurchaseRecorded{.order_id = "SO-3",
                                             .lines = {{"l-ten-sales", "ten-sales", 4, {}}},
                                             .invoice_ids = {}});
  const auto answer = questions().simulate(serial, {first, second}, {now(), now()})->value();
  EXPECT_EQ(answer.view.pending->number, ledger::LicenseNumber{3});
  EXPECT_EQ(answer.view.pending->changes.front().new_total, 4);
}

}  // namespace
}  // namespace tests
