#pragma once

#include <functional>
#include <string>

#include "replay/comparison.h"
#include "tests/commands/ledger_fixture.h"

namespace tests {

inline constexpr const char* replayed_serial = "1801000001";

/// A ledger that is closed, to be altered behind its back and replayed.
class ReplayFixture : public LedgerFixture {
 protected:
  /// One license in force, with enough seats assigned that it has a snapshot, and a tail after it.
  void given_saved_ledger();

  /// The store, to be written to as no writer would.
  void with_store(const std::function<void(ledger::Store&)>& work) const;
  /// Writes something else under the key of a derived entry.
  void alter(const std::string& key, const std::function<void(std::string&)>& change) const;

  /// Of the directory as it is on disk, read beside whoever has it open.
  ledger::Result<replay::Comparison> replayed(replay::ComparisonOptions options = {}) const;
  replay::Comparison comparison(replay::ComparisonOptions options = {}) const;
  /// `license 1801000001: seats, seats: expected this, found that`, one for each.
  Texts differences() const;
};

}  // namespace tests
