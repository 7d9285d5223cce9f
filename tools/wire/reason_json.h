#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "ledger/reason.h"
#include "tools/wire/fields.h"

namespace tools::wire {

inline constexpr std::int64_t max_license_number = std::numeric_limits<std::uint32_t>::max();

/// `code`, the members that its code always has (null where not known) and whatever else is set,
/// `since`, `evidence`. See view_json.h for the members derived from these.
boost::json::object reason_json(const ledger::Reason& reason);

/// `position` (null for a supposed event), `id` and `type`.
boost::json::object evidence_json(const ledger::Evidence& evidence);

/// Reads what reason_json wrote. Only the code is required, and members that are not stored are
/// ignored. `nullopt` if it added errors.
std::optional<ledger::Reason> parse_reason(const boost::json::value& value,
                                           std::string_view pointer,
                                           std::vector<FieldError>& errors);

/// The same for an object that is already being read.
ledger::Reason read_reason(Fields& fields);

}  // namespace tools::wire
