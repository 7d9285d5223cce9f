#pragma once

#include <functional>
#include <string>

#include "replay/comparison.h"
#include "tests/support/ledger_fixture.h"

namespace tests {

inline constexpr const char* replayed_serial = "1801000001";

/// A closed ledger, to be altered behind its back and replayed.
class ReplayFixture : public LedgerFixture {
 protected:
  /// One license in force, with enough seats assigned for a snapshot and a tail after it.
  void given_saved_ledger();

  /// Opens the store, to write to it as no writer would.
  void with_store(const std::function<void(ledger::Store&)>& work) const;
  /// Changes a derived entry.
  void alter(ledger::Derived family, const std::string& key,
             const std::function<void(std::string&)>& change) const;

  /// Compares the directory as it is on disk, even while a writer has it open.
  ledger::Result<replay::Comparison> replayed(const replay::ComparisonOptions& options = {}) const;
  replay::Comparison comparison(const replay::ComparisonOptions& options = {}) const;
  /// `1801000001: seats, seats: expected this, found that`, one per difference.
  Texts differences() const;
};

}  // namespace tests
