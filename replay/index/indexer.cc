#include "replay/index/indexer.h"

#include <algorithm>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

#include "commands/live/license_snapshot.h"
#include "ledger/stream.h"

namespace replay::index {

using ledger::MutexLock;
using ledger::ok;
using ledger::Position;
using ledger::Result;
using projections::state::LicenseFold;

namespace {

/// Of one write, which commits wait for.
constexpr std::uint64_t events_at_once = 512;
constexpr std::size_t licenses_at_once = 256;
/// How many events the licenses kept for the next time may have together.
constexpr std::uint64_t max_followed_events = 65'536;
/// Time may let something take effect while nothing is published.
constexpr std::chrono::milliseconds longest_sleep{1000};

/// One that is not registered yet has a row as long as something is to take effect.
std::optional<SearchRow> row_at(const LicenseFold& fold, ledger::Revision revision,
                                const projections::state::Catalog& catalog, Instant now) {
  auto row = projections::search::row_of(fold.license(), catalog, now);
  if (!row && !fold.next_due()) return std::nullopt;
  if (!row) row = SearchRow{.registered = false};
  row->next_due = fold.next_due();
  row->revision = revision;
  return row;
}

}  // namespace

Indexer::Indexer(IndexedLog log, SearchIndex& index, Failed failed)
    : log_(std::move(log)),
      index_(index),
      failed_(std::move(failed)),
      thread_([this] { run(); }),
      unlisten_(log_.streams.listen([this] { wake(); })) {}

Indexer::~Indexer() { stop(); }

void Indexer::wake() const {
  {
    const MutexLock lock{mutex_};
    woken_ = true;
  }
  wake_.notify_one();
}

void Indexer::stop() {
  if (!thread_.joinable()) return;
  unlisten_();
  {
    const MutexLock lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Indexer::wait_for(std::chrono::milliseconds most) const {
  const Position end = log_.streams.end();
  const auto is_current = [&] {
    const IndexMark mark = index_.mark();
    const auto due = index_.due(log_.now(), 1);
    return mark.is_complete() && mark.indexed_until >= end && due && due->empty();
  };
  if (is_current()) return;
  wake();
  MutexLock lock{mutex_};
  lock.wait_for(progress_, most,
                [&]() LEDGER_REQUIRES(mutex_) { return stopped_ || is_current(); });
}

void Indexer::run() {
  // It must not take time from those who wait for an answer.
  constexpr int behind_others = 10;
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), behind_others);
  for (;;) {
    const auto more = step();
    if (!more) failed_(more.error());
    MutexLock lock{mutex_};
    progress_.notify_all();
    if (more && !*more) {
      lock.wait_for(wake_, longest_sleep,
                    [this]() LEDGER_REQUIRES(mutex_) { return woken_ || stopping_; });
    }
    woken_ = false;
    if (!more || stopping_) break;
  }
  const MutexLock lock{mutex_};
  stopped_ = true;
  progress_.notify_all();
}

Result<bool> Indexer::step() {
  IndexMark mark = index_.mark();
  SearchIndex::Update update{index_};
  const IndexMark before = mark;
  take_catalog(mark);
  if (mark.built_to) {
    LEDGER_RETURN_IF_FAILED(build(mark, update));
  } else {
    Serials touched;
    LEDGER_RETURN_IF_FAILED(follow(mark, update, touched));
    LEDGER_ASSIGN_OR_RETURN(const auto due, index_.due(log_.now(), licenses_at_once));
    touched.insert(due.begin(), due.end());
    LEDGER_RETURN_IF_FAILED(look_at_redefined(mark, touched));
    if (touched.empty() && mark == before) return false;
    for (const auto& serial_number : touched) {
      LEDGER_RETURN_IF_FAILED(appraise(serial_number, update));
    }
  }
  LEDGER_RETURN_IF_FAILED(update.write(mark));
  return true;
}

/// The next licenses of the first time. What is published meanwhile is followed after it.
Result<void> Indexer::build(IndexMark& mark, SearchIndex::Update& update) {
  if (mark.built_to->empty()) mark.indexed_until = log_.streams.end();
  LEDGER_ASSIGN_OR_RETURN(const auto next,
                          log_.directory.serial_numbers(*mark.built_to, licenses_at_once));
  for (const auto& serial_number : next) {
    LEDGER_ASSIGN_OR_RETURN(const auto head, log_.streams.head(serial_number));
    if (!head) continue;  // its first event is not published: it is followed
    LEDGER_ASSIGN_OR_RETURN(const auto events, ledger::read_stream(log_.store, *head));
    for (const auto& event : events) update.add_names(*event);
    const Instant now = log_.now();
    const LicenseFold fold{serial_number, events, now};
    LEDGER_RETURN_IF_FAILED(
        update.replace(serial_number, row_at(fold, head->revision, catalog_.catalog(), now)));
  }
  if (next.size() == licenses_at_once) {
    mark.built_to = next.back();
  } else {
    mark.built_to.reset();
  }
  return ok;
}

Result<void> Indexer::follow(IndexMark& mark, SearchIndex::Update& update, Serials& touched) {
  const Position end{std::min(log_.streams.end().value, mark.indexed_until.value + events_at_once)};
  LEDGER_RETURN_IF_FAILED(ledger::scan_events(
      log_.store, mark.indexed_until, end, [&](const ledger::RecordedEvent& event) {
        if (ledger::stream_of(event) == ledger::catalog_stream) return true;
        touched.insert(event.subject);
        update.add_names(event);
        return true;
      }));
  mark.indexed_until = std::max(mark.indexed_until, end);
  return ok;
}

Result<void> Indexer::look_at_redefined(IndexMark& mark, Serials& touched) {
  if (mark.redefined.empty()) return ok;
  LEDGER_ASSIGN_OR_RETURN(const auto holders, index_.holders(mark.redefined.front(),
                                                             mark.redefined_to, licenses_at_once));
  touched.insert(holders.begin(), holders.end());
  if (holders.size() == licenses_at_once) {
    mark.redefined_to = holders.back();
  } else {
    mark.redefined.erase(mark.redefined.begin());
    mark.redefined_to.clear();
  }
  return ok;
}

Result<void> Indexer::appraise(const std::string& serial_number, SearchIndex::Update& update) {
  LEDGER_ASSIGN_OR_RETURN(const auto row, row_of(serial_number));
  return update.replace(serial_number, row);
}

Result<std::optional<SearchRow>> Indexer::row_of(const std::string& serial_number) {
  LEDGER_ASSIGN_OR_RETURN(const auto head, log_.streams.head(serial_number));
  if (!head) return std::optional<SearchRow>{};
  const Instant now = log_.now();
  if (followed_events_ > max_followed_events) {
    followed_.clear();
    followed_events_ = 0;
  }
  auto known = followed_.find(serial_number);
  if (known != followed_.end()) {
    LEDGER_ASSIGN_OR_RETURN(const auto events,
                            log_.streams.after(serial_number, known->second.revision));
    known->second.fold.advance(now);
    const bool in_order = std::ranges::all_of(
        events, [&](const auto& event) { return known->second.fold.take(*event, now); });
    known->second.revision.value += events.size();
    if (!in_order) {
      followed_.erase(known);
      known = followed_.end();
    }
  }
  if (known == followed_.end()) {
    LEDGER_ASSIGN_OR_RETURN(auto loaded,
                            commands::live::load_license(log_.store, serial_number, *head, now));
    known =
        followed_.emplace(serial_number, Followed{std::move(loaded.fold), head->revision}).first;
    followed_events_ += head->revision.value + 1;
  }
  const Followed& followed = known->second;
  return row_at(followed.fold, followed.revision, catalog_.catalog(), now);
}

void Indexer::take_catalog(IndexMark& mark) {
  const auto events = log_.streams.catalog();
  const Instant now = log_.now();
  const auto due = catalog_.next_due();
  if (catalog_taken_ == events->size() && (!due || *due > now)) return;
  std::vector<ledger::EventPtr> redefinitions;
  for (std::size_t i = 0; i < events->size(); ++i) {
    const auto& event = (*events)[i];
    const bool is_new = i >= mark.catalog_events || event->effective_at > mark.catalog_now;
    if (is_new && event->type() == ledger::EventType::module_defined) {
      redefinitions.push_back(event);
    }
  }
  // By what was defined before, and by what is now.
  note_redefined(redefinitions, mark);
  for (; catalog_taken_ < events->size(); ++catalog_taken_) {
    catalog_.take((*events)[catalog_taken_], now);
  }
  catalog_.advance(now);
  note_redefined(redefinitions, mark);
  mark.catalog_events = events->size();
  mark.catalog_now = now;
  // Before the first row there is nothing to look at again.
  if (mark.built_to && mark.built_to->empty()) mark.redefined.clear();
}

/// A module, and those with which it forms a plan.
void Indexer::note_redefined(const std::vector<ledger::EventPtr>& redefinitions,
                             IndexMark& mark) const {
  const auto note = [&](const std::string& module_name) {
    // Of the first some licenses have been looked at already.
    const auto first = mark.redefined.begin() + (mark.redefined_to.empty() ? 0 : 1);
    if (std::find(first, mark.redefined.end(), module_name) == mark.redefined.end()) {
      mark.redefined.push_back(module_name);
    }
  };
  const auto& catalog = catalog_.catalog();
  for (const auto& event : redefinitions) {
    note(event->subject);
    std::ranges::for_each(catalog.plans_including(event->subject), note);
    std::ranges::for_each(catalog.module(event->subject).includes, note);
  }
}

}  // namespace replay::index
