#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// The closed lists of the domain and their names on the wire. Stored as numbers: each list only
/// ever grows at its end, and names[i] names the enumerator i.
namespace ledger {

enum class ModuleType : std::uint8_t { user, site, satellite };
enum class InstallationKind : std::uint8_t { production, trial, demo, test };
enum class Deployment : std::uint8_t { online, onsite };
enum class UserType : std::uint8_t { associate, other, system };
enum class ActivationMode : std::uint8_t { automatic, manual, file };
enum class ReversalKind : std::uint8_t { refund, chargeback, bounced, correction };
enum class RequestStatus : std::uint8_t { active, postponed };

/// What a reason or a warning says. Blocking reasons come first, in the order in which they are
/// reported; then what refuses a seat, a removal, a binding, an upgrade; then the warnings.
/// `read_only` is both: it refuses a seat and it warns.
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

template <class E>
struct Names;

template <>
struct Names<ModuleType> {
  static constexpr std::array<std::string_view, 3> list{"user", "site", "satellite"};
};
template <>
struct Names<InstallationKind> {
  static constexpr std::array<std::string_view, 4> list{"production", "trial", "demo", "test"};
};
template <>
struct Names<Deployment> {
  static constexpr std::array<std::string_view, 2> list{"online", "onsite"};
};
template <>
struct Names<UserType> {
  static constexpr std::array<std::string_view, 3> list{"associate", "other", "system"};
};
template <>
struct Names<ActivationMode> {
  static constexpr std::array<std::string_view, 3> list{"automatic", "manual", "file"};
};
template <>
struct Names<ReversalKind> {
  static constexpr std::array<std::string_view, 4> list{"refund", "chargeback", "bounced",
                                                        "correction"};
};
template <>
struct Names<RequestStatus> {
  static constexpr std::array<std::string_view, 2> list{"active", "postponed"};
};
template <>
struct Names<ReasonCode> {
  static constexpr std::array<std::string_view, 28> list{"wrong_installation",
                                                         "not_bound",
                                                         "owner_mismatch",
                                                         "signature_invalid",
                                                         "stale",
                                                         "held",
                                                         "unpaid",
                                                         "version",
                                                         "excess",
                                                         "not_assignable",
                                                         "no_free_seat",
                                                         "not_entitled",
                                                         "prerequisite_missing",
                                                         "plan_conflict",
                                                         "read_only",
                                                         "open_requests",
                                                         "prerequisite_needed",
                                                         "license_not_found",
                                                         "serial_in_use",
                                                         "already_bound",
                                                         "maintenance_lapsed",
                                                         "expires_soon",
                                                         "in_grace",
                                                         "payment_due_soon",
                                                         "maintenance_ends_soon",
                                                         "over_assigned",
                                                         "use_production",
                                                         "currency_mismatch"};
};

template <class E>
concept Named = requires {
  Names<E>::list;
};

template <Named E>
constexpr std::string_view name_of(E value) {
  return Names<E>::list[static_cast<std::size_t>(value)];
}

template <Named E>
constexpr std::optional<E> named(std::string_view name) {
  const auto& list = Names<E>::list;
  const auto found = std::ranges::find(list, name);
  if (found == list.end()) return std::nullopt;
  return static_cast<E>(found - list.begin());
}

}  // namespace ledger
