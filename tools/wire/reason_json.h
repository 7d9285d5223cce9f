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

/// `code`, the members that it speaks of (null where one of them is not known), `since`,
/// `evidence`. Who resolves it, the remedies and the message are derived: whoever shows a reason
/// adds them.
boost::json::object reason_json(const ledger::Reason& reason);

/// Reads what reason_json printed; of a reason from elsewhere only the code must be there, and
/// members that are not stored are passed over. Nothing when it added errors.
std::optional<ledger::Reason> parse_reason(const boost::json::value& value,
                                           std::string_view pointer,
                                           std::vector<FieldError>& errors);

/// The same for an object that is being read already.
ledger::Reason read_reason(Fields& fields);

}  // namespace tools::wire
