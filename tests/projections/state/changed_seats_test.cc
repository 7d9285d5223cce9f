#include "projections/state/changed_seats.h"

#include "tests/support/draw.h"
#include "tests/support/property.h"
#include "tests/support/random_facts.h"

namespace tests {
namespace {

using projections::state::ChangedSeats;
using projections::state::Seats;

/// Assigns or removes a seat in both.
struct SeatEdit {
  bool assign = false;
  ledger::SeatHolder seat;
};

rc::Gen<std::vector<SeatEdit>> any_edits() {
  return rc::gen::container<std::vector<SeatEdit>>(rc::gen::exec([] {
    return SeatEdit{.assign = sometimes(60), .seat = {any_sold_module(), any_user()}};
  }));
}

template <class Either>
void edit(Either& seats, const SeatEdit& change) {
  if (!change.assign) {
    seats.remove(change.seat.module_name, change.seat.user);
  } else if constexpr (std::is_same_v<Either, Seats>) {
    seats.assign({}, change.seat);
  } else {
    seats.assign(change.seat);
  }
}

void compare(const ChangedSeats& found, const ChangedSeats& expected) {
  RC_ASSERT(found.modules() == expected.modules());
  for (const char* user : {"anna", "bo", "cia", "dan"}) {
    RC_ASSERT(found.modules_of(user) == expected.modules_of(user));
  }
  for (const char* module : {"ten-sales", "ten-service", "windows", "pocket", "travel", "free"}) {
    RC_ASSERT(found.count(module) == expected.count(module));
    for (const std::size_t most : {0U, 1U, 2U, 100U}) {
      RC_ASSERT(found.users_in(module, most) == expected.users_in(module, most));
    }
    for (const char* user : {"anna", "bo", "cia", "dan"}) {
      RC_ASSERT((found.find(module, user) == nullptr) == (expected.find(module, user) == nullptr));
    }
  }
}

TEST(ChangedSeats, answer_as_seats_that_were_changed_themselves) {
  holds_in(300, [] {
    const auto before = *any_edits();
    const auto below = *any_edits();
    const auto above = *any_edits();
    Seats seats;
    for (const auto& change : before) edit(seats, change);
    Seats expected = seats;
    ChangedSeats changed{seats};
    for (const auto& change : below) {
      edit(changed, change);
      edit(expected, change);
    }
    compare(changed, expected);
    auto on_top = ChangedSeats::on_top_of(changed);
    for (const auto& change : above) {
      edit(on_top, change);
      edit(expected, change);
    }
    compare(on_top, expected);
  });
}

}  // namespace
}  // namespace tests
