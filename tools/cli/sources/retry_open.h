#pragma once

#include <chrono>
#include <thread>

#include "ledger/result.h"

namespace tools::cli::sources {

/// What `open` answers, once it succeeds or there is no use in trying again: a server may tidy away
/// a file between the moment it is found and the moment it is opened.
template <class Open>
auto open_beside_a_server(const Open& open) {
  constexpr int attempts = 5;
  for (int attempt = 1;; ++attempt) {
    auto opened = open();
    if (opened || opened.error().kind != ledger::FailureKind::io || attempt == attempts) {
      return opened;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{50} * attempt);
  }
}

}  // namespace tools::cli::sources
