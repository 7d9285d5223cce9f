#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <string>
#include <utility>

#include "commands/live/live_licenses.h"
#include "projections/directory.h"

namespace commands::live {

/// Keeps the rows of the directory in step with the licenses, and knows which rows are not saved.
/// The writer's thread.
class DirectoryUpkeep {
 public:
  explicit DirectoryUpkeep(projections::Directory& directory) : directory_(directory) {}

  /// A license was loaded: it remembers its row. One that is ahead of it is corrected: a save that
  /// was not finished may leave such rows.
  void note_row(LiveLicense& license);
  /// An event was applied to the license, which may wait until it is effective.
  void update_for(const ledger::RecordedEvent& event, LiveLicense& license, ledger::Instant now);
  /// Its state may have changed in any way.
  void update(LiveLicense& license);

  /// Brings rows up to date, at most `at_most`; true when none is left.
  bool refresh(ledger::Instant now, std::size_t at_most,
               const projections::Directory::Appraise& appraise);
  /// Licenses that have changed, or were appraised again, since the last call.
  using Serials = boost::unordered_flat_set<std::string>;
  Serials take_unsaved() { return std::exchange(unsaved_, {}); }

 private:
  void outdate(const std::string& serial_number);
  void add_owner(const std::string& serial_number, const std::string& company_name);
  projections::DirectoryRow row_of(const std::string& serial_number) const;

  projections::Directory& directory_;
  Serials unsaved_;
};

}  // namespace commands::live
