#include <atomic>
#include <barrier>
#include <fmt/format.h>
#include <future>
#include <set>
#include <thread>

#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

using commands::Verdict;
using commands::write::CommandOutcome;

commands::write::Submission assignment(std::string user) {
  return {.request = commands::Command{commands::AssignSeat{
              .serial_number = serial, .seat = {"ten-sales", std::move(user)}}},
          .actor = "admin:anna"};
}

CommandOutcome answer_to(commands::write::Sequencer& sequencer,
                         commands::write::Submission submission) {
  return std::get<CommandOutcome>(sequencer.submit_and_wait(std::move(submission)).value());
}

class Race : public LedgerFixture {};

TEST_F(Race, for_the_last_seat_is_won_by_exactly_one_each_time) {
  constexpr int rounds = 1000;
  given_active(serial, {{"ten-sales", 2}});
  assign(serial, "ten-sales", "keeper");
  std::barrier start{3};
  std::barrier finish{3};
  std::array<Verdict, 2> verdicts{};
  const auto race = [&](std::size_t place, const std::string& user) {
    for (int round = 0; round < rounds; ++round) {
      start.arrive_and_wait();
      verdicts[place] = answer_to(sequencer(), assignment(user)).verdict;
      finish.arrive_and_wait();
    }
  };
  std::thread anna{[&] { race(0, "anna"); }};
  std::thread bo{[&] { race(1, "bo"); }};
  int wrong = 0;
  for (int round = 0; round < rounds; ++round) {
    start.arrive_and_wait();
    finish.arrive_and_wait();
    const bool anna_won = verdicts[0] == Verdict::done && verdicts[1] == Verdict::seat_refused;
    const bool bo_won = verdicts[1] == Verdict::done && verdicts[0] == Verdict::seat_refused;
    if (!anna_won && !bo_won) ++wrong;
    if (row_of(view(serial), "ten-sales").in_use != 2) ++wrong;
    remove(serial, "ten-sales", bo_won ? "bo" : "anna");
  }
  anna.join();
  bo.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(Race, of_many_clients_leaves_a_log_without_gaps_that_holds_every_answer) {
  constexpr std::size_t writers = 8;
  constexpr std::size_t each = 200;
  given_active(serial, {{"ten-sales", writers * each}});
  std::array<std::vector<ledger::Position>, writers> positions;
  std::vector<std::thread> threads;
  for (std::size_t writer = 0; writer < writers; ++writer) {
    threads.emplace_back([&, writer] {
      for (std::size_t i = 0; i < each; ++i) {
        const auto outcome =
            answer_to(sequencer(), assignment(fmt::format("user-{}-{}", writer, i)));
        EXPECT_EQ(outcome.verdict, Verdict::done);
        positions[writer].push_back(outcome.position);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<ledger::Position> all;
  for (const auto& of_writer : positions) {
    EXPECT_TRUE(std::is_sorted(of_writer.begin(), of_writer.end()));
    all.insert(of_writer.begin(), of_writer.end());
  }
  EXPECT_EQ(all.size(), writers * each);
  const auto events = all_events();
  for (std::size_t i = 0; i < events.size(); ++i) EXPECT_EQ(events[i]->position.value, i);
  EXPECT_EQ(row_of(view(serial), "ten-sales").free(), 0);
}

TEST_F(Race, of_readers_with_the_writer_shows_only_whole_steps) {
  given_active(serial, {{"ten-sales", 4}, {"pocket", 4}});
  std::atomic<bool> done{false};
  std::atomic<int> halves{0};
  std::thread reader{[&] {
    while (!done) {
      const auto shown = view(serial);
      // Each step assigns both seats to a user, or removes both.
      if (row_of(shown, "ten-sales").in_use != row_of(shown, "pocket").in_use) ++halves;
    }
  }};
  for (int i = 0; i < 300; ++i) {
    const std::string user = fmt::format("user-{}", i % 4);
    using commands::Assign;
    if (row_of(view(serial), "pocket").in_use < 3) {
      change(serial, {Assign{{"ten-sales", user}}, Assign{{"pocket", user}}});
    } else {
      remove_user(serial, user);
    }
  }
  done = true;
  reader.join();
  EXPECT_EQ(halves, 0);
}

TEST_F(Race, rejects_what_does_not_fit_in_the_queue) {
  // The writer is busy with one answer, so that the queue can fill.
  TestLedger small{{.max_queue = 2, .test_clock = at(start_of_tests)}};
  std::promise<void> entered;
  std::promise<void> leave;
  std::atomic<int> answered{0};
  commands::write::Submission first{.request = commands::write::PostEvents{},
                                    .actor = "support:eva"};
  first.done = [&](const auto&) {
    entered.set_value();
    leave.get_future().wait();
    ++answered;
  };
  ASSERT_TRUE(small.sequencer().submit(std::move(first)));
  entered.get_future().wait();
  int accepted = 0;
  for (int i = 0; i < 5; ++i) {
    commands::write::Submission next{.request = commands::write::PostEvents{},
                                     .actor = "support:eva"};
    next.done = [&](const auto&) { ++answered; };
    if (small.sequencer().submit(std::move(next))) ++accepted;
  }
  EXPECT_EQ(accepted, 2);
  leave.set_value();
  // What was accepted is finished before the writer ends.
  small.close();
  EXPECT_EQ(answered, 3);
}

}  // namespace
}  // namespace tests
