#pragma once

#include <string>

#include "ledger/result.h"

namespace tools::cli::sources {

/// Whether it could not be opened to write because another process has it open: the lock file is
/// named then.
inline bool held_by_server(const ledger::Failure& failure) {
  return failure.kind == ledger::FailureKind::io &&
         failure.detail.find("LOCK") != std::string::npos;
}

}  // namespace tools::cli::sources
