#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/result.h"
#include "ledger/store.h"
#include "ledger/stream.h"
#include "projections/state/license_fold.h"

namespace commands::live {

/// A license as it was loaded.
struct LoadedLicense {
  projections::state::LicenseFold fold;
  std::optional<ledger::Revision> saved_at;  // the revision of its snapshot
};

/// Folds a license up to `now` and its event at `head`, which is on disk: from its snapshot and the
/// tail of its stream, or from the whole stream if no snapshot can be used. Any thread.
ledger::Result<LoadedLicense> load_license(const ledger::Store& store,
                                           std::string_view serial_number, ledger::StreamHead head,
                                           ledger::Instant now);

/// The bytes of its snapshot, likewise.
ledger::Result<std::string> make_snapshot(const ledger::Store& store,
                                          std::string_view serial_number, ledger::StreamHead head,
                                          ledger::Instant now);

}  // namespace commands::live
