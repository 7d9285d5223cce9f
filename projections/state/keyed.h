#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace projections::state {

/// Values by a text key, for fast lookup: a license holds thousands of invoices and payments, cold
/// in memory, and each event looks up one or two. It has no order of its own, so that none can leak
/// into an answer; `in_order` provides one.
template <class T>
class Keyed {
 public:
  using value_type = std::pair<const std::string, T>;

  const T* find(std::string_view key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : &found->second;
  }
  T* find(std::string_view key) {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : &found->second;
  }
  /// The key must exist.
  const T& at(std::string_view key) const { return values_.find(key)->second; }
  T& at(std::string_view key) { return values_.find(key)->second; }
  auto try_emplace(const std::string& key) { return values_.try_emplace(key); }
  T& operator[](const std::string& key) { return values_[key]; }
  void erase(const std::string& key) { values_.erase(key); }
  void clear() { values_.clear(); }
  std::size_t size() const { return values_.size(); }

  /// By key, ascending. Valid until the next change.
  std::vector<const value_type*> in_order() const {
    std::vector<const value_type*> ordered;
    ordered.reserve(values_.size());
    for (const auto& value : values_) ordered.push_back(&value);
    std::ranges::sort(
        ordered, {}, [](const auto* value) -> auto& { return value->first; });
    return ordered;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const {
      return std::hash<std::string_view>{}(key);
    }
  };
  std::unordered_map<std::string, T, Hash, std::equal_to<>> values_;
};

}  // namespace projections::state
