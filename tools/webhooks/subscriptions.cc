#include "tools/webhooks/subscriptions.h"

#include <algorithm>

namespace tools::webhooks {

ledger::Result<std::unique_ptr<Subscriptions>> Subscriptions::open(ledger::SideStore& side) {
  std::unique_ptr<Subscriptions> subscriptions{new Subscriptions{side}};
  LEDGER_RETURN_IF_FAILED(subscriptions->load());
  return subscriptions;
}

ledger::Result<void> Subscriptions::load() {
  LEDGER_RETURN_IF_FAILED(read_entries(side_, subscription_keys, subscription_from,
                                       [&](auto, Subscription subscription) {
                                         const std::string id = subscription.id;
                                         all_.emplace(id, std::move(subscription));
                                       }));
  return remove_orphans(side_, "condition", [&](auto id) { return all_.contains(id); });
}

ledger::Result<void> Subscriptions::add(Subscription subscription) {
  return lock().write(std::move(subscription), {});
}

std::optional<Subscription> Subscriptions::find(std::string_view id) const {
  const std::scoped_lock lock{mutex_};
  const auto found = all_.find(id);
  if (found == all_.end()) return std::nullopt;
  return found->second;
}

std::vector<Subscription> Subscriptions::all() const {
  std::vector<Subscription> subscriptions;
  {
    const std::scoped_lock lock{mutex_};
    for (const auto& [id, subscription] : all_) subscriptions.push_back(subscription);
  }
  std::ranges::stable_sort(subscriptions, {}, &Subscription::created_at);
  return subscriptions;
}

std::vector<std::string> Subscriptions::ids() const {
  const std::scoped_lock lock{mutex_};
  std::vector<std::string> ids;
  for (const auto& [id, subscription] : all_) ids.push_back(id);
  return ids;
}

ledger::Result<bool> Subscriptions::edit(const std::string& id, const Edit& edit) {
  auto locked = lock();
  const auto* found = locked.find(id);
  if (found == nullptr) return false;
  Subscription edited = *found;
  edit(edited);
  LEDGER_RETURN_IF_FAILED(locked.write(std::move(edited), {}));
  return true;
}

ledger::Result<bool> Subscriptions::edit_and_refollow(const std::string& id, const Edit& edit) {
  auto locked = lock();
  const auto* found = locked.find(id);
  if (found == nullptr) return false;
  Subscription edited = *found;
  edit(edited);
  ++edited.generation;
  SideChanges changes;
  LEDGER_RETURN_IF_FAILED(side_.scan(keys_below("condition", id), [&](std::string_view key, auto) {
    changes.push_back({std::string{key}, std::nullopt});
    return true;
  }));
  LEDGER_RETURN_IF_FAILED(locked.write(std::move(edited), std::move(changes)));
  return true;
}

ledger::Result<bool> Subscriptions::remove(const std::string& id) {
  {
    const auto locked = lock();
    if (locked.find(id) == nullptr) return false;
    LEDGER_RETURN_IF_FAILED(side_.write({{subscription_key(id), std::nullopt}}));
    all_.erase(id);
  }
  // It can no longer be found; what is left behind here would be removed at the next start.
  LEDGER_RETURN_IF_FAILED(remove_entries(side_, "condition", id));
  return true;
}

void Subscriptions::note(const std::string& id, std::uint64_t generation,
                         const LogProgress& progress) {
  const std::scoped_lock lock{mutex_};
  const auto found = all_.find(id);
  if (found == all_.end() || found->second.generation != generation) return;
  found->second.progress = progress;
}

ledger::Result<std::optional<Condition>> Subscriptions::condition(
    const std::string& id, std::string_view serial_number) const {
  return read_entry(side_, condition_key(id, serial_number), condition_from);
}

ledger::Result<void> Subscriptions::each_condition(const std::string& id,
                                                   const ConditionVisitor& visit) const {
  const std::string prefix = keys_below("condition", id);
  return read_entries(side_, prefix, condition_from, [&](auto key, const Condition& condition) {
    visit(std::string{key.substr(prefix.size())}, condition);
  });
}

const Subscription* Subscriptions::Locked::find(std::string_view id) const {
  const auto found = all().find(id);
  return found == all().end() ? nullptr : &found->second;
}

ledger::Result<void> Subscriptions::Locked::write(Subscription subscription, SideChanges changes) {
  changes.push_back({subscription_key(subscription.id), to_text(subscription)});
  LEDGER_RETURN_IF_FAILED(subscriptions_.side_.write(changes));
  const std::string id = subscription.id;
  subscriptions_.all_.insert_or_assign(id, std::move(subscription));
  return ledger::ok;
}

}  // namespace tools::webhooks
