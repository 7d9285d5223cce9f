#include "commands/decide/license_file.h"
#include "ledger/signing_key.h"
#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

using commands::Verdict;
using ledger::LicenseNumber;
using ledger::PendingHeld;
using ledger::PendingReleased;
using ledger::ReasonCode;

class HoldPending : public LedgerFixture {
 protected:
  void SetUp() override {
    given_active(serial, {{"ten-sales", 1}});
    clock("2026-03-05");
  }
};

TEST_F(HoldPending, blocks_its_activation) {
  bought(serial, {{"ten-sales", 2}});
  EXPECT_EQ(hold(serial, 2, "we ordered three").verdict, Verdict::done);
  EXPECT_EQ(appended_data<PendingHeld>(),
            (PendingHeld{.number = {2}, .reason = "we ordered three"}));
  EXPECT_TRUE(view(serial).pending->held);
  EXPECT_EQ(the(ReasonCode::held, activate(serial).reasons).number, LicenseNumber{2});
}

TEST_F(HoldPending, repeated_appends_nothing) {
  bought(serial, {{"ten-sales", 2}});
  hold(serial, 2);
  EXPECT_EQ(hold(serial, 2).verdict, Verdict::already_so);
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(HoldPending, applies_only_to_the_pending_number) {
  EXPECT_EQ(hold(serial, 1).verdict, Verdict::nothing_pending);
  bought(serial, {{"ten-sales", 2}});
  EXPECT_EQ(hold(serial, 1).verdict, Verdict::nothing_pending);
  EXPECT_EQ(hold(serial, 3).verdict, Verdict::nothing_pending);
  EXPECT_EQ(appended_types(), Texts{});
  EXPECT_EQ(hold("1801000009", 1).verdict, Verdict::license_not_found);
}

TEST_F(HoldPending, is_superseded_by_a_higher_number) {
  bought(serial, {{"ten-sales", 2}});
  hold(serial, 2);
  bought(serial, {{"ten-sales", 3}});
  EXPECT_FALSE(view(serial).pending->held);
  EXPECT_EQ(activate(serial).verdict, Verdict::done);
  // The hold of number 2 is no longer in effect, so there is nothing to release.
  EXPECT_EQ(release(serial).verdict, Verdict::already_so);
}

class ReleaseHold : public HoldPending {};

TEST_F(ReleaseHold, allows_the_number_to_be_activated) {
  bought(serial, {{"ten-sales", 2}});
  hold(serial, 2);
  EXPECT_EQ(release(serial).verdict, Verdict::done);
  EXPECT_EQ(appended_data<PendingReleased>(), PendingReleased{.number = {2}});
  EXPECT_EQ(activate(serial).verdict, Verdict::done);
}

TEST_F(ReleaseHold, repeated_appends_nothing) {
  bought(serial, {{"ten-sales", 2}});
  hold(serial, 2);
  release(serial);
  EXPECT_EQ(release(serial).verdict, Verdict::already_so);
  EXPECT_EQ(appended_types(), Texts{});
  EXPECT_EQ(release("1801000009").verdict, Verdict::license_not_found);
}

TEST_F(ReleaseHold, is_followed_by_the_automatic_activation) {
  bought(serial, {{"ten-sales", 2}});
  hold(serial, 2);
  given_license(serial, "Nordvik AB", {.auto_update = true});
  release(serial);
  EXPECT_EQ(appended_types(), (Texts{"pending.released.v1", "license.activated.v1"}));
}

class LicenseFile : public LedgerFixture {
 protected:
  LicenseFile() : key_(ledger::SigningKey::load_or_make(directory() + "/signing.key").value()) {}

  /// What the server sends for the file just issued.
  std::string file_of(const commands::write::CommandOutcome& issued) {
    const auto& event = std::get<ledger::LicenseFileIssued>(issued.last_event->data);
    return commands::decide::sign_license_file({.serial_number = serial,
                                                .company_name = issued.company_name,
                                                .cust_id = event.cust_id,
                                                .number = event.number,
                                                .modules = event.modules,
                                                .expires_on = event.expires_on,
                                                .issued_at = issued.at},
                                               key_);
  }

  ledger::SigningKey key_;
};

TEST_F(LicenseFile, contains_the_offered_set) {
  given_active(serial, {{"ten-sales", 1}});
  bought(serial, {{"ten-sales", 2, "2027-01-01"}}, {.invoices = {"I-1"}});
  const auto outcome = issue_file(serial);
  EXPECT_EQ(outcome.verdict, Verdict::done);
  EXPECT_EQ(outcome.company_name, "Nordvik AB");
  EXPECT_EQ(appended_data<ledger::LicenseFileIssued>(),
            (ledger::LicenseFileIssued{.number = {2},
                                       .cust_id = "Cust1",
                                       .modules = {{"ten-sales", 2}},
                                       .expires_on = on("2027-01-01"),
                                       .key_id = "key-1"}));
}

TEST_F(LicenseFile, is_not_issued_before_anything_was_bought) {
  given_license(serial);
  EXPECT_EQ(issue_file(serial).verdict, Verdict::nothing_pending);
  EXPECT_EQ(issue_file("1801000009").verdict, Verdict::license_not_found);
}

TEST_F(LicenseFile, is_issued_again_on_each_request) {
  given_active(serial, {{"ten-sales", 1}});
  const auto once = file_of(issue_file(serial));
  EXPECT_EQ(once, file_of(issue_file(serial)));
  EXPECT_EQ(appended_types(), Texts{"license_file.issued.v1"});
}

TEST_F(LicenseFile, activates_the_license_it_was_issued_for) {
  given_license(serial);
  bind(serial, "Cust1");
  bought(serial, {{"ten-sales", 1}});
  const auto claims = commands::decide::read_license_file(file_of(issue_file(serial)), key_);
  EXPECT_TRUE(claims.signature_valid);
  EXPECT_EQ(claims.serial_number, serial);
  EXPECT_EQ(claims.cust_id, "Cust1");
  EXPECT_EQ(claims.company_name, "Nordvik AB");
  EXPECT_EQ(activate_from_file(serial, claims).verdict, Verdict::done);
  EXPECT_EQ(activate_from_file(serial, claims).verdict, Verdict::already_so);
}

TEST_F(LicenseFile, does_not_verify_when_anything_in_it_is_altered) {
  given_active(serial, {{"ten-sales", 1}});
  const std::string file = file_of(issue_file(serial));
  // The last character may carry bits without meaning, so it is left out.
  for (std::size_t i = 0; i + 1 < file.size(); i += 7) {
    std::string altered = file;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(commands::decide::read_license_file(altered, key_).signature_valid) << i;
  }
  const auto other_key = ledger::SigningKey::load_or_make(directory() + "/other.key").value();
  EXPECT_FALSE(commands::decide::read_license_file(file, other_key).signature_valid);
}

TEST_F(LicenseFile, claims_nothing_if_it_is_not_a_license_file) {
  for (const char* text : {"", ".", "..", "a.b.c", "e30.e30.", "not a file"}) {
    const auto claims = commands::decide::read_license_file(text, key_);
    EXPECT_FALSE(claims.signature_valid) << text;
    EXPECT_EQ(claims.serial_number, "") << text;
  }
}

}  // namespace
}  // namespace tests
