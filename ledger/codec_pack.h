#pragma once

#include "ledger/codec.h"

namespace flatbuffers {
class FlatBufferBuilder;
}

/// How events and the tables of `record.fbs` correspond, one direction per file. For codec.cc only.
namespace ledger {

namespace stored {
struct Record;
}

/// Writes one record to an empty builder and finishes it.
void pack_record(flatbuffers::FlatBufferBuilder& to, const RecordedEvent& event, const Salt& salt);

/// Reads a record whose bytes have been verified. Fails as `corrupt` if a number is outside its
/// list, which verification does not check.
Result<RecordedEvent> unpack_record(const stored::Record& record);

}  // namespace ledger
