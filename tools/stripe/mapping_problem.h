#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/vocabulary.h"

namespace tools::stripe {

/// Why an event is not entirely in the ledger; docs/stripe.md explains each.
enum class InboxReason : std::uint8_t {
  malformed_object,
  test_mode,
  live_mode,
  serial_number_missing,
  serial_numbers_disagree,
  price_not_mapped,
  amount_not_representable,
  lines_incomplete,
  payment_unknown,
  payment_of_several_invoices,
  currency_differs,
  license_not_found,
  too_large,
  event_id_reuse,
};

struct MappingProblem {
  InboxReason reason{};
  std::string detail;  // one sentence, with the ids that it is about
  bool operator==(const MappingProblem&) const = default;
};

}  // namespace tools::stripe

template <>
struct ledger::Names<tools::stripe::InboxReason> {
  static constexpr std::array<std::string_view, 14> list{"malformed_object",
                                                         "test_mode",
                                                         "live_mode",
                                                         "serial_number_missing",
                                                         "serial_numbers_disagree",
                                                         "price_not_mapped",
                                                         "amount_not_representable",
                                                         "lines_incomplete",
                                                         "payment_unknown",
                                                         "payment_of_several_invoices",
                                                         "currency_differs",
                                                         "license_not_found",
                                                         "too_large",
                                                         "event_id_reuse"};
};
