#include "ledger/codec.h"

#include <cstring>
#include <fmt/format.h>

#include "ledger/codec_pack.h"
#include "record_generated.h"

namespace ledger {
namespace {

/// Every record holds a Salt, so this is its alignment and divides its length. That reveals a
/// record that lost its last bytes even if they were only padding.
constexpr std::size_t record_alignment = alignof(stored::Salt);

/// Far more than any record has, and little enough that altered bytes cannot take long to verify.
constexpr flatbuffers::Verifier::Options limits{.max_depth = 16, .max_tables = max_record_bytes};

Result<RecordedEvent> decode_aligned(std::span<const std::uint8_t> bytes) {
  flatbuffers::Verifier verifier{bytes.data(), bytes.size(), limits};
  if (!stored::VerifyRecordBuffer(verifier)) {
    return corrupt("the bytes are not those of a record");
  }
  return unpack_record(*stored::GetRecord(bytes.data()));
}

}  // namespace

struct RecordEncoder::Buffer {
  flatbuffers::FlatBufferBuilder builder;
};

RecordEncoder::RecordEncoder() : buffer_{std::make_unique<Buffer>()} {}
RecordEncoder::~RecordEncoder() = default;

std::span<const std::uint8_t> RecordEncoder::encode(const RecordedEvent& event, const Salt& salt) {
  auto& builder = buffer_->builder;
  builder.Clear();
  pack_record(builder, event, salt);
  return {builder.GetBufferPointer(), builder.GetSize()};
}

Result<RecordedEvent> decode(std::span<const std::uint8_t> bytes) {
  if (bytes.size() > max_record_bytes || bytes.size() % record_alignment != 0) {
    return corrupt(fmt::format("no record is {} bytes long", bytes.size()));
  }
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % record_alignment == 0) {
    return decode_aligned(bytes);
  }
  using Word = std::uint64_t;
  static_assert(alignof(Word) == record_alignment);
  const auto copy = std::make_unique_for_overwrite<Word[]>(bytes.size() / sizeof(Word));
  std::memcpy(copy.get(), bytes.data(), bytes.size());
  return decode_aligned({reinterpret_cast<const std::uint8_t*>(copy.get()), bytes.size()});
}

}  // namespace ledger
