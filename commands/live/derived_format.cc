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
struct Fields<ledger::Directory::Due> {
  static auto of(auto& value) { return std::tie(value.at, value.serial_number); }
};
template <>
struct Fields<commands::live::derived_format::Progress> {
  static auto of(auto& value) { return std::tie(value.last_due, value.round_after); }
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

template <class T>
std::string write_versioned(const T& value) {
  return write(std::pair{projections::state::archive_version, value});
}

template <class T>
std::optional<T> read_versioned(std::string_view bytes) {
  auto versioned = read<std::pair<std::uint32_t, T>>(bytes);
  if (!versioned || versioned->first != projections::state::archive_version) return std::nullopt;
  return std::move(versioned->second);
}

}  // namespace

std::string encode(const Mark& mark) { return write_versioned(mark); }
std::optional<Mark> decode_mark(std::string_view bytes) { return read_versioned<Mark>(bytes); }

std::string encode(const Progress& progress) { return write(progress); }
std::optional<Progress> decode_progress(std::string_view bytes) { return read<Progress>(bytes); }

std::string encode_identities_mark(ledger::Position applied_until) {
  return write_versioned(applied_until);
}
std::optional<ledger::Position> decode_identities_mark(std::string_view bytes) {
  return read_versioned<ledger::Position>(bytes);
}

bool wants_snapshot(ledger::Revision head, std::optional<ledger::Revision> saved_at,
                    std::uint64_t short_tail) {
  constexpr std::uint64_t part = 4;
  const std::uint64_t tail = saved_at ? head.value - saved_at->value : head.value + 1;
  return tail > short_tail && tail >= head.value / part;
}

std::string encode(const Snapshot& snapshot) { return write(snapshot); }
std::optional<Snapshot> decode_snapshot(std::string_view bytes) { return read<Snapshot>(bytes); }

}  // namespace commands::live::derived_format
