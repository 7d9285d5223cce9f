#include "tests/support/license_history.h"

namespace tests {
namespace {

class WrongInstallation : public LicenseHistory {
 protected:
  void SetUp() override {
    given_license("2026-03-01");
    binding_ = bound("2026-03-01");
    bought("2026-03-02", {{"ten-sales", 1}});
  }

  static File file_for(std::string serial_number, std::string cust_id) {
    File file = LicenseHistory::file(1);
    file.serial_number = std::move(serial_number);
    file.cust_id = std::move(cust_id);
    return file;
  }

  Evidence binding_;
};

TEST_F(WrongInstallation, blocks_a_request_from_another_installation_than_the_bound_one) {
  EXPECT_EQ(blocking_reason("2026-03-05", {.cust_id = "Cust2"}),
            (Reason{.code = ReasonCode::wrong_installation,
                    .cust_id = "Cust2",
                    .bound_cust_id = "Cust1",
                    .bound_serial = serial,
                    .since = at("2026-03-01"),
                    .evidence = {binding_}}));
}

TEST_F(WrongInstallation, is_resolved_by_the_administrator) {
  EXPECT_EQ(resolver(blocking_reason("2026-03-05", {.cust_id = "Cust2"})), "administrator");
}

TEST_F(WrongInstallation, does_not_arise_for_the_bound_installation) {
  EXPECT_EQ(blocked_by("2026-03-05", {.cust_id = "Cust1"}), Texts{});
  EXPECT_EQ(blocked_by("2026-03-05", {.file = file_for(serial, "Cust1")}), Texts{});
}

TEST_F(WrongInstallation, is_judged_by_the_exact_cust_id) {
  EXPECT_EQ(blocked_by("2026-03-05", {.cust_id = "cust1"}), Texts{"wrong_installation cust1"});
  EXPECT_EQ(blocked_by("2026-03-05", {.cust_id = "Cust10"}), Texts{"wrong_installation Cust10"});
}

TEST_F(WrongInstallation, does_not_arise_for_a_request_that_names_no_installation) {
  EXPECT_EQ(blocked_by("2026-03-05", {.number = ledger::LicenseNumber{1}}), Texts{});
}

TEST_F(WrongInstallation, blocks_a_file_for_another_installation) {
  EXPECT_EQ(blocking_reason("2026-03-05", {.file = file_for(serial, "Cust2")}),
            (Reason{.code = ReasonCode::wrong_installation,
                    .cust_id = "Cust2",
                    .bound_cust_id = "Cust1",
                    .bound_serial = serial,
                    .since = at("2026-03-01"),
                    .evidence = {binding_}}));
}

TEST_F(WrongInstallation, does_not_arise_for_a_file_that_was_issued_while_nothing_was_bound) {
  EXPECT_EQ(blocked_by("2026-03-05", {.file = file_for(serial, "")}), Texts{});
}

TEST_F(WrongInstallation, blocks_a_file_for_another_serial_number) {
  EXPECT_EQ(blocking_reason("2026-03-05", {.file = file_for("1801000009", "Cust1")}),
            (Reason{.code = ReasonCode::wrong_installation,
                    .cust_id = "Cust1",
                    .serial_number = "1801000009",
                    .bound_cust_id = "Cust1",
                    .bound_serial = serial,
                    .since = at("2026-03-01"),
                    .evidence = {binding_}}));
}

TEST_F(WrongInstallation, does_not_arise_where_no_installation_is_bound) {
  released("2026-03-10");
  EXPECT_EQ(blocked_by("2026-03-09T23:59:59.999999Z", {.cust_id = "Cust2"}),
            Texts{"wrong_installation Cust2"});
  EXPECT_EQ(blocked_by("2026-03-10", {.cust_id = "Cust2"}), Texts{"not_bound"});
  EXPECT_EQ(blocked_by("2026-03-10", {.file = file_for(serial, "Cust2")}), Texts{"not_bound"});
}

TEST_F(WrongInstallation, blocks_a_file_for_another_serial_number_also_where_nothing_is_bound) {
  released("2026-03-10");
  EXPECT_EQ(blocking_reason("2026-03-10", {.file = file_for("1801000009", "Cust1")}),
            (Reason{.code = ReasonCode::wrong_installation,
                    .cust_id = "Cust1",
                    .serial_number = "1801000009",
                    .bound_serial = serial,
                    .since = at("2026-03-01")}));
}

TEST_F(WrongInstallation, is_reported_alone) {
  bought("2026-03-03", {{"ten-sales", 2}}, {"I-1"});
  held("2026-03-04", 2);
  EXPECT_EQ(blocked_by("2026-03-05", {.cust_id = "Cust1"}), (Texts{"held", "unpaid I-1"}));
  EXPECT_EQ(blocked_by("2026-03-05", {.cust_id = "Cust2"}), Texts{"wrong_installation Cust2"});
}

TEST_F(WrongInstallation, of_the_request_comes_before_that_of_its_file) {
  const auto reason =
      blocking_reason("2026-03-05", {.cust_id = "Cust2", .file = file_for("1801000009", "Cust3")});
  EXPECT_EQ(reason.cust_id, "Cust2");
  EXPECT_EQ(reason.serial_number, "");
}

TEST_F(WrongInstallation, comes_before_the_number) {
  bought("2026-03-03", {{"ten-sales", 2}});
  EXPECT_EQ(blocked_by("2026-03-05", {.number = ledger::LicenseNumber{1}}), Texts{"stale"});
  EXPECT_EQ(blocked_by("2026-03-05", {.cust_id = "Cust2", .number = ledger::LicenseNumber{1}}),
            Texts{"wrong_installation Cust2"});
  EXPECT_EQ(blocked_by("2026-03-05", {.file = file_for(serial, "Cust2")}),
            Texts{"wrong_installation Cust2"});
}

TEST_F(WrongInstallation, begins_when_another_installation_is_bound) {
  released("2026-03-10");
  const auto second = bound("2026-03-12", {.cust_id = "Cust2"});
  EXPECT_EQ(blocked_by("2026-03-11T23:59:59.999999Z", {.cust_id = "Cust1"}), Texts{"not_bound"});
  const auto reason = blocking_reason("2026-03-20", {.cust_id = "Cust1"});
  EXPECT_EQ(reason.since, at("2026-03-12"));
  EXPECT_EQ(reason.bound_cust_id, "Cust2");
  EXPECT_EQ(reason.evidence, std::vector{second});
}

TEST_F(WrongInstallation, begins_anew_after_nothing_was_bound) {
  released("2026-03-10");
  bound("2026-03-12");
  EXPECT_EQ(blocking_reason("2026-03-20", {.cust_id = "Cust2"}).since, at("2026-03-12"));
}

TEST_F(WrongInstallation, continues_while_one_binding_replaces_another_in_one_instant) {
  released("2026-03-10");
  const auto third = bound("2026-03-10", {.cust_id = "Cust3"});
  const auto reason = blocking_reason("2026-03-20", {.cust_id = "Cust2"});
  EXPECT_EQ(reason.since, at("2026-03-01"));
  EXPECT_EQ(reason.evidence, std::vector{third});
}

}  // namespace
}  // namespace tests
