#include "commands/live/derived_format.h"

#include "projections/state/archive.h"

namespace projections::state {

template <>
struct Fields<ledger::StreamHead> {
  static auto of(auto& value) { return std::tie(value.position, value.revision); }
};
template <>
struct Fields<commands::live::derived_format::Mark> {
  static auto of(auto& value) {
    return std::tie(value.applied_until, value.now, value.catalog_head);
  }
};
template <>
struct Fields<commands::live::derived_format::Row> {
  static auto of(auto& value) {
    return std::tie(value.head, value.row, value.catalog_applied, value.now);
  }
};
template <>
struct Fields<commands::live::derived_format::Snapshot> {
  static auto of(auto& value) { return std::tie(value.head, value.upcoming, value.license); }
};

}  // namespace projections::state

namespace commands::live::derived_format {
namespace {

template <class T>
std::string write(const T& value) {
  projections::state::ArchiveWriter writer;
  writer.write(value);
  return writer.take();
}

template <class T>
std::optional<T> read(std::string_view bytes) {
  projections::state::ArchiveReader reader{bytes};
  std::optional<T> value{std::in_place};
  reader.read(*value);
  if (!reader.ok() || !reader.at_end()) return std::nullopt;
  return value;
}

}  // namespace

std::string encode(const Mark& mark) {
  return write(std::pair{projections::state::archive_version, mark});
}

std::optional<Mark> decode_mark(std::string_view bytes) {
  const auto versioned = read<std::pair<std::uint32_t, Mark>>(bytes);
  if (!versioned || versioned->first != projections::state::archive_version) return std::nullopt;
  return versioned->second;
}

bool wants_snapshot(ledger::Revision head, std::optional<ledger::Revision> saved_at,
                    std::uint64_t short_tail) {
  constexpr std::uint64_t part = 4;
  const std::uint64_t tail = saved_at ? head.value - saved_at->value : head.value + 1;
  return tail > short_tail && tail >= head.value / part;
}

std::string encode(const Row& row) { return write(row); }
std::optional<Row> decode_row(std::string_view bytes) { return read<Row>(bytes); }
std::string encode(const Snapshot& snapshot) { return write(snapshot); }
std::optional<Snapshot> decode_snapshot(std::string_view bytes) { return read<Snapshot>(bytes); }

}  // namespace commands::live::derived_format
