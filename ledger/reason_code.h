#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <tuple>

#include "ledger/enumerators.h"
#include "ledger/vocabulary.h"

/// The table of reasons: every code, its name on the wire, what it always carries, what it refuses
/// and in which order it is reported. docs/reasons.md describes each.
namespace ledger {

/// Stored as these numbers, so the list only ever grows at its end. The order in which reasons are
/// reported is that of `codes_of`.
enum class ReasonCode : std::uint8_t {
  wrong_installation,
  not_bound,
  owner_mismatch,
  signature_invalid,
  stale,
  held,
  unpaid,
  version,
  excess,
  not_assignable,
  no_free_seat,
  not_entitled,
  prerequisite_missing,
  plan_conflict,
  read_only,
  open_requests,
  prerequisite_needed,
  license_not_found,
  serial_in_use,
  already_bound,
  maintenance_lapsed,
  expires_soon,
  in_grace,
  payment_due_soon,
  maintenance_ends_soon,
  over_assigned,
  use_production,
  currency_mismatch,
};

inline constexpr std::size_t reason_code_count = enumerator_count<ReasonCode>;

/// What a reason refuses; a warning refuses nothing. A code may be in two groups.
enum class ReasonGroup : std::uint8_t { blocking, seat, removal, binding, upgrade, warning };

/// At most five names of members of a reason's JSON.
class MemberNames {
 public:
  constexpr MemberNames() = default;
  constexpr MemberNames(std::initializer_list<std::string_view> names) : size_(names.size()) {
    std::ranges::copy(names, names_.begin());
  }
  constexpr auto begin() const { return names_.begin(); }
  constexpr auto end() const { return names_.begin() + static_cast<std::ptrdiff_t>(size_); }

 private:
  std::array<std::string_view, 5> names_;
  std::size_t size_ = 0;
};

struct ReasonCodeTraits {
  ReasonCode code;
  std::string_view name;  ///< on the wire
  MemberNames members;    ///< always present: null where not known
};

/// A set of codes, as one bit for each.
class ReasonCodeSet {
 public:
  constexpr ReasonCodeSet() = default;
  constexpr ReasonCodeSet(std::initializer_list<ReasonCode> codes) {
    for (const ReasonCode code : codes) insert(code);
  }
  constexpr void insert(ReasonCode code) { words_[word_of(code)] |= bit_of(code); }
  constexpr bool contains(ReasonCode code) const {
    return (words_[word_of(code)] & bit_of(code)) != 0;
  }
  bool operator==(const ReasonCodeSet&) const = default;

  static auto fields(auto& self) {
    return std::apply([](auto&... word) { return std::tie(word...); }, self.words_);
  }

 private:
  static constexpr std::size_t bits = 32;
  static constexpr std::size_t word_of(ReasonCode code) {
    return static_cast<std::size_t>(code) / bits;
  }
  static constexpr std::uint32_t bit_of(ReasonCode code) {
    return std::uint32_t{1} << static_cast<std::size_t>(code) % bits;
  }

  std::array<std::uint32_t, (reason_code_count + bits - 1) / bits> words_{};
};

struct ReasonTable {
  using enum ReasonCode;

  /// A row for each code, in the order of the enum.
  static constexpr auto rows = std::to_array<ReasonCodeTraits>({
      {wrong_installation, "wrong_installation", {"cust_id", "bound_cust_id"}},
      {not_bound, "not_bound", {}},
      {owner_mismatch, "owner_mismatch", {"company_name", "registered_name"}},
      {signature_invalid, "signature_invalid", {}},
      {stale, "stale", {"number"}},
      {held, "held", {"number"}},
      {unpaid, "unpaid", {"invoice_id", "open", "currency", "due_on", "overdue"}},
      {version, "version", {"installed", "covered"}},
      {excess, "excess", {"module", "in_use", "new_total", "to_remove", "users"}},
      {not_assignable, "not_assignable", {"module"}},
      {no_free_seat, "no_free_seat", {"module", "in_use", "total"}},
      {not_entitled, "not_entitled", {"module"}},
      {prerequisite_missing, "prerequisite_missing", {"module", "user", "prerequisite"}},
      {plan_conflict, "plan_conflict", {"module", "user", "modules"}},
      {read_only, "read_only", {"expires_on", "days_left"}},
      {open_requests, "open_requests", {"user", "open_requests"}},
      {prerequisite_needed, "prerequisite_needed", {"module", "user", "modules"}},
      {license_not_found, "license_not_found", {"serial_number"}},
      {serial_in_use, "serial_in_use", {"serial_number"}},
      {already_bound, "already_bound", {"cust_id"}},
      {maintenance_lapsed, "maintenance_lapsed", {"version", "covered"}},
      {expires_soon, "expires_soon", {"expires_on", "days_left"}},
      {in_grace, "in_grace", {"expires_on", "days_left"}},
      {payment_due_soon, "payment_due_soon", {"invoice_id", "open", "currency", "due_on"}},
      {maintenance_ends_soon, "maintenance_ends_soon", {"covered", "expires_on", "days_left"}},
      {over_assigned, "over_assigned", {"module", "in_use", "total", "to_remove", "users"}},
      {use_production, "use_production", {"cust_id", "serial_number"}},
      {currency_mismatch,
       "currency_mismatch",
       {"payment_id", "invoice_id", "open", "currency", "expected_currency"}},
  });

  // The codes of each group, in the order in which they are reported.
  static constexpr std::array blocking{wrong_installation,
                                       not_bound,
                                       owner_mismatch,
                                       signature_invalid,
                                       stale,
                                       held,
                                       unpaid,
                                       version,
                                       excess};
  static constexpr std::array seat{not_assignable,       no_free_seat,  not_entitled,
                                   prerequisite_missing, plan_conflict, read_only};
  static constexpr std::array removal{open_requests, prerequisite_needed};
  static constexpr std::array binding{license_not_found, owner_mismatch, serial_in_use,
                                      already_bound};
  static constexpr std::array upgrade{maintenance_lapsed};
  static constexpr std::array warning{
      expires_soon,          in_grace,      read_only,      payment_due_soon,
      maintenance_ends_soon, over_assigned, use_production, currency_mismatch};

  /// Reported alone, because what they apply to cannot be judged further.
  static constexpr ReasonCodeSet alone{wrong_installation, signature_invalid, stale, not_assignable,
                                       license_not_found};

  /// In the order of ReasonGroup.
  static constexpr std::array<std::span<const ReasonCode>, enumerator_count<ReasonGroup>> groups{
      blocking, seat, removal, binding, upgrade, warning};
};
static_assert(one_row_each(ReasonTable::rows, &ReasonCodeTraits::code),
              "ReasonTable::rows needs a row for each ReasonCode, in order");
static_assert(std::ranges::none_of(ReasonTable::rows, &std::string_view::empty,
                                   &ReasonCodeTraits::name),
              "each row of ReasonTable has a name");

constexpr const ReasonCodeTraits& traits_of(ReasonCode code) {
  return ReasonTable::rows[static_cast<std::size_t>(code)];
}

/// In the order in which they are reported.
constexpr std::span<const ReasonCode> codes_of(ReasonGroup group) {
  return ReasonTable::groups[static_cast<std::size_t>(group)];
}

constexpr bool is_in(ReasonCode code, ReasonGroup group) {
  return std::ranges::find(codes_of(group), code) != codes_of(group).end();
}
static_assert(std::ranges::all_of(every<ReasonCode>(),
                                  [](ReasonCode code) {
                                    return std::ranges::any_of(
                                        every<ReasonGroup>(),
                                        [&](ReasonGroup group) { return is_in(code, group); });
                                  }),
              "each ReasonCode belongs to a group of ReasonTable");

constexpr bool is_reported_alone(ReasonCode code) { return ReasonTable::alone.contains(code); }

template <>
struct Names<ReasonCode> {
  static constexpr auto list = [] {
    std::array<std::string_view, reason_code_count> names;
    std::ranges::transform(ReasonTable::rows, names.begin(), &ReasonCodeTraits::name);
    return names;
  }();
};

}  // namespace ledger
