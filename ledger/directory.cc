#include "ledger/directory.h"

#include <algorithm>
#include <utility>

#include "ledger/bytes.h"

namespace ledger {
namespace {

// The keys of the family begin with what they list. Names are preceded by their length, so that
// none is taken for the beginning of another.
constexpr char of_license = 'l';       // serial number: its entry
constexpr char of_owner = 'o';         // company name, serial number
constexpr char of_installation = 'c';  // CustID, serial number
constexpr char of_due = 'd';           // instant, serial number
constexpr char of_waiting = 'w';       // serial number

std::string key_of(char kind, std::string_view rest) { return std::string{kind}.append(rest); }

std::string named(char kind, std::string_view name) {
  std::string key{kind};
  append_big_endian(key, static_cast<std::uint32_t>(name.size()));
  return key.append(name);
}

/// Sorts as the instants do, those before 1970 included.
constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63;

std::string due_key(Instant at, std::string_view serial_number) {
  std::string key{of_due};
  append_big_endian(key, static_cast<std::uint64_t>(at.micros) ^ sign_bit);
  return key.append(serial_number);
}

/// Of what follows the kind.
Instant due_of(std::string_view rest) {
  return {static_cast<std::int64_t>(from_big_endian<std::uint64_t>(rest) ^ sign_bit)};
}

std::string encode(const DirectoryEntry& entry) {
  std::string bytes;
  append_big_endian(bytes, entry.head.position.value);
  append_big_endian(bytes, entry.head.revision.value);
  append_big_endian(bytes, entry.snapshot ? entry.snapshot->value + 1 : 0);
  const unsigned flags = (entry.automatic ? 1U : 0U) | (entry.waiting ? 2U : 0U);
  bytes.push_back(static_cast<char>(flags));
  return bytes;
}

Result<DirectoryEntry> decode(std::string_view bytes) {
  constexpr std::size_t number = sizeof(std::uint64_t);
  if (bytes.size() != 3 * number + 1) {
    return corrupt("an entry of the directory has the wrong size");
  }
  const auto numbered = [&](std::size_t i) {
    return from_big_endian<std::uint64_t>(bytes.substr(i * number));
  };
  DirectoryEntry entry;
  entry.head = {.position = {numbered(0)}, .revision = {numbered(1)}};
  if (numbered(2) > 0) entry.snapshot = Revision{numbered(2) - 1};
  const auto flags = static_cast<unsigned char>(bytes.back());
  entry.automatic = (flags & 1U) != 0;
  entry.waiting = (flags & 2U) != 0;
  return entry;
}

Result<std::optional<DirectoryEntry>> saved_entry(const Store& store,
                                                  std::string_view serial_number) {
  LEDGER_ASSIGN_OR_RETURN(const auto bytes,
                          store.derived(Derived::licenses, key_of(of_license, serial_number)));
  if (!bytes) return std::optional<DirectoryEntry>{};
  LEDGER_ASSIGN_OR_RETURN(const auto entry, decode(*bytes));
  return std::optional{entry};
}

/// Whether the event may make something wait for activation: what is bought, another registration,
/// or the history of another ledger.
bool may_offer(const RecordedEvent& event) {
  using enum EventType;
  return event.type() == purchase_recorded || event.type() == license_registered ||
         (event.type() == license_activated && event.source != own_source);
}

/// Entries that were read and are kept.
constexpr std::size_t max_read = 32'768;

}  // namespace

Result<std::optional<StreamHead>> saved_head(const Store& store, std::string_view serial_number) {
  LEDGER_ASSIGN_OR_RETURN(const auto entry, saved_entry(store, serial_number));
  return entry ? std::optional{entry->head} : std::nullopt;
}

Result<std::vector<std::string>> Directory::owned_by(std::string_view company_name) const {
  return list(named(of_owner, company_name), {}, std::string::npos);
}

Result<std::vector<std::string>> Directory::ever_bound_to(std::string_view cust_id) const {
  return list(named(of_installation, cust_id), {}, std::string::npos);
}

Result<bool> Directory::is_owned_by(std::string_view serial_number,
                                    std::string_view company_name) const {
  return has(named(of_owner, company_name).append(serial_number));
}

Result<bool> Directory::was_bound_to(std::string_view serial_number,
                                     std::string_view cust_id) const {
  return has(named(of_installation, cust_id).append(serial_number));
}

Result<bool> Directory::is_waiting(std::string_view serial_number) const {
  return has(key_of(of_waiting, serial_number));
}

Result<bool> Directory::has(const std::string& key) const {
  {
    const MutexLock lock{mutex_};
    for (const Keys* keys : {&recent_keys_, &draining_keys_}) {
      if (const auto found = keys->find(key); found != keys->end()) return found->second;
    }
  }
  LEDGER_ASSIGN_OR_RETURN(const auto saved, store_.derived(Derived::licenses, key));
  return saved.has_value();
}

Result<std::vector<std::string>> Directory::serial_numbers(std::string_view after,
                                                           std::size_t most) const {
  return list(std::string{of_license}, after, most);
}

Result<std::vector<std::string>> Directory::waiting(std::string_view after,
                                                    std::size_t most) const {
  return list(std::string{of_waiting}, after, most);
}

Directory::Keys Directory::unsaved_keys(const std::string& prefix, const std::string& from,
                                        std::size_t most) const {
  Keys changed;
  const MutexLock lock{mutex_};
  for (const Keys* keys : {&recent_keys_, &draining_keys_}) {
    std::size_t existing = 0;  // no more than `most` of one source can be among the first
    for (auto at = keys->lower_bound(from); at != keys->end() && existing <= most; ++at) {
      if (!at->first.starts_with(prefix)) break;
      changed.insert(*at);  // the latest is inserted first, and stays
      if (at->second) ++existing;
    }
  }
  return changed;
}

/// What follows the prefix in the keys that exist and come after `prefix + after`.
Result<std::vector<std::string>> Directory::list(std::string prefix, std::string_view after,
                                                 std::size_t most) const {
  const std::string from = prefix + std::string{after};
  // Before the store is read: what is saved meanwhile is then found twice, and nothing is missed.
  const Keys changed = unsaved_keys(prefix, from, most);
  std::vector<std::string> found;
  const auto take = [&](std::string_view key) {
    const auto rest = key.substr(prefix.size());
    if (rest > after) found.emplace_back(rest);
  };
  auto next = changed.begin();
  const auto take_changed_before = [&](std::string_view key) {
    for (; next != changed.end() && next->first < key && found.size() < most; ++next) {
      if (next->second) take(next->first);
    }
  };
  const auto saved = store_.derived_cursor(Derived::licenses);
  saved->seek(from);
  for (; saved->valid() && saved->key().starts_with(prefix) && found.size() < most; saved->next()) {
    take_changed_before(saved->key());
    if (found.size() == most) break;
    if (next != changed.end() && next->first == saved->key()) continue;
    take(saved->key());
  }
  LEDGER_RETURN_IF_FAILED(saved->status());
  for (; next != changed.end() && found.size() < most; ++next) {
    if (next->second) take(next->first);
  }
  return found;
}

Result<std::optional<DirectoryEntry>> Directory::find(std::string_view serial_number) {
  const std::string key{serial_number};
  {
    const MutexLock lock{mutex_};
    if (const auto found = recent_.find(key); found != recent_.end()) return {found->second};
    if (const auto found = draining_.find(key); found != draining_.end()) return {found->second};
  }
  if (const auto found = read_.find(key); found != read_.end()) return {found->second};
  LEDGER_ASSIGN_OR_RETURN(const auto saved, saved_entry(store_, serial_number));
  if (!saved) return saved;
  if (read_.size() >= max_read) read_.clear();
  read_.emplace(key, *saved);
  return saved;
}

Result<DirectoryEntry> Directory::note(const RecordedEvent& event) {
  LEDGER_ASSIGN_OR_RETURN(const auto found, find(event.subject));
  DirectoryEntry entry = found.value_or(DirectoryEntry{});
  entry.head = {event.position, event.revision};
  if (const auto* registered = std::get_if<LicenseRegistered>(&event.data)) {
    change_key(named(of_owner, registered->company_name) + event.subject, true);
    entry.automatic = entry.automatic || registered->auto_update;
  } else if (const auto* bound = std::get_if<InstallationBound>(&event.data)) {
    change_key(named(of_installation, bound->cust_id) + event.subject, true);
  }
  if (event.effective_at > event.recorded_at) {
    change_key(due_key(event.effective_at, event.subject), true);
    if (next_due_ && (!*next_due_ || event.effective_at < **next_due_)) {
      next_due_ = event.effective_at;
    }
  }
  if (!found) change_key(key_of(of_license, event.subject), true);
  if (entry.automatic && may_offer(event)) {
    // The key too if the entry says so already: a crash may have left it without one.
    entry.waiting = true;
    change_key(key_of(of_waiting, event.subject), true);
  }
  change(event.subject, entry);
  return entry;
}

Result<void> Directory::set_waiting(const std::string& serial_number, bool waiting) {
  LEDGER_ASSIGN_OR_RETURN(auto entry, find(serial_number));
  LEDGER_CHECK(entry.has_value());
  if (entry->waiting == waiting) return ok;
  entry->waiting = waiting;
  change_key(key_of(of_waiting, serial_number), waiting);
  change(serial_number, *entry);
  return ok;
}

Result<void> Directory::set_snapshot(const std::string& serial_number, Revision revision) {
  LEDGER_ASSIGN_OR_RETURN(auto entry, find(serial_number));
  LEDGER_CHECK(entry.has_value());
  entry->snapshot = revision;
  change(serial_number, *entry);
  return ok;
}

void Directory::change(const std::string& serial_number, const DirectoryEntry& entry) {
  const MutexLock lock{mutex_};
  recent_.insert_or_assign(serial_number, entry);
}

void Directory::change_key(std::string key, bool exists) {
  const MutexLock lock{mutex_};
  recent_keys_.insert_or_assign(std::move(key), exists);
}

Result<std::optional<Instant>> Directory::next_due() const {
  if (!next_due_) {
    LEDGER_ASSIGN_OR_RETURN(const auto first, list(std::string{of_due}, taken_due_, 1));
    next_due_ = first.empty() ? std::nullopt : std::optional{due_of(first.front())};
  }
  return *next_due_;
}

Result<std::vector<Directory::Due>> Directory::take_due(Instant until, std::size_t most) {
  std::vector<Due> taken;
  LEDGER_ASSIGN_OR_RETURN(const auto next, next_due());
  if (!next || *next > until) return taken;
  LEDGER_ASSIGN_OR_RETURN(const auto first, list(std::string{of_due}, taken_due_, most));
  for (const auto& due : first) {
    if (due_of(due) > until) break;
    taken.push_back({due_of(due), due.substr(sizeof(std::uint64_t))});
    change_key(key_of(of_due, due), false);
    taken_due_ = due;
  }
  next_due_.reset();
  return taken;
}

void Directory::skip_due(const Due& last) {
  taken_due_ = due_key(last.at, last.serial_number).substr(1);
  next_due_.reset();
}

std::size_t Directory::unsaved() const {
  const MutexLock lock{mutex_};
  return recent_.size() + recent_keys_.size();
}

void Directory::drain() {
  const MutexLock lock{mutex_};
  LEDGER_CHECK(draining_.empty() && draining_keys_.empty());
  draining_.swap(recent_);
  draining_keys_.swap(recent_keys_);
}

/// A crash leaves a beginning, and an entry must not be there without its keys: they are added
/// before it, and removed after it.
void Directory::add_draining(Store::Entries& entries) const {
  const MutexLock lock{mutex_};
  entries.reserve(entries.size() + draining_keys_.size() + draining_.size());
  const auto add_keys = [&](bool added) LEDGER_REQUIRES(mutex_) {
    for (const auto& [key, exists] : draining_keys_) {
      if (key.front() == of_license || exists != added) continue;
      entries.push_back({key, exists ? std::optional{std::string{}} : std::nullopt});
    }
  };
  add_keys(true);
  const auto first = static_cast<std::ptrdiff_t>(entries.size());
  for (const auto& [serial_number, entry] : draining_) {
    entries.push_back({key_of(of_license, serial_number), encode(entry)});
  }
  std::sort(entries.begin() + first, entries.end());
  add_keys(false);
}

void Directory::drained() {
  const MutexLock lock{mutex_};
  read_ = std::move(draining_);
  draining_ = {};
  draining_keys_.clear();
}

}  // namespace ledger
