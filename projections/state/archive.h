#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "ledger/enumerators.h"
#include "ledger/position.h"
#include "ledger/time.h"
#include "projections/state/exact_sum.h"
#include "projections/state/keyed.h"

/// The bytes of a folded state, for snapshots and state digests. A type takes part through
/// `static auto fields(auto& self)`, a tie of its members in a fixed order. Equal states have equal
/// bytes, because every container is written in order. The bytes carry no schema: the caller stores
/// `archive_version` with them and discards bytes of another version. A type whose members must fit
/// each other says so by `is_sound()`, which is asked when it has been read.
namespace projections::state {

/// Raised with any change of any `fields`, and when another reason can block, which rows saved
/// earlier do not list.
inline constexpr std::uint32_t archive_version = 4;

template <class T>
concept Archived = requires(T& value) {
  std::remove_cvref_t<T>::fields(value);
};

/// The same for a type of the ledger, which does not depend on archives.
template <class T>
struct Fields;
template <class T>
concept ArchivedOutside = requires(T& value) {
  Fields<std::remove_cvref_t<T>>::of(value);
};

class ArchiveWriter {
 public:
  ArchiveWriter() { bytes_.reserve(4096); }

  std::string take() { return std::move(bytes_); }

  template <class T>
  void write(const T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
      write_length(value.size());
      bytes_.append(value);
    } else if constexpr (std::is_enum_v<T> || std::is_arithmetic_v<T>) {
      char raw[sizeof(T)];
      std::memcpy(raw, &value, sizeof(T));
      bytes_.append(raw, sizeof(T));
    } else if constexpr (Archived<const T>) {
      std::apply([this](const auto&... member) { (this->write(member), ...); }, T::fields(value));
    } else if constexpr (ArchivedOutside<const T>) {
      std::apply([this](const auto&... member) { (this->write(member), ...); },
                 Fields<T>::of(value));
    } else {
      write_other(value);
    }
  }

 private:
  void write_other(const ledger::Instant& at) { write(at.micros); }
  void write_other(const ledger::Date& date) { write(date.days); }
  void write_other(const ledger::Position& position) { write(position.value); }
  void write_other(const ledger::Revision& revision) { write(revision.value); }
  void write_other(const ledger::LicenseNumber& number) { write(number.value); }
  void write_other(const ExactSum& sum) {
    write(static_cast<std::int64_t>(sum.value_ >> 64));
    write(static_cast<std::uint64_t>(sum.value_));
  }

  template <class T>
  void write_other(const std::optional<T>& value) {
    write(value.has_value());
    if (value) write(*value);
  }
  template <class A, class B>
  void write_other(const std::pair<A, B>& value) {
    write(value.first);
    write(value.second);
  }
  template <class T>
  void write_other(const Keyed<T>& values) {
    write_length(values.size());
    for (const auto* value : values.in_order()) write(*value);
  }
  template <class Container>
  requires requires(const Container& c) { c.begin(); }
  void write_other(const Container& values) {
    write_length(values.size());
    for (const auto& value : values) write(value);
  }

  void write_length(std::size_t length) { write(static_cast<std::uint32_t>(length)); }

  std::string bytes_;
};

/// Reads what ArchiveWriter wrote. Once a read is malformed or runs past the end, `ok` is false and
/// the result must be discarded.
class ArchiveReader {
 public:
  explicit ArchiveReader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }

  template <class T>
  void read(T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
      value = std::string{cut(read_length())};
    } else if constexpr (std::is_same_v<T, bool>) {
      std::uint8_t byte = 0;
      read(byte);
      ok_ = ok_ && byte <= 1;
      value = byte != 0;
    } else if constexpr (std::is_enum_v<T>) {
      std::underlying_type_t<T> number = 0;
      read(number);
      ok_ = ok_ && static_cast<std::size_t>(number) < ledger::enumerator_count<T>;
      if (ok_) value = static_cast<T>(number);
    } else if constexpr (std::is_arithmetic_v<T>) {
      const auto raw = cut(sizeof(T));
      if (raw.size() == sizeof(T)) std::memcpy(&value, raw.data(), sizeof(T));
    } else if constexpr (Archived<T>) {
      std::apply([this](auto&... member) { (this->read(member), ...); }, T::fields(value));
      if constexpr (requires { value.is_sound(); }) ok_ = ok_ && value.is_sound();
    } else if constexpr (ArchivedOutside<T>) {
      std::apply([this](auto&... member) { (this->read(member), ...); }, Fields<T>::of(value));
    } else {
      read_other(value);
    }
  }

 private:
  void read_other(ledger::Instant& at) { read(at.micros); }
  void read_other(ledger::Date& date) { read(date.days); }
  void read_other(ledger::Position& position) { read(position.value); }
  void read_other(ledger::Revision& revision) { read(revision.value); }
  void read_other(ledger::LicenseNumber& number) { read(number.value); }
  void read_other(ExactSum& sum) {
    std::int64_t high = 0;
    std::uint64_t low = 0;
    read(high);
    read(low);
    sum.value_ = ExactSum::Wide{high} << 64 | ExactSum::Wide{low};
  }

  template <class T>
  void read_other(std::optional<T>& value) {
    bool present = false;
    read(present);
    value.reset();
    if (present && ok_) read(value.emplace());
  }
  template <class A, class B>
  void read_other(std::pair<A, B>& value) {
    read(value.first);
    read(value.second);
  }
  template <class T>
  void read_other(std::vector<T>& values) {
    values.clear();
    for (auto left = read_length(); left > 0 && ok_; --left) read(values.emplace_back());
  }
  template <class K, class V, class C>
  void read_other(std::map<K, V, C>& values) {
    values.clear();
    for (auto left = read_length(); left > 0 && ok_; --left) {
      K key{};
      read(key);
      if (!ok_) return;  // an unsound key must not be compared
      read(values.emplace_hint(values.end(), std::move(key), V{})->second);
    }
  }
  template <class T>
  void read_other(Keyed<T>& values) {
    values.clear();
    for (auto left = read_length(); left > 0 && ok_; --left) {
      std::string key;
      read(key);
      read(values[key]);
    }
  }
  template <class K, class C>
  void read_other(std::set<K, C>& values) {
    read_keys<K>(values);
  }
  template <class K, class C>
  void read_other(std::multiset<K, C>& values) {
    read_keys<K>(values);
  }
  template <class K, class Set>
  void read_keys(Set& values) {
    values.clear();
    for (auto left = read_length(); left > 0 && ok_; --left) {
      K key{};
      read(key);
      if (ok_) values.insert(values.end(), std::move(key));
    }
  }

  std::size_t read_length() {
    std::uint32_t length = 0;
    read(length);
    return length;
  }
  std::string_view cut(std::size_t size) {
    if (size > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const auto front = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return front;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace projections::state
