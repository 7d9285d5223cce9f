#pragma once

#include <rapidcheck.h>
#include <vector>

#include "ledger/event.h"

/// Facts with values from small pools, so that they collide often: three licenses, three
/// installations, a few users, modules of every kind, instants at the start of days.
namespace tests {

inline constexpr const char* pool_serials[] = {"1801000001", "1801000002", "1801000003"};

std::string any_serial();
std::string any_user();
std::string any_sold_module();
std::string any_installation();
std::string any_version();
std::string any_company();
/// The start of the day that many days after the one on which streams begin.
ledger::Instant start_of_day(int day);

/// Definitions of all modules and the three licenses, long before.
std::vector<ledger::Event> opening_events(bool auto_update);

/// Inside rc::gen::exec: a fact of a license or the catalog, with or without a time.
ledger::Event any_fact(bool may_update);
/// Likewise: a decision as it is reported afterwards.
ledger::Event any_imported_decision();

/// Facts and imported decisions, each with an identity of its own: what is folded in the order of
/// its time, never of its arrival. No license updates automatically.
rc::Gen<std::vector<ledger::Event>> random_facts();

}  // namespace tests
