#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/state/catalog.h"
#include "projections/state/license.h"

namespace projections::state {

/// The state of a license as bytes: disposable, rebuilt from the log if missing or of another
/// version. Equal states have equal bytes.
std::string snapshot_of(const License& license);
/// The same, split into the members of License::fields, to show where two states differ.
std::vector<std::string> snapshot_parts(const License& license);
/// The same for the catalog, for comparison only: it is never stored.
std::string snapshot_of(const Catalog& catalog);

/// `nullopt` if the bytes are malformed or of another version.
std::optional<License> license_from(std::string_view snapshot);

}  // namespace projections::state
