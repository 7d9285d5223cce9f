#include "tools/webhooks/store.h"

#include <algorithm>
#include <array>

#include "tools/webhooks/store_keys.h"

namespace tools::webhooks {
namespace {

constexpr std::array<std::string_view, 4> kinds{"condition", "delivery", "body", "number"};

ledger::Failure unreadable(std::string_view key) {
  return ledger::fail(ledger::FailureKind::corrupt,
                      fmt::format("what is kept beside the log under {} cannot be read", key));
}

}  // namespace

ledger::Result<std::unique_ptr<Store>> Store::open(ledger::SideStore& side, Retention retention) {
  std::unique_ptr<Store> store{new Store{side, retention}};
  if (const auto loaded = store->load(); !loaded) return loaded.error();
  return store;
}

ledger::Result<void> Store::load() {
  std::optional<ledger::Failure> failure;
  const auto scanned = side_.scan(subscription_keys, [&](auto key, auto value) {
    auto subscription = subscription_from(value);
    if (!subscription) failure = unreadable(key);
    if (subscription) all_[subscription->id].subscription = std::move(*subscription);
    return !failure;
  });
  if (!scanned) return scanned.error();
  if (failure) return *failure;
  for (auto& [id, held] : all_) {
    if (const auto loaded = load_deliveries(held); !loaded) return loaded.error();
  }
  // A removal that was cut off has left something behind.
  std::set<std::string> strays;
  for (const auto kind : kinds) {
    const std::string prefix = fmt::format("webhooks/{}/", kind);
    const auto found = side_.scan(prefix, [&](std::string_view key, auto) {
      key.remove_prefix(prefix.size());
      const auto id = key.substr(0, key.find('/'));
      if (!all_.contains(id)) strays.emplace(id);
      return true;
    });
    if (!found) return found.error();
  }
  for (const auto& id : strays) {
    if (const auto removed = remove_all_of(id); !removed) return removed.error();
  }
  return boost::system::in_place_value;
}

ledger::Result<void> Store::load_deliveries(Held& held) {
  std::optional<ledger::Failure> failure;
  const auto scanned =
      side_.scan(keys_below("delivery", held.subscription.id), [&](auto key, auto value) {
        const auto delivery = delivery_from(value);
        if (!delivery) failure = unreadable(key);
        if (delivery) index(held, *delivery);
        return !failure;
      });
  if (!scanned) return scanned.error();
  if (failure) return *failure;
  return boost::system::in_place_value;
}

ledger::Result<void> Store::add(Subscription subscription) {
  const std::scoped_lock lock{mutex_};
  Held held{.subscription = subscription};
  if (const auto written = write(held, std::move(subscription), {}); !written) return written;
  const std::string id = held.subscription.id;
  all_.emplace(id, std::move(held));
  return boost::system::in_place_value;
}

std::optional<Subscription> Store::find(std::string_view id) const {
  const std::scoped_lock lock{mutex_};
  const auto found = all_.find(id);
  if (found == all_.end()) return std::nullopt;
  return found->second.subscription;
}

std::vector<Subscription> Store::all() const {
  std::vector<Subscription> subscriptions;
  {
    const std::scoped_lock lock{mutex_};
    for (const auto& [id, held] : all_) subscriptions.push_back(held.subscription);
  }
  std::ranges::stable_sort(subscriptions, {}, &Subscription::created_at);
  return subscriptions;
}

std::vector<std::string> Store::ids() const {
  const std::scoped_lock lock{mutex_};
  std::vector<std::string> ids;
  for (const auto& [id, held] : all_) ids.push_back(id);
  return ids;
}

ledger::Result<void> Store::write(Held& held, Subscription subscription, Changes changes) {
  changes.push_back({subscription_key(subscription.id), to_text(subscription)});
  if (const auto written = side_.write(changes); !written) return written.error();
  held.subscription = std::move(subscription);
  return boost::system::in_place_value;
}

ledger::Result<bool> Store::edit(const std::string& id, const Edit& edit) {
  const std::scoped_lock lock{mutex_};
  const auto found = all_.find(id);
  if (found == all_.end()) return false;
  Subscription edited = found->second.subscription;
  edit(edited);
  if (const auto written = write(found->second, std::move(edited), {}); !written) {
    return written.error();
  }
  return true;
}

ledger::Result<bool> Store::follow_anew(const std::string& id, const Edit& edit) {
  const std::scoped_lock lock{mutex_};
  const auto found = all_.find(id);
  if (found == all_.end()) return false;
  Subscription edited = found->second.subscription;
  edit(edited);
  ++edited.generation;
  Changes changes;
  const auto scanned = side_.scan(keys_below("condition", id), [&](std::string_view key, auto) {
    changes.push_back({std::string{key}, std::nullopt});
    return true;
  });
  if (!scanned) return scanned.error();
  const auto written = write(found->second, std::move(edited), std::move(changes));
  if (!written) return written.error();
  return true;
}

ledger::Result<bool> Store::remove(const std::string& id) {
  {
    const std::scoped_lock lock{mutex_};
    const auto found = all_.find(id);
    if (found == all_.end()) return false;
    const auto written = side_.write({{subscription_key(id), std::nullopt}});
    if (!written) return written.error();
    all_.erase(found);
  }
  // From here on nobody finds it; what is left behind would be removed at the next start.
  if (const auto removed = remove_all_of(id); !removed) return removed.error();
  return true;
}

ledger::Result<void> Store::remove_all_of(const std::string& id) {
  for (const auto kind : kinds) {
    const auto removed = remove_below(keys_below(kind, id));
    if (!removed) return removed.error();
  }
  return boost::system::in_place_value;
}

ledger::Result<void> Store::remove_below(const std::string& prefix) {
  constexpr std::size_t at_once = 5'000;
  Changes changes;
  do {
    changes.clear();
    const auto scanned = side_.scan(prefix, [&](std::string_view key, auto) {
      changes.push_back({std::string{key}, std::nullopt});
      return changes.size() < at_once;
    });
    if (!scanned) return scanned.error();
    if (changes.empty()) break;
    if (const auto written = side_.write(changes); !written) return written.error();
  } while (changes.size() == at_once);
  return boost::system::in_place_value;
}

ledger::Result<bool> Store::take(const std::string& id, const Step& step) {
  const std::scoped_lock lock{mutex_};
  const auto found = all_.find(id);
  if (found == all_.end() || found->second.subscription.generation != step.generation) return false;
  Held& held = found->second;
  Subscription subscription = held.subscription;
  subscription.progress = step.progress;
  Changes changes;
  for (const auto& [serial_number, condition] : step.conditions) {
    changes.push_back({condition_key(id, serial_number), to_text(condition)});
  }
  const Instant now = ledger::system_now();
  std::vector<Delivery> made;
  for (const auto& message : step.messages) {
    made.push_back(new_delivery(subscription, message, now, changes));
  }
  const auto written = write(held, std::move(subscription), std::move(changes));
  if (!written) return written.error();
  for (const auto& delivery : made) index(held, delivery);
  return true;
}

void Store::note(const std::string& id, std::uint64_t generation, const Progress& progress) {
  const std::scoped_lock lock{mutex_};
  const auto found = all_.find(id);
  if (found == all_.end() || found->second.subscription.generation != generation) return;
  found->second.subscription.progress = progress;
}

ledger::Result<std::optional<Condition>> Store::condition(const std::string& id,
                                                          std::string_view serial_number) const {
  const std::string key = condition_key(id, serial_number);
  const auto text = side_.get(key);
  if (!text) return text.error();
  if (!*text) return std::optional<Condition>{};
  auto condition = condition_from(**text);
  if (!condition) return unreadable(key);
  return condition;
}

ledger::Result<void> Store::each_condition(const std::string& id,
                                           const ConditionVisitor& visit) const {
  const std::string prefix = keys_below("condition", id);
  std::optional<ledger::Failure> failure;
  const auto scanned = side_.scan(prefix, [&](std::string_view key, auto value) {
    const auto condition = condition_from(value);
    if (!condition) failure = unreadable(key);
    if (condition) visit(std::string{key.substr(prefix.size())}, *condition);
    return !failure;
  });
  if (!scanned) return scanned.error();
  if (failure) return *failure;
  return boost::system::in_place_value;
}

}  // namespace tools::webhooks
