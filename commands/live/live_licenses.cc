#include "commands/live/live_licenses.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace commands::live {
namespace {

/// What a license weighs besides its events, in events.
constexpr std::uint64_t weight_of_state = 4;

std::uint64_t weight_of(const LiveLicense& license) {
  return license.head.revision.value + 1 + weight_of_state;
}

}  // namespace

LiveLicense* LiveLicenses::find(std::string_view serial_number) {
  if (last_license_ != nullptr && last_found_ == serial_number) return last_license_;
  const std::string key{serial_number};
  const auto found = licenses_.find(key);
  if (found == licenses_.end()) return nullptr;
  last_found_ = key;
  last_license_ = found->second.get();
  last_license_->last_used = ++steps_;
  return last_license_;
}

LiveLicense& LiveLicenses::keep(const std::string& serial_number, LiveLicense license) {
  auto kept = std::make_unique<LiveLicense>(std::move(license));
  kept->last_used = ++steps_;
  loaded_ += weight_of(*kept);
  last_found_ = serial_number;
  last_license_ = kept.get();
  licenses_[serial_number] = std::move(kept);
  return *last_license_;
}

void LiveLicenses::drop(const std::string& serial_number) {
  last_license_ = nullptr;
  licenses_.erase(serial_number);
}

void LiveLicenses::evict() {
  loaded_ = 0;
  std::uint64_t weight = 0;
  for (const auto& [serial_number, license] : licenses_) weight += weight_of(*license);
  if (weight <= max_events_) return;
  last_license_ = nullptr;
  std::vector<std::pair<std::uint64_t, std::string>> by_use;
  by_use.reserve(licenses_.size());
  for (const auto& [serial_number, license] : licenses_) {
    by_use.emplace_back(license->last_used, serial_number);
  }
  std::ranges::sort(by_use);
  by_use.pop_back();  // the last one used stays, however large it is
  for (const auto& [last_used, serial_number] : by_use) {
    // To half, so that this is seldom.
    if (weight <= max_events_ / 2) break;
    const auto found = licenses_.find(serial_number);
    weight -= weight_of(*found->second);
    licenses_.erase(found);
  }
}

}  // namespace commands::live
