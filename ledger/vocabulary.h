#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/enumerators.h"

/// The closed lists of the domain and their names on the wire. Stored as numbers, so a list only
/// ever grows at its end.
namespace ledger {

enum class ModuleType : std::uint8_t { user, site, satellite };
enum class InstallationKind : std::uint8_t { production, trial, demo, test };
enum class Deployment : std::uint8_t { online, onsite };
enum class UserType : std::uint8_t { associate, other, system };
enum class ActivationMode : std::uint8_t { automatic, manual, file };
enum class ReversalKind : std::uint8_t { refund, chargeback, bounced, correction };
enum class RequestStatus : std::uint8_t { active, postponed };

/// Specialized for an enum with names: `list[i]` names the enumerator i.
template <class E>
struct Names;

template <class E, class... Texts>
constexpr std::array<std::string_view, enumerator_count<E>> names_of_each(const Texts&... names) {
  static_assert(sizeof...(Texts) == enumerator_count<E>, "a name for each enumerator, in order");
  return {names...};
}

template <>
struct Names<ModuleType> {
  static constexpr auto list = names_of_each<ModuleType>("user", "site", "satellite");
};
template <>
struct Names<InstallationKind> {
  static constexpr auto list =
      names_of_each<InstallationKind>("production", "trial", "demo", "test");
};
template <>
struct Names<Deployment> {
  static constexpr auto list = names_of_each<Deployment>("online", "onsite");
};
template <>
struct Names<UserType> {
  static constexpr auto list = names_of_each<UserType>("associate", "other", "system");
};
template <>
struct Names<ActivationMode> {
  static constexpr auto list = names_of_each<ActivationMode>("automatic", "manual", "file");
};
template <>
struct Names<ReversalKind> {
  static constexpr auto list =
      names_of_each<ReversalKind>("refund", "chargeback", "bounced", "correction");
};
template <>
struct Names<RequestStatus> {
  static constexpr auto list = names_of_each<RequestStatus>("active", "postponed");
};

template <class E>
concept Named = requires {
  Names<E>::list;
};

template <Named E>
constexpr std::string_view name_of(E value) {
  static_assert(Names<E>::list.size() == enumerator_count<E>);
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
