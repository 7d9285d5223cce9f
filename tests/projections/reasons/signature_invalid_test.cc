#include "tests/support/license_history.h"

namespace tests {
namespace {

class SignatureInvalid : public LicenseHistory {
 protected:
  void SetUp() override {
    given_license("2026-03-01");
    bound("2026-03-01");
    bought("2026-03-02", {{"ten-sales", 1}});
  }

  static File forged() {
    File file = LicenseHistory::file(1);
    file.signature_valid = false;
    return file;
  }
};

TEST_F(SignatureInvalid, blocks_a_file_that_fails_verification) {
  EXPECT_EQ(blocked_by("2026-03-05", {.file = forged()}), Texts{"signature_invalid"});
  EXPECT_EQ(blocked_by("2026-03-05", {.file = file(1)}), Texts{});
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{});
}

TEST_F(SignatureInvalid, carries_no_numbers_and_rests_on_no_event) {
  EXPECT_EQ(blocking_reason("2026-03-05", {.file = forged()}),
            (Reason{.code = ReasonCode::signature_invalid, .since = at("2026-03-01")}));
}

TEST_F(SignatureInvalid, is_resolved_by_vendor_support) {
  EXPECT_EQ(resolver(blocking_reason("2026-03-05", {.file = forged()})), "vendor_support");
}

TEST_F(SignatureInvalid, is_reported_alone) {
  bought("2026-03-03", {{"ten-sales", 2}}, {"I-1"});
  held("2026-03-04", 2);
  released("2026-03-05");
  EXPECT_EQ(blocked_by("2026-03-05"), (Texts{"not_bound", "held", "unpaid I-1"}));
  EXPECT_EQ(blocked_by("2026-03-05", {.file = forged()}), Texts{"signature_invalid"});
}

TEST_F(SignatureInvalid, comes_before_everything_that_the_file_states) {
  File file = forged();
  file.serial_number = "1801000009";
  file.cust_id = "Cust2";
  file.company_name = "Sydvik AB";
  file.number = {0};
  EXPECT_EQ(blocked_by("2026-03-05", {.file = file}), Texts{"signature_invalid"});
}

TEST_F(SignatureInvalid, comes_before_the_number_asked_for) {
  EXPECT_EQ(blocked_by("2026-03-05", {.number = ledger::LicenseNumber{0}, .file = forged()}),
            Texts{"signature_invalid"});
}

TEST_F(SignatureInvalid, comes_after_the_installation_that_asks) {
  EXPECT_EQ(blocked_by("2026-03-05", {.cust_id = "Cust2", .file = forged()}),
            Texts{"wrong_installation Cust2"});
  EXPECT_EQ(blocked_by("2026-03-05", {.cust_id = "Cust1", .file = forged()}),
            Texts{"signature_invalid"});
}

}  // namespace
}  // namespace tests
