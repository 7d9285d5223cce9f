#include "replay/index/search_index.h"

#include <algorithm>
#include <utility>

#include "projections/search/folded_text.h"
#include "projections/state/archive.h"
#include "replay/index/index_keys.h"
#include "replay/index/walks.h"

namespace replay::index {
namespace {

using ledger::Derived;
using ledger::MutexLock;
using ledger::ok;
using ledger::Result;
using projections::state::Stage;

/// Raised when rows or keys get another form.
constexpr std::uint32_t index_version = 2;

struct StoredMark {
  std::uint32_t version = index_version;
  std::uint32_t archive = projections::state::archive_version;
  IndexMark mark;

  static auto fields(auto& self) { return std::tie(self.version, self.archive, self.mark); }
};

std::string encode(const IndexMark& mark) {
  projections::state::ArchiveWriter writer;
  writer.write(StoredMark{.mark = mark});
  return writer.take();
}

std::optional<IndexMark> decode(std::string_view bytes) {
  projections::state::ArchiveReader reader{bytes};
  StoredMark stored{.version = 0, .archive = 0, .mark = {}};
  reader.read(stored);
  const bool current =
      stored.version == index_version && stored.archive == projections::state::archive_version;
  if (!reader.ok() || !reader.at_end() || !current) return std::nullopt;
  return stored.mark;
}

/// So many days, or words with the same beginning, are walked side by side.
constexpr std::size_t most_walks = 2048;
/// So many serial numbers are gathered to be sorted.
constexpr std::size_t most_listed = 10'000;

}  // namespace

std::optional<std::string> sort_key(Sort sort, const SearchRow& row) {
  const auto of_date = [](std::optional<Date> date) {
    return date ? std::optional{keys::date(*date)} : std::nullopt;
  };
  switch (sort) {
    case Sort::serial_number:
      break;
    case Sort::company_name:
      return keys::text(projections::search::folded(row.company_name));
    case Sort::expires_on:
      return of_date(row.expires_on);
    case Sort::first_due:
      return of_date(row.first_due());
  }
  return std::string{};
}

Result<bool> SearchIndex::open_for_reading() {
  const MutexLock lock{mutex_};
  LEDGER_ASSIGN_OR_RETURN(const auto bytes,
                          store_.derived(Derived::search, keys::key(keys::of_mark)));
  const auto mark = bytes ? decode(*bytes) : std::nullopt;
  bool readable = mark && mark->indexed_until <= store_.end_at_open();
  LEDGER_RETURN_IF_FAILED(store_.scan_derived(
      Derived::search, keys::key(keys::of_counter),
      [&](std::string_view key, std::string_view value) LEDGER_REQUIRES(mutex_) {
        readable = readable && counts_.restore(key.substr(1), value);
      }));
  if (readable) mark_ = *mark;
  return readable;
}

Result<void> SearchIndex::open() {
  LEDGER_ASSIGN_OR_RETURN(const bool readable, open_for_reading());
  if (readable) return ok;
  const MutexLock lock{mutex_};
  counts_ = {};
  mark_ = {.indexed_until = {}, .built_to = std::string{}};
  return store_.drop_derived(Derived::search);
}

IndexMark SearchIndex::mark() const {
  const MutexLock lock{mutex_};
  return mark_;
}

projections::search::Summary SearchIndex::summary(const projections::state::Policy& policy,
                                                  Instant at) const {
  const MutexLock lock{mutex_};
  return counts_.summary(policy, at);
}

Result<std::optional<SearchRow>> SearchIndex::row(std::string_view serial_number) const {
  LEDGER_ASSIGN_OR_RETURN(const auto bytes,
                          store_.derived(Derived::search, keys::key(keys::of_row, serial_number)));
  if (!bytes) return std::optional<SearchRow>{};
  auto row = projections::search::decode_row(*bytes);
  if (!row) return ledger::corrupt("a row of the search cannot be read");
  return row;
}

Result<bool> SearchIndex::has_name(std::string_view serial_number, std::string_view name) const {
  LEDGER_ASSIGN_OR_RETURN(
      const auto found,
      store_.derived(Derived::search, keys::key(keys::of_name, keys::text(name), serial_number)));
  return found.has_value();
}

Result<std::vector<std::string>> SearchIndex::list(const std::string& prefix,
                                                   std::string_view after, std::size_t most) const {
  const auto walk = walk_of(store_, prefix);
  std::vector<std::string> found;
  for (walk->seek_after("", after); walk->valid() && found.size() < most; walk->next()) {
    found.emplace_back(walk->serial_number());
  }
  LEDGER_RETURN_IF_FAILED(walk->status());
  return found;
}

Result<std::vector<std::string>> SearchIndex::due(Instant at, std::size_t most) const {
  const auto cursor = store_.derived_cursor(Derived::search);
  const std::string prefix = keys::key(keys::of_due);
  const std::string last = keys::key(keys::of_due, keys::instant(at));
  std::vector<std::string> found;
  for (cursor->seek(prefix); cursor->valid() && found.size() < most; cursor->next()) {
    const auto key = cursor->key();
    if (!key.starts_with(prefix) || key.substr(0, last.size()) > last) break;
    found.emplace_back(key.substr(last.size()));
  }
  LEDGER_RETURN_IF_FAILED(cursor->status());
  return found;
}

Result<std::vector<std::string>> SearchIndex::holders(std::string_view module_name,
                                                      std::string_view after,
                                                      std::size_t most) const {
  return list(keys::key(keys::of_module, keys::text(module_name)), after, most);
}

/// Finds the fewest licenses that one member of a filter admits.
class SearchIndex::Finder {
 public:
  Finder(const SearchIndex& index, const projections::state::Policy& policy, Instant at)
      : index_(index), policy_(policy), at_(at) {}

  Result<std::unique_ptr<Walk>> narrowest(const SearchFilter& filter) {
    for (const auto& term : filter.terms) {
      LEDGER_ASSIGN_OR_RETURN(auto walk, of_term(term));
      // Nobody types what most licenses have.
      if (walk) return walk;
    }
    if (filter.company_name) {
      return walk_of(index_.store_,
                     keys::key(keys::of_company,
                               keys::text(projections::search::folded(*filter.company_name))));
    }
    const auto summary = index_.summary(policy_, at_);
    std::int64_t fewest = summary.licenses / 2;
    std::unique_ptr<Walk> best;
    const auto offer = [&](std::int64_t count, auto make) -> Result<void> {
      if (count >= fewest) return ok;
      LEDGER_ASSIGN_OR_RETURN(auto walk, make());
      if (!walk) return ok;
      fewest = count;
      best = std::move(walk);
      return ok;
    };
    if (!filter.blocked_by.empty()) {
      LEDGER_RETURN_IF_FAILED(offer(blocked(summary, filter.blocked_by),
                                    [&] { return of_reasons(filter.blocked_by); }));
    }
    if (!filter.resolvers.empty()) {
      const auto codes = codes_of(filter.resolvers);
      LEDGER_RETURN_IF_FAILED(offer(blocked(summary, codes), [&] { return of_reasons(codes); }));
    }
    if (!filter.stages.empty()) {
      std::int64_t count = 0;
      for (const auto stage : filter.stages) {
        count += summary.by_stage.at(static_cast<std::size_t>(stage));
      }
      LEDGER_RETURN_IF_FAILED(offer(count, [&] { return of_stages(filter.stages); }));
    }
    if (filter.pending == true) {
      LEDGER_RETURN_IF_FAILED(offer(summary.pending, [&]() -> Result<std::unique_ptr<Walk>> {
        return walk_of(index_.store_, keys::key(keys::of_pending));
      }));
    }
    if (filter.expires_before) {
      LEDGER_RETURN_IF_FAILED(offer(summary.licenses / 4, [&]() -> Result<std::unique_ptr<Walk>> {
        Walks walks;
        const Date last{filter.expires_before->days - 1};
        LEDGER_ASSIGN_OR_RETURN(const bool few, add_days(keys::of_expiry, first_day, last, walks));
        return few ? merged(std::move(walks)) : nullptr;
      }));
    }
    if (!best) best = walk_of_serials(index_.store_, "");
    return best;
  }

 private:
  using Walks = std::vector<std::unique_ptr<Walk>>;
  static constexpr Date first_day{std::numeric_limits<std::int32_t>::min()};
  static constexpr Date last_day{std::numeric_limits<std::int32_t>::max()};

  static std::int64_t blocked(const projections::search::Summary& summary,
                              const std::vector<ledger::ReasonCode>& codes) {
    std::int64_t count = 0;
    for (const auto code : codes) count += summary.blocked_by.at(static_cast<std::size_t>(code));
    return count;
  }

  static std::vector<ledger::ReasonCode> codes_of(
      const std::vector<projections::words::Resolver>& resolvers) {
    std::vector<ledger::ReasonCode> codes;
    for (const auto code : ledger::codes_of(ledger::ReasonGroup::blocking)) {
      if (std::ranges::count(resolvers, projections::words::resolver_of(code)) > 0) {
        codes.push_back(code);
      }
    }
    return codes;
  }

  /// Null if too many words begin like the term.
  Result<std::unique_ptr<Walk>> of_term(const std::string& term) const {
    Walks walks;
    walks.push_back(walk_of(index_.store_, keys::key(keys::of_name, keys::text(term))));
    walks.push_back(walk_of(index_.store_, keys::key(keys::of_installation, keys::text(term))));
    walks.push_back(walk_of_serials(index_.store_, term));
    LEDGER_ASSIGN_OR_RETURN(auto folded, folded_serials(term));
    if (folded.size() == most_listed) return std::unique_ptr<Walk>{};
    if (!folded.empty()) walks.push_back(walk_of_list(std::move(folded)));
    const auto words = projections::search::words_of(term);
    if (!words.empty()) {
      LEDGER_ASSIGN_OR_RETURN(const bool few, add_words(words.front(), walks));
      if (!few) return std::unique_ptr<Walk>{};
    }
    return merged(std::move(walks));
  }

  Result<std::vector<std::pair<std::string, std::string>>> folded_serials(
      const std::string& term) const {
    std::vector<std::pair<std::string, std::string>> found;
    const auto cursor = index_.store_.derived_cursor(Derived::search);
    const std::string prefix = keys::key(keys::of_folded_serial, term);
    for (cursor->seek(prefix); cursor->valid() && cursor->key().starts_with(prefix);
         cursor->next()) {
      if (found.size() == most_listed) return found;
      found.emplace_back("", cursor->key().substr(cursor->key().find('\0') + 1));
    }
    LEDGER_RETURN_IF_FAILED(cursor->status());
    return found;
  }

  Result<bool> add_words(const std::string& begin, Walks& walks) const {
    const auto cursor = index_.store_.derived_cursor(Derived::search);
    const std::string prefix = keys::key(keys::of_word, begin);
    std::string from = prefix;
    for (cursor->seek(from); cursor->valid() && cursor->key().starts_with(prefix);
         cursor->seek(from)) {
      const auto word = cursor->key().substr(0, cursor->key().find('\0') + 1);
      if (walks.size() >= most_walks) return false;
      walks.push_back(walk_of(index_.store_, std::string{word}));
      from = std::string{word.substr(0, word.size() - 1)}.append(1, '\1');
    }
    LEDGER_RETURN_IF_FAILED(cursor->status());
    return true;
  }

  /// A walk for each day from `first` to `last` that has licenses. False if they are too many.
  Result<bool> add_days(char kind, Date first, Date last, Walks& walks) const {
    const auto cursor = index_.store_.derived_cursor(Derived::search);
    const std::string end = keys::key(kind, keys::date(last));
    std::string from = keys::key(kind, keys::date(first));
    for (cursor->seek(from); cursor->valid() && cursor->key().front() == kind; cursor->seek(from)) {
      const auto day = cursor->key().substr(0, end.size());
      if (day > end) break;
      if (walks.size() >= most_walks) return false;
      walks.push_back(walk_of(index_.store_, std::string{day}));
      from = std::string{day}.append(64, '\xff');  // after all serial numbers of the day
    }
    LEDGER_RETURN_IF_FAILED(cursor->status());
    return true;
  }

  Result<std::unique_ptr<Walk>> of_reasons(const std::vector<ledger::ReasonCode>& codes) const {
    Walks walks;
    for (const auto code : codes) {
      walks.push_back(walk_of(index_.store_, keys::key(keys::of_reason, keys::reason(code))));
    }
    if (std::ranges::count(codes, ledger::ReasonCode::unpaid) > 0) {
      const auto last = projections::search::last_overdue(policy_, at_);
      LEDGER_ASSIGN_OR_RETURN(const bool few, add_days(keys::of_first_due, first_day, last, walks));
      if (!few) return std::unique_ptr<Walk>{};
    }
    return merged(std::move(walks));
  }

  /// A stage is a range of dates on which the license expires.
  Result<std::unique_ptr<Walk>> of_stages(const std::vector<Stage>& stages) const {
    Walks walks;
    const auto today = date_of(at_);
    const auto warned = plus_days(today, policy_.warning_days);
    const auto in_grace = plus_days(today, -policy_.grace_days);
    for (const auto stage : stages) {
      bool few = true;
      switch (stage) {
        case Stage::none:
          walks.push_back(walk_of(index_.store_, keys::key(keys::of_no_expiry, "0")));
          break;
        case Stage::valid: {
          walks.push_back(walk_of(index_.store_, keys::key(keys::of_no_expiry, "1")));
          LEDGER_ASSIGN_OR_RETURN(few, add_days(keys::of_expiry, today, last_day, walks));
          break;
        }
        case Stage::warning: {
          LEDGER_ASSIGN_OR_RETURN(few, add_days(keys::of_expiry, today, warned, walks));
          break;
        }
        case Stage::grace: {
          LEDGER_ASSIGN_OR_RETURN(few, add_days(keys::of_expiry, in_grace, today, walks));
          break;
        }
        case Stage::read_only: {
          LEDGER_ASSIGN_OR_RETURN(few, add_days(keys::of_expiry, first_day, today, walks));
          break;
        }
      }
      if (!few) return std::unique_ptr<Walk>{};
    }
    return merged(std::move(walks));
  }

  const SearchIndex& index_;
  const projections::state::Policy& policy_;
  const Instant at_;
};

Result<std::unique_ptr<Walk>> SearchIndex::walk(const SearchFilter& filter, Sort sort,
                                                const projections::state::Policy& policy,
                                                Instant at) const {
  if (sort != Sort::serial_number) return walk_in_order(store_, sort);
  return Finder{*this, policy, at}.narrowest(filter);
}

Result<void> SearchIndex::Update::replace(const std::string& serial_number,
                                          const std::optional<SearchRow>& row) {
  LEDGER_ASSIGN_OR_RETURN(const auto before, index_.row(serial_number));
  if (before == row) return ok;
  if (before) {
    for (auto& key : keys::of(serial_number, *before)) changes_[std::move(key)] = std::nullopt;
  }
  auto& stored = changes_[keys::key(keys::of_row, serial_number)];
  stored.reset();
  if (row) {
    stored = projections::search::encode(*row);
    for (auto& key : keys::of(serial_number, *row)) changes_[std::move(key)] = std::string{};
  }
  const MutexLock lock{index_.mutex_};
  index_.counts_.replace(before, row);
  return ok;
}

void SearchIndex::Update::add_names(const ledger::RecordedEvent& event) {
  for (auto& key : keys::named_by(event)) changes_[std::move(key)] = std::string{};
}

Result<void> SearchIndex::Update::write(const IndexMark& mark) {
  {
    const MutexLock lock{index_.mutex_};
    for (auto& [key, value] : index_.counts_.take_changes()) {
      changes_[keys::key(keys::of_counter, key)] = std::move(value);
    }
  }
  changes_[keys::key(keys::of_mark)] = encode(mark);
  ledger::Store::Entries entries;
  entries.reserve(changes_.size());
  for (auto& [key, value] : changes_) entries.push_back({key, std::move(value)});
  LEDGER_RETURN_IF_FAILED(index_.store_.write_derived(Derived::search, entries));
  changes_.clear();
  const MutexLock lock{index_.mutex_};
  index_.mark_ = mark;
  return ok;
}

}  // namespace replay::index
