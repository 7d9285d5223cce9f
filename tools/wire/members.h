#pragma once

#include <boost/json/object.hpp>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/wire/reason_json.h"
#include "tools/wire/to_json.h"

/// One description of a struct's members serves to read and to print it, with MemberReader or
/// MemberPrinter as `Members`:
///
///     template <class Members>
///     void describe(Members& members, Of<Members, ledger::InvoiceVoided>& fact) {
///       members.text("invoice_id", fact.invoice_id);
///     }
namespace tools::wire {

template <class Members, class Data>
using Of = typename Members::template of<Data>;

/// Reads each member from an object. An optional one that is absent keeps its default.
class MemberReader {
 public:
  template <class T>
  using of = T;

  explicit MemberReader(Fields& fields) : fields_(fields) {}

  void text(std::string_view name, std::string& value) { value = fields_.text(name); }
  /// Not printed where it is empty.
  void optional_text(std::string_view name, std::string& value,
                     std::size_t max_bytes = max_text_bytes) {
    value = fields_.optional_text(name, max_bytes);
  }
  void texts(std::string_view name, std::vector<std::string>& value) {
    value = fields_.texts(name);
  }
  void text_map(std::string_view name, std::map<std::string, std::string>& value) {
    value = fields_.text_map(name);
  }

  void boolean(std::string_view name, bool& value) { value = fields_.boolean(name, value); }
  /// Printed only where it is true.
  void flag(std::string_view name, bool& value) { boolean(name, value); }
  void integer(std::string_view name, std::int64_t& value) {
    value = fields_.integer(name, 0, max_integer);
  }
  void integer_map(std::string_view name, std::map<std::string, std::int64_t>& value) {
    value = fields_.integer_map(name, 0, max_integer);
  }
  void days(std::string_view name, std::optional<std::int32_t>& value) {
    constexpr std::int64_t max_days = 3650;
    if (const auto days = fields_.optional_integer(name, 0, max_days)) {
      value = static_cast<std::int32_t>(*days);
    }
  }
  void number(std::string_view name, ledger::LicenseNumber& value) {
    value = license_number(fields_.integer(name, 1, max_license_number));
  }
  /// Printed as null where it is absent.
  void nullable_number(std::string_view name, std::optional<ledger::LicenseNumber>& value) {
    if (const auto number = fields_.optional_integer(name, 0, max_license_number)) {
      value = license_number(*number);
    }
  }

  void date(std::string_view name, ledger::Date& value) { value = fields_.date(name); }
  void optional_date(std::string_view name, std::optional<ledger::Date>& value) {
    value = fields_.optional_date(name);
  }
  void nullable_date(std::string_view name, std::optional<ledger::Date>& value) {
    value = fields_.optional_date(name);
  }
  void version(std::string_view name, std::string& value) { value = fields_.version(name); }
  void currency(std::string_view name, std::string& value) { value = fields_.currency(name); }
  template <ledger::Named E>
  void choice(std::string_view name, E& value) {
    value = fields_.choice<E>(name);
  }
  template <ledger::Named E>
  void optional_choice(std::string_view name, E& value) {
    value = fields_.choice(name, value);
  }

  /// Of structs that have a description. With `min_count` 0 it may be absent.
  template <class T>
  void list(std::string_view name, std::vector<T>& value, std::size_t min_count = 0) {
    list(name, value, min_count, [](Fields&, const T&) {});
  }
  /// The same, and `check` may report a problem of an element.
  template <class T, std::invocable<Fields&, const T&> Check>
  void list(std::string_view name, std::vector<T>& value, std::size_t min_count, Check check) {
    value = fields_.list(name, min_count, [&](Fields& element) {
      T item;
      MemberReader reader{element};
      describe(reader, item);
      check(element, item);
      return item;
    });
  }
  void reasons(std::vector<ledger::Reason>& value) {
    value = fields_.list("reasons", 0, read_reason);
  }

  // Rules for reading only, called before the members that they concern.
  void require(std::string_view name) { fields_.require(name); }
  void require_one_of(std::initializer_list<std::string_view> names, const char* why) {
    for (const auto name : names) {
      if (fields_.member(name) != nullptr) return;
    }
    fields_.problem("", "empty", why);
  }

 private:
  static ledger::LicenseNumber license_number(std::int64_t number) {
    return {static_cast<std::uint32_t>(number)};
  }

  Fields& fields_;
};

/// Prints each member into an object: first those that are always there, then the optional ones.
class MemberPrinter {
 public:
  template <class T>
  using of = const T;

  void text(std::string_view name, const std::string& value) { put(name, value); }
  void optional_text(std::string_view name, const std::string& value, std::size_t = 0) {
    add_if_any(optional_, name, value);
  }
  void texts(std::string_view name, const std::vector<std::string>& value) { put(name, value); }
  void text_map(std::string_view name, const std::map<std::string, std::string>& value) {
    put(name, value);
  }

  void boolean(std::string_view name, bool value) { put(name, value); }
  void flag(std::string_view name, bool value) {
    if (value) optional_.emplace(name, value);
  }
  void integer(std::string_view name, std::int64_t value) { put(name, value); }
  void integer_map(std::string_view name, const std::map<std::string, std::int64_t>& value) {
    put(name, value);
  }
  void days(std::string_view name, const std::optional<std::int32_t>& value) {
    add_if_any(optional_, name, value);
  }
  void number(std::string_view name, ledger::LicenseNumber value) { put(name, value); }
  void nullable_number(std::string_view name, const std::optional<ledger::LicenseNumber>& value) {
    put(name, value);
  }

  void date(std::string_view name, ledger::Date value) { put(name, value); }
  void optional_date(std::string_view name, const std::optional<ledger::Date>& value) {
    add_if_any(optional_, name, value);
  }
  void nullable_date(std::string_view name, const std::optional<ledger::Date>& value) {
    put(name, value);
  }
  void version(std::string_view name, const std::string& value) { put(name, value); }
  void currency(std::string_view name, const std::string& value) { put(name, value); }
  template <ledger::Named E>
  void choice(std::string_view name, E value) {
    json_.emplace(name, name_of(value));
  }
  template <ledger::Named E>
  void optional_choice(std::string_view name, E value) {
    choice(name, value);
  }

  template <class T, class... Rules>
  void list(std::string_view name, const std::vector<T>& value, const Rules&...) {
    json_.emplace(name, list_json(value, [](const T& item) {
                    MemberPrinter printer;
                    describe(printer, item);
                    return printer.json();
                  }));
  }
  void reasons(const std::vector<ledger::Reason>& value) {
    json_.emplace("reasons", list_json(value, reason_json));
  }

  static void require(std::string_view) {}
  static void require_one_of(std::initializer_list<std::string_view>, const char*) {}

  boost::json::object json() {
    for (auto& [name, value] : optional_) json_.emplace(name, std::move(value));
    return std::move(json_);
  }

 private:
  template <class T>
  void put(std::string_view name, const T& value) {
    json_.emplace(name, to_json(value));
  }

  boost::json::object json_;
  boost::json::object optional_;
};

}  // namespace tools::wire
