#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "projections/license.h"

namespace projections {

/// The state of a license as bytes: disposable, made again from the log when missing or of another
/// version. Equal states give equal bytes.
std::string snapshot_of(const License& license);

/// Nothing when the bytes are of another version or do not read to their end.
std::optional<License> license_from(std::string_view snapshot);

}  // namespace projections
