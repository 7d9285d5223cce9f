#pragma once

#include <cstdint>
#include <optional>

#include "projections/reasons/citation.h"
#include "projections/reasons/rule.h"

/// What the rules about invoices have in common.
namespace projections::reasons {

/// Cites the latest of what the open amount rests on: credits, and once the invoice is issued the
/// payments that count and their reversals.
void add_movements(const state::Invoice& invoice, Citation& citation);

/// Adds the invoices whose open amount, due date or currency the event may change.
void add_touched_invoices(const Change& change, Keys& keys);

/// The next instant that is `days_after_due` days after the due date of an open invoice.
std::optional<Instant> next_due_instant(const Question& question, std::int32_t days_after_due);

/// Adds the open invoices that were due `days_after_due` days before the instant of the question.
void add_due_now(const Question& question, std::int32_t days_after_due, Keys& keys);

}  // namespace projections::reasons
