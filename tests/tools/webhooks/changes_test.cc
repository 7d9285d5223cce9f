#include "tools/webhooks/changes.h"

#include <gtest/gtest.h>

namespace tools::webhooks {
namespace {

using ledger::LicenseNumber;
using ledger::ReasonCode;
using projections::state::Stage;

const ReasonKey excess{ReasonCode::excess, "ten-sales"};
const ReasonKey unpaid{ReasonCode::unpaid, "INV-7"};

const Condition in_force{.stage = Stage::valid, .current = {1}};
Condition waiting(std::vector<ReasonKey> reasons) {
  return {.stage = Stage::valid,
          .current = {1},
          .pending = LicenseNumber{2},
          .reasons = std::move(reasons)};
}

std::vector<ChangeType> types_between(const Condition& before, const Condition& after) {
  std::vector<ChangeType> types;
  for (const auto& change : changes_between(before, after)) types.push_back(change.type);
  return types;
}
using Types = std::vector<ChangeType>;

TEST(LicenseChanges, are_empty_if_nothing_changed) {
  for (const auto& condition : {Condition{}, in_force, waiting({}), waiting({unpaid})}) {
    EXPECT_EQ(types_between(condition, condition), Types{});
  }
}

TEST(LicenseChanges, report_a_pending_license_and_what_blocks_it) {
  EXPECT_EQ(types_between(in_force, waiting({})), Types{ChangeType::license_pending});
  EXPECT_EQ(types_between(in_force, waiting({unpaid})),
            (Types{ChangeType::license_pending, ChangeType::license_blocked}));
  EXPECT_EQ(types_between(waiting({}), waiting({excess})), Types{ChangeType::license_blocked});
}

TEST(LicenseChanges, list_the_added_and_the_cleared_reasons) {
  const auto changes = changes_between(waiting({unpaid}), waiting({excess}));
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].type, ChangeType::license_blocked);
  EXPECT_EQ(changes[0].added, std::vector{excess});
  EXPECT_EQ(changes[0].cleared, std::vector{unpaid});
}

TEST(LicenseChanges, report_an_unblocked_license_whether_or_not_it_was_activated) {
  EXPECT_EQ(types_between(waiting({unpaid, excess}), waiting({excess})),
            Types{ChangeType::license_blocked});
  EXPECT_EQ(types_between(waiting({excess}), waiting({})), Types{ChangeType::license_unblocked});
  const Condition activated{.stage = Stage::valid, .current = {2}};
  EXPECT_EQ(types_between(waiting({excess}), activated), Types{ChangeType::license_unblocked});
  EXPECT_EQ(types_between(waiting({}), activated), Types{});
}

TEST(LicenseChanges, ignore_a_pending_license_that_was_withdrawn) {
  EXPECT_EQ(types_between(waiting({unpaid}), in_force), Types{});
}

TEST(LicenseChanges, report_another_pending_number_and_that_it_is_blocked_too) {
  Condition next = waiting({unpaid});
  next.pending = LicenseNumber{3};
  EXPECT_EQ(types_between(waiting({unpaid}), next),
            (Types{ChangeType::license_pending, ChangeType::license_blocked}));
}

TEST(LicenseChanges, report_a_new_stage_and_the_one_before) {
  Condition warned = in_force;
  warned.stage = Stage::warning;
  const auto changes = changes_between(in_force, warned);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0],
            (LicenseChange{.type = ChangeType::license_stage_changed, .from = Stage::valid}));
}

TEST(LicenseChanges, report_an_overdue_invoice_once_and_a_settled_one_once) {
  Condition open = in_force;
  open.open_invoices = {{"INV-1", false}, {"INV-2", false}};
  Condition late = in_force;
  late.open_invoices = {{"INV-1", true}, {"INV-2", false}};
  EXPECT_EQ(types_between(in_force, open), Types{});
  const auto changes = changes_between(open, late);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0],
            (LicenseChange{.type = ChangeType::invoice_overdue, .invoice_id = "INV-1"}));
  EXPECT_EQ(types_between(late, late), Types{});
  EXPECT_EQ(types_between(late, in_force),
            (Types{ChangeType::invoice_settled, ChangeType::invoice_settled}));
}

}  // namespace
}  // namespace tools::webhooks
