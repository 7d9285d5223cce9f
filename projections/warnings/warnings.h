#pragma once

#include "projections/reasons/question.h"

namespace projections::warnings {

/// The warnings about a license, in the order in which they are reported. Warnings never block.
reasons::Reasons warnings(const reasons::Question& question);

// The rules, one per file. Each appends what it finds.
void warn_of_stage(const reasons::Question& question,
                   reasons::Reasons& reasons);  // expires_soon, in_grace, read_only
void warn_of_payment_due(const reasons::Question& question, reasons::Reasons& reasons);
void warn_of_maintenance_end(const reasons::Question& question, reasons::Reasons& reasons);
void warn_of_over_assignment(const reasons::Question& question, reasons::Reasons& reasons);
void warn_to_use_production(const reasons::Question& question, reasons::Reasons& reasons);
void warn_of_currency_mismatch(const reasons::Question& question, reasons::Reasons& reasons);

/// Days before its due date from which an open invoice is warned about.
inline constexpr std::int32_t payment_due_soon_days = 7;
/// Days before its end from which maintenance is warned about.
inline constexpr std::int32_t maintenance_ends_soon_days = 28;

/// The agreement in force at `at` that ends last; null if none is in force or one never ends.
const state::Register<ledger::MaintenanceAgreed>* last_ending_agreement(
    const state::License& license, Instant at);

}  // namespace projections::warnings
