#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

using commands::Verdict;
using commands::write::CommandOutcome;
using commands::write::KeyReuse;
using commands::write::ReplayedAnswer;

class IdempotencyKey : public LedgerFixture {
 protected:
  commands::write::Outcome assign_under(std::string_view key, std::string_view request,
                                        std::string user = "anna") {
    commands::write::Submission submission{
        .request = commands::Command{commands::AssignSeat{.serial_number = serial,
                                                          .seat = {"ten-sales", std::move(user)}}},
        .actor = "admin:anna"};
    submission.key = {ledger::sha256({key}), ledger::sha256({request})};
    submission.render = [](const commands::write::Outcome& outcome) {
      return "answer at " + std::to_string(std::get<CommandOutcome>(outcome).position.value);
    };
    return submit(std::move(submission));
  }
};

TEST_F(IdempotencyKey, returns_the_first_answer_again) {
  given_active(serial, {{"ten-sales", 2}});
  const auto first = std::get<CommandOutcome>(assign_under("key-1", "anna"));
  EXPECT_EQ(appended_types(), Texts{"seat.assigned.v1"});
  const std::string answer = "answer at " + std::to_string(first.position.value);
  remove(serial, "ten-sales", "anna");
  EXPECT_EQ(std::get<ReplayedAnswer>(assign_under("key-1", "anna")).answer, answer);
  EXPECT_EQ(appended_types(), Texts{});
  EXPECT_EQ(row_of(view(serial), "ten-sales").in_use, 0);
}

TEST_F(IdempotencyKey, cannot_be_used_for_another_request) {
  given_active(serial, {{"ten-sales", 2}});
  assign_under("key-1", "anna");
  const auto outcome = assign_under("key-1", "bo", "bo");
  EXPECT_TRUE(std::holds_alternative<KeyReuse>(outcome));
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(IdempotencyKey, returns_a_refusal_again) {
  given_active(serial, {{"ten-sales", 1}});
  assign(serial, "ten-sales", "bo");
  EXPECT_EQ(std::get<CommandOutcome>(assign_under("key-1", "anna")).verdict, Verdict::seat_refused);
  remove(serial, "ten-sales", "bo");
  EXPECT_TRUE(std::holds_alternative<ReplayedAnswer>(assign_under("key-1", "anna")));
  EXPECT_EQ(row_of(view(serial), "ten-sales").in_use, 0);
}

TEST_F(IdempotencyKey, is_kept_across_restarts_and_crashes) {
  given_active(serial, {{"ten-sales", 2}});
  assign_under("key-1", "anna");
  restart();
  EXPECT_TRUE(std::holds_alternative<ReplayedAnswer>(assign_under("key-1", "anna")));
  assign_under("key-2", "bo", "bo");
  crash();
  EXPECT_TRUE(std::holds_alternative<ReplayedAnswer>(assign_under("key-1", "anna")));
  EXPECT_TRUE(std::holds_alternative<ReplayedAnswer>(assign_under("key-2", "bo", "bo")));
  EXPECT_TRUE(std::holds_alternative<KeyReuse>(assign_under("key-2", "anna")));
}

TEST_F(IdempotencyKey, is_kept_even_if_nothing_was_appended) {
  given_active(serial, {{"ten-sales", 2}});
  assign(serial, "ten-sales", "anna");
  EXPECT_EQ(std::get<CommandOutcome>(assign_under("key-1", "anna")).verdict, Verdict::already_so);
  remove(serial, "ten-sales", "anna");
  crash();
  EXPECT_TRUE(std::holds_alternative<ReplayedAnswer>(assign_under("key-1", "anna")));
}

}  // namespace
}  // namespace tests
