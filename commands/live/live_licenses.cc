#include "commands/live/live_licenses.h"

#include <algorithm>
#include <utility>

#include "commands/live/derived_format.h"

namespace commands::live {
namespace {

constexpr std::size_t max_live_licenses = 20'000;

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

ledger::Result<LiveLicense*> LiveLicenses::load(const std::string& serial_number,
                                                ledger::Instant now) {
  const auto head = streams_.head(serial_number);
  if (!head) return nullptr;
  LEDGER_ASSIGN_OR_RETURN(auto loaded, load_license(store_, serial_number, *head, now));
  return &adopt({serial_number, *head}, std::move(loaded));
}

LiveLicense& LiveLicenses::adopt(const LicenseHead& license, LoadedLicense loaded) {
  auto live = std::make_unique<LiveLicense>();
  live->head = license.head;
  live->saved_at = loaded.saved_at;
  live->fold = std::move(loaded.fold);
  return keep(license.serial_number, std::move(live));
}

LiveLicense& LiveLicenses::add(const std::string& serial_number) {
  auto license = std::make_unique<LiveLicense>();
  license->fold = projections::state::LicenseFold{serial_number};
  return keep(serial_number, std::move(license));
}

LiveLicense& LiveLicenses::keep(const std::string& serial_number,
                                std::unique_ptr<LiveLicense> license) {
  license->last_used = ++steps_;
  last_found_ = serial_number;
  last_license_ = license.get();
  licenses_[serial_number] = std::move(license);
  return *last_license_;
}

void LiveLicenses::drop(const std::string& serial_number) {
  last_license_ = nullptr;
  licenses_.erase(serial_number);
}

std::vector<LicenseHead> LiveLicenses::take_grown(std::uint64_t short_tail) {
  std::vector<LicenseHead> grown;
  for (const auto& [serial_number, license] : licenses_) {
    const auto head = license->head.revision;
    if (!derived_format::wants_snapshot(head, license->saved_at, short_tail)) continue;
    grown.push_back({serial_number, license->head});
    license->saved_at = head;
  }
  return grown;
}

void LiveLicenses::evict() {
  if (licenses_.size() <= max_live_licenses) return;
  last_license_ = nullptr;
  std::vector<std::pair<std::uint64_t, std::string>> by_use;
  by_use.reserve(licenses_.size());
  for (const auto& [serial_number, license] : licenses_) {
    by_use.emplace_back(license->last_used, serial_number);
  }
  const auto keep = by_use.size() - max_live_licenses / 2;
  std::ranges::nth_element(by_use, by_use.begin() + static_cast<std::ptrdiff_t>(keep));
  for (std::size_t i = 0; i < keep; ++i) licenses_.erase(by_use[i].second);
}

}  // namespace commands::live
