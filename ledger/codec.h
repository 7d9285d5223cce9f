#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "ledger/event.h"
#include "ledger/result.h"

/// The stored record: what is on disk for one event, and the leaf of the log's tree. FlatBuffers
/// bytes by `record.fbs`, whose tables only ever grow at their ends; see docs/events.md.
namespace ledger {

/// The largest record: entries of the log's tree have a 16-bit length.
inline constexpr std::size_t max_record_bytes = 65'535;

/// Random bits in every record, so that nobody can guess an event from its hash.
using Salt = std::array<std::uint8_t, 16>;

/// Turns events into records. Keeps its buffer between calls: use one per thread. The bytes that
/// `encode` returns are valid until the next call.
class RecordEncoder {
 public:
  RecordEncoder();
  ~RecordEncoder();
  RecordEncoder(const RecordEncoder&) = delete;
  RecordEncoder& operator=(const RecordEncoder&) = delete;

  /// The bytes, which may be more than max_record_bytes: the caller refuses such an event.
  std::span<const std::uint8_t> encode(const RecordedEvent& event, const Salt& salt);

 private:
  struct Buffer;
  std::unique_ptr<Buffer> buffer_;
};

/// Reads a record back. `bytes` may be unaligned. Fails as `corrupt` if the bytes do not verify, a
/// number is outside its list, or the type and the data disagree. Safe from any thread.
Result<RecordedEvent> decode(std::span<const std::uint8_t> bytes);

}  // namespace ledger
