#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/state/catalog.h"
#include "projections/state/license.h"

namespace projections::state {

/// The state of a license as bytes: disposable, made again from the log when missing or of another
/// version. Equal states give equal bytes.
std::string snapshot_of(const License& license);
/// The same, cut into the members of License::fields: to say where two states differ.
std::vector<std::string> snapshot_parts(const License& license);
/// The same of the catalog, to be compared only: it is never kept.
std::string snapshot_of(const Catalog& catalog);

/// Nothing when the bytes are of another version or do not read to their end.
std::optional<License> license_from(std::string_view snapshot);

}  // namespace projections::state
