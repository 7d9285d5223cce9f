#pragma once

#include <functional>

#include "projections/view.h"
#include "tests/support/plain/license.h"

namespace tests::plain {

/// Calls `visit` with every instant up to `until` at which an answer about the license can change,
/// and with the answer there, as known at `known_at`; with `nullopt` while it is not registered.
/// These are: each instant at which an event of any license takes effect, each midnight from the
/// first of them on, and `until`. Each answer is judged on its own; `since` is carried from one to
/// the next.
void walk(
    const Events& log, const std::string& serial_number, Instant until, Instant known_at,
    const std::function<void(Instant, const std::optional<projections::LicenseView>&)>& visit);

}  // namespace tests::plain
