#pragma once

#include <cstddef>
#include <cstdint>

namespace ledger {

/// What `--memory` is divided into. It bounds what grows with the number of licenses and of events;
/// connections, the requests on their way and the program itself come on top.
struct MemoryShares {
  std::size_t store = 0;             ///< bytes for the database: blocks, filters, write buffers
  std::uint64_t tracked_events = 0;  ///< of licenses that were asked about last
  std::uint64_t live_events = 0;     ///< of licenses that decisions were about last
  std::uint64_t decoded_events = 0;  ///< kept to be folded again

  static constexpr MemoryShares of(std::size_t bytes) {
    // What an event takes in a state, and as it is decoded; measured on purchases and payments.
    constexpr std::size_t in_state = 256;
    constexpr std::size_t decoded = 512;
    return {.store = bytes / 8 * 3,
            .tracked_events = bytes / 16 * 7 / in_state,
            .live_events = bytes / 16 / in_state,
            .decoded_events = bytes / 8 / decoded};
  }
};

/// In bytes, where nothing else is said.
inline constexpr std::size_t usual_memory = std::size_t{256} << 20;

}  // namespace ledger
