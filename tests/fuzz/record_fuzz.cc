#include <cstddef>
#include <cstdint>

#include "ledger/codec.h"
#include "projections/state/snapshot.h"

/// Bytes from a disk that cannot be trusted: they are refused, or they are an event that encodes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (const auto event = ledger::decode({data, size})) {
    ledger::RecordEncoder encoder;
    static_cast<void>(encoder.encode(*event, {}));
  }
  static_cast<void>(projections::state::license_from({reinterpret_cast<const char*>(data), size}));
  return 0;
}
