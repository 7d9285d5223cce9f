#pragma once

#include "projections/reasons/rule.h"

namespace projections::reasons {

/// Every reason that blocks an activation, in the order in which they are reported: by code, then
/// by invoice or module. What makes the request impossible to judge (another installation, a forged
/// file, an old number) is reported alone. Commands, automatic activation, support's question,
/// as-of and what-if all call this, so they cannot disagree. `since` is left to the caller (see
/// since.h).
Reasons blocking_reasons(const Question& question);

/// Only the reason that is reported alone, if any.
Reasons reported_alone(const Question& question);
/// Whether an attempt refused for these reasons was refused for one that is reported alone.
bool are_reported_alone(const Reasons& reasons);

/// The rules that judge the license as it is, without a request.
std::span<const Rule> blocking_rules();

// The rules, one per file. What a request is refused for alone is found by a function.
void find_wrong_installation(const Question& question, Reasons& reasons);
void find_signature_invalid(const Question& question, Reasons& reasons);
void find_wrong_file(const Question& question, Reasons& reasons);
void find_stale(const Question& question, Reasons& reasons);

struct NotBound : Timeless {
  static std::optional<Reason> judge(const Question& question);
};
struct OwnerMismatch : Timeless {
  static std::optional<Reason> judge(const Question& question);
};
struct Held : Timeless {
  static std::optional<Reason> judge(const Question& question);
};
struct Unpaid {
  static constexpr auto key = &Reason::invoice_id;
  static void candidates(const Question& question, Keys& keys);
  static std::optional<Reason> judge(std::string_view invoice_id, const Question& question);
  static std::optional<Instant> next_change(const Question& question);
  static void touched_by_time(const Question& question, Keys& keys);
  static void touched_by(const Change& change, Touched& touched);
};
struct Version : Timeless {
  static std::optional<Reason> judge(const Question& question);
};
struct Excess : Timeless {
  static constexpr auto key = &Reason::module_name;
  static void candidates(const Question& question, Keys& keys);
  static std::optional<Reason> judge(std::string_view module_name, const Question& question);
  static void touched_by(const Change& change, Touched& touched);
};

}  // namespace projections::reasons
