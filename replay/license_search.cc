#include "replay/license_search.h"

#include <algorithm>
#include <utility>

#include "ledger/stream.h"
#include "replay/index/walks.h"

namespace replay {

using index::IndexMark;
using index::Walk;
using ledger::Position;
using ledger::Result;

namespace {

/// How long a search waits for the index to catch up, which it usually does in less.
constexpr std::chrono::milliseconds patience{20};
/// Licenses that the index does not show yet and that are judged one by one.
constexpr std::size_t most_changed = 1000;
/// Rows that one page looks at. A page may have fewer licenses than its limit, and more follow.
constexpr std::size_t most_rows = 20'000;
/// Licenses that a facet counts where it cannot be read off.
constexpr std::size_t most_counted = 10'000;

bool comes_after(std::string_view key, std::string_view serial_number, const Cursor& cursor) {
  return std::pair{key, serial_number} >
         std::pair<std::string_view, std::string_view>{cursor.key, cursor.serial_number};
}

}  // namespace

Result<LicenseSearch::Changed> LicenseSearch::changed(Instant now) const {
  Changed changed;
  const IndexMark mark = index_.mark();
  changed.complete = mark.is_complete();
  const Position end = streams_.end();
  const Position last{std::min(end.value, mark.indexed_until.value + 4 * most_changed)};
  std::vector<std::string>& serials = changed.serial_numbers;
  LEDGER_RETURN_IF_FAILED(ledger::scan_events(
      store_, mark.indexed_until, last, [&](const ledger::RecordedEvent& event) {
        if (ledger::stream_of(event) != ledger::catalog_stream) serials.push_back(event.subject);
        return true;
      }));
  LEDGER_ASSIGN_OR_RETURN(const auto due, index_.due(now, most_changed + 1));
  serials.insert(serials.end(), due.begin(), due.end());
  std::ranges::sort(serials);
  serials.erase(std::unique(serials.begin(), serials.end()), serials.end());
  if (last < end || serials.size() > most_changed) {
    changed.complete = false;
    serials.resize(std::min(serials.size(), most_changed));
  }
  return changed;
}

Result<bool> LicenseSearch::meets_terms(const SearchFilter& filter, std::string_view serial_number,
                                        const SearchRow& row) const {
  for (const auto& term : filter.terms) {
    if (projections::search::meets_term(term, serial_number, row)) continue;
    LEDGER_ASSIGN_OR_RETURN(const bool named, index_.has_name(serial_number, term));
    if (!named) return false;
  }
  return true;
}

Result<std::optional<SearchHit>> LicenseSearch::judge(const std::string& serial_number,
                                                      const SearchFilter& filter,
                                                      Instant now) const {
  std::optional<SearchHit> hit;
  LEDGER_RETURN_IF_FAILED(
      questions_.look_at(serial_number, now, [&](const TrackedLicense& license, Instant at) {
        auto row = projections::search::row_of(license.license(), license.catalog(), at);
        const auto policy = license.catalog().policy();
        if (!row || !projections::search::meets(filter, *row, policy, at)) return;
        hit.emplace();
        hit->serial_number = serial_number;
        hit->stage = projections::search::stage_of(*row, policy, at);
        hit->blocked_by = projections::search::blocked_by(*row, policy, at);
        hit->can_be_activated =
            row->pending_number.value > 0 && hit->blocked_by == ledger::ReasonCodeSet{};
        for (const auto& open : license.open().holding()) {
          if (!hit->blocked_by.contains(open.reason.code)) continue;
          hit->to_remove += open.reason.to_remove.value_or(0);
          const auto since = open.reason.since;
          if (!hit->blocked_since || (since && *since < *hit->blocked_since)) {
            hit->blocked_since = since;
          }
        }
        hit->row = std::move(*row);
      }));
  if (!hit) return hit;
  LEDGER_ASSIGN_OR_RETURN(const bool met, meets_terms(filter, serial_number, hit->row));
  if (!met) hit.reset();
  return hit;
}

/// In the order of the question. Where few licenses have the terms, these are sorted.
Result<std::unique_ptr<Walk>> LicenseSearch::walk(const SearchQuestion& question,
                                                  const projections::state::Policy& policy,
                                                  Instant now) const {
  const auto& filter = question.filter;
  const bool few = !filter.terms.empty() || filter.company_name;
  if (question.sort == Sort::serial_number || !few) {
    return index_.walk(filter, question.sort, policy, now);
  }
  LEDGER_ASSIGN_OR_RETURN(const auto all, index_.walk(filter, Sort::serial_number, policy, now));
  std::vector<std::pair<std::string, std::string>> list;
  std::size_t looked_at = 0;
  for (all->seek_after("", ""); all->valid(); all->next()) {
    if (++looked_at > most_rows) return index_.walk(filter, question.sort, policy, now);
    LEDGER_ASSIGN_OR_RETURN(const auto row, index_.row(all->serial_number()));
    auto key = row ? index::sort_key(question.sort, *row) : std::nullopt;
    if (key) list.emplace_back(std::move(*key), all->serial_number());
  }
  LEDGER_RETURN_IF_FAILED(all->status());
  return index::walk_of_list(std::move(list));
}

/// Of the licenses that the index does not show as they are, in the order of the page.
Result<std::vector<LicenseSearch::Found>> LicenseSearch::judge_changed(
    const Changed& changed, const SearchQuestion& question, Instant now) const {
  std::vector<Found> found;
  for (const auto& serial_number : changed.serial_numbers) {
    LEDGER_ASSIGN_OR_RETURN(auto hit, judge(serial_number, question.filter, now));
    auto key = hit ? index::sort_key(question.sort, hit->row) : std::nullopt;
    if (key && comes_after(*key, serial_number, question.after)) {
      found.push_back({std::move(*key), std::move(*hit)});
    }
  }
  std::ranges::sort(found, {}, [](const Found& one) {
    return std::pair<std::string_view, std::string_view>{one.key, one.hit.serial_number};
  });
  return found;
}

Result<std::optional<SearchHit>> LicenseSearch::judge_indexed(
    const std::string& serial_number, const SearchFilter& filter,
    const projections::state::Policy& policy, Instant now) const {
  LEDGER_ASSIGN_OR_RETURN(const auto row, index_.row(serial_number));
  if (!row || !projections::search::meets(filter, *row, policy, now)) {
    return std::optional<SearchHit>{};
  }
  LEDGER_ASSIGN_OR_RETURN(const bool met, meets_terms(filter, serial_number, *row));
  if (!met) return std::optional<SearchHit>{};
  return judge(serial_number, filter, now);
}

/// Fills a page with what the index shows and what it does not show yet, in one order.
class LicenseSearch::PageFiller {
 public:
  PageFiller(const SearchQuestion& question, std::vector<Found> extra, SearchPage& page)
      : limit_(question.limit),
        last_(question.after),
        extra_(std::move(extra)),
        next_extra_(extra_.begin()),
        page_(page) {}

  /// These are false if the page is full: it then tells where the next one begins.
  bool show(std::string key, SearchHit hit) {
    if (page_.hits.size() == limit_) {
      page_.next = last_;
      return false;
    }
    last_ = {std::move(key), hit.serial_number};
    page_.hits.push_back(std::move(hit));
    return true;
  }
  bool show_extra_before(std::string_view key, std::string_view serial_number) {
    while (next_extra_ != extra_.end() &&
           comes_after(key, serial_number, {next_extra_->key, next_extra_->hit.serial_number})) {
      if (!show_next_extra()) return false;
    }
    return true;
  }
  void show_rest() {
    while (next_extra_ != extra_.end() && show_next_extra()) {
    }
  }
  /// The page ends although it is not full.
  void end_after(const Cursor& visited) {
    page_.next = comes_after(last_.key, last_.serial_number, visited) ? last_ : visited;
  }

 private:
  bool show_next_extra() {
    auto& [key, hit] = *next_extra_;
    if (!show(std::move(key), std::move(hit))) return false;
    ++next_extra_;
    return true;
  }

  const std::size_t limit_;
  Cursor last_;
  std::vector<Found> extra_;
  std::vector<Found>::iterator next_extra_;
  SearchPage& page_;
};

Result<SearchPage> LicenseSearch::find(const SearchQuestion& question, Instant now) const {
  indexer_.wait_for(patience);
  SearchPage page{.hits = {},
                  .next = {},
                  .at = now,
                  .policy = catalogs_.at(now)->catalog.policy(),
                  .complete = true};
  LEDGER_ASSIGN_OR_RETURN(const Changed changed, this->changed(now));
  page.complete = changed.complete;
  LEDGER_ASSIGN_OR_RETURN(auto extra, judge_changed(changed, question, now));
  LEDGER_ASSIGN_OR_RETURN(const auto walk, this->walk(question, page.policy, now));
  PageFiller filler{question, std::move(extra), page};
  std::size_t looked_at = 0;
  Cursor visited;
  for (walk->seek_after(question.after.key, question.after.serial_number); walk->valid();
       walk->next()) {
    const std::string serial_number{walk->serial_number()};
    const std::string key{walk->key()};
    if (!filler.show_extra_before(key, serial_number)) return page;
    if (std::ranges::binary_search(changed.serial_numbers, serial_number)) continue;
    if (++looked_at > most_rows) {
      filler.end_after(visited);
      return page;
    }
    visited = {key, serial_number};
    LEDGER_ASSIGN_OR_RETURN(auto hit,
                            judge_indexed(serial_number, question.filter, page.policy, now));
    if (hit && !filler.show(key, std::move(*hit))) return page;
  }
  LEDGER_RETURN_IF_FAILED(walk->status());
  filler.show_rest();
  return page;
}

bool LicenseSearch::is_complete(Instant now) const {
  const IndexMark mark = index_.mark();
  const auto due = index_.due(now, 1);
  return mark.is_complete() && mark.indexed_until >= streams_.end() && due && due->empty();
}

LicenseSearch::Counted LicenseSearch::summary(Instant now) const {
  indexer_.wait_for(patience);
  const bool complete = is_complete(now);
  const auto indexed_until = index_.mark().indexed_until;
  const auto end = std::max(streams_.end(), indexed_until);
  return {.summary = index_.summary(catalogs_.at(now)->catalog.policy(), now),
          .complete = complete,
          .behind = end.value - indexed_until.value};
}

Result<Facets> LicenseSearch::facets(const SearchFilter& filter, Instant now) const {
  const auto policy = catalogs_.at(now)->catalog.policy();
  if (filter.empty()) return Facets{.summary = index_.summary(policy, now)};
  Facets facets;
  LEDGER_ASSIGN_OR_RETURN(const auto walk, index_.walk(filter, Sort::serial_number, policy, now));
  std::size_t looked_at = 0;
  for (walk->seek_after("", ""); walk->valid(); walk->next()) {
    if (++looked_at > most_counted) {
      facets.at_least = true;
      break;
    }
    LEDGER_ASSIGN_OR_RETURN(const auto row, index_.row(walk->serial_number()));
    if (!row || !projections::search::meets(filter, *row, policy, now)) continue;
    LEDGER_ASSIGN_OR_RETURN(const bool met, meets_terms(filter, walk->serial_number(), *row));
    if (met) facets.summary.add(*row, policy, now);
  }
  LEDGER_RETURN_IF_FAILED(walk->status());
  return facets;
}

}  // namespace replay
