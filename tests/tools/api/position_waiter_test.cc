#include "tools/api/position_waiter.h"

#include <future>

#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

class WaitForPosition : public LedgerFixture {
 protected:
  /// Whether it is reached, once that is known.
  std::future<bool> wait(ledger::Position position) {
    auto reached = std::make_shared<std::promise<bool>>();
    waiter_.wait(position, [reached](bool yes) { reached->set_value(yes); });
    return reached->get_future();
  }

  tools::http::Traffic traffic_;
  tools::api::PositionWaiter waiter_{*opened().streams, traffic_};
};

TEST_F(WaitForPosition, ends_when_the_event_is_published) {
  given_license(serial);
  auto reached = wait(end());
  EXPECT_EQ(reached.wait_for(std::chrono::milliseconds{50}), std::future_status::timeout);
  agreed(serial, "8");
  EXPECT_TRUE(reached.get());
}

TEST_F(WaitForPosition, ends_at_once_for_an_event_that_is_there) {
  given_license(serial);
  EXPECT_TRUE(wait({0}).get());
}

TEST_F(WaitForPosition, ends_without_the_event_when_the_server_stops) {
  auto reached = wait(end());
  traffic_.stopping = true;
  EXPECT_FALSE(reached.get());
}

}  // namespace
}  // namespace tests
