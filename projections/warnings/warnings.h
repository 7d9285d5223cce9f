#pragma once

#include "projections/reasons/rule.h"

namespace projections::warnings {

/// The warnings about a license, in the order in which they are reported. Warnings never block.
reasons::Reasons warnings(const reasons::Question& question);

std::span<const reasons::Rule> warning_rules();

// The rules, one per file.
struct StageReached {  // expires_soon, in_grace, read_only
  static std::optional<Reason> judge(const reasons::Question& question);
  static std::optional<Instant> next_change(const reasons::Question& question);
};
struct PaymentDueSoon {
  static constexpr auto key = &Reason::invoice_id;
  static void candidates(const reasons::Question& question, reasons::Keys& keys);
  static std::optional<Reason> judge(std::string_view invoice_id,
                                     const reasons::Question& question);
  static std::optional<Instant> next_change(const reasons::Question& question);
  static void touched_by_time(const reasons::Question& question, reasons::Keys& keys);
  static void touched_by(const reasons::Change& change, reasons::Touched& touched);
};
struct MaintenanceEndsSoon {
  static std::optional<Reason> judge(const reasons::Question& question);
  static std::optional<Instant> next_change(const reasons::Question& question);
};
struct OverAssigned : reasons::Timeless {
  static constexpr auto key = &Reason::module_name;
  static void candidates(const reasons::Question& question, reasons::Keys& keys);
  static std::optional<Reason> judge(std::string_view module_name,
                                     const reasons::Question& question);
  static void touched_by(const reasons::Change& change, reasons::Touched& touched);
};
struct UseProduction {
  static constexpr auto key = &Reason::serial_number;
  static void candidates(const reasons::Question& question, reasons::Keys& keys);
  static std::optional<Reason> judge(std::string_view serial_number,
                                     const reasons::Question& question);
  static std::optional<Instant> next_change(const reasons::Question& question);
  static void touched_by_time(const reasons::Question& question, reasons::Keys& keys);
  static void touched_by(const reasons::Change& change, reasons::Touched& touched);
};
struct CurrencyMismatched : reasons::Timeless {
  static constexpr auto key = &Reason::payment_id;
  static void candidates(const reasons::Question& question, reasons::Keys& keys);
  static std::optional<Reason> judge(std::string_view payment_id,
                                     const reasons::Question& question);
  static void touched_by(const reasons::Change& change, reasons::Touched& touched);
};

/// Days before its due date from which an open invoice is warned about.
inline constexpr std::int32_t payment_due_soon_days = 7;
/// Days before its end from which maintenance is warned about.
inline constexpr std::int32_t maintenance_ends_soon_days = 28;

}  // namespace projections::warnings
