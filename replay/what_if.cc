#include "replay/what_if.h"

#include <algorithm>
#include <atomic>

#include "projections/reasons/blocking_reasons.h"
#include "projections/state/license_fold.h"

namespace replay {
namespace {

using ledger::EventPtr;
using ledger::RecordedEvent;
using projections::state::Catalog;
using projections::state::LicenseFold;
using projections::state::ReasonKey;

using Keys = std::vector<ReasonKey>;

/// Reasons that are reported alone come of the request: the license was not judged, under any
/// policy.
bool was_judged(const RecordedEvent& event) {
  const auto* blocked = std::get_if<ledger::ActivationBlocked>(&event.data);
  return blocked == nullptr || !projections::reasons::are_reported_alone(blocked->reasons);
}

/// The catalog as known before a position and effective at an instant, and the same under the other
/// policy. Both change rarely, so the last result is cached. One thread.
class Catalogs {
 public:
  Catalogs(const Events& events, const ledger::PolicyChanged& other) : events_(events) {
    // After every recorded policy, so that it overrides all members it sets.
    other_.subject = "default";
    other_.effective_at = ledger::latest;
    other_.data = other;
  }

  void move_to(ledger::Position before, Instant at) {
    const auto known = std::ranges::partition_point(
        events_, [&](const EventPtr& event) { return event->position < before; });
    const auto effective = std::count_if(
        events_.begin(), known, [&](const EventPtr& event) { return event->effective_at <= at; });
    const auto wanted = std::pair{known - events_.begin(), effective};
    if (made_ && *made_ == wanted) return;
    made_ = wanted;
    recorded_ = {};
    for (auto event = events_.begin(); event != known; ++event) {
      if ((*event)->effective_at <= at) recorded_.apply(**event);
    }
    supposed_ = recorded_;
    supposed_.apply(other_);
  }
  const Catalog& recorded() const { return recorded_; }
  const Catalog& supposed() const { return supposed_; }

 private:
  const Events& events_;
  RecordedEvent other_;
  std::optional<std::pair<std::ptrdiff_t, std::ptrdiff_t>> made_;
  Catalog recorded_;
  Catalog supposed_;
};

Keys reasons_under(const Catalog& catalog, const License& license, Instant at) {
  projections::reasons::Question question{license, catalog, at};
  question.detail = projections::reasons::Detail::matter;
  return projections::state::keys_of(projections::reasons::blocking_reasons(question));
}

/// Those of `all` that are not among `others`.
Keys without(const Keys& all, const Keys& others) {
  Keys rest;
  for (const auto& key : all) {
    if (std::ranges::find(others, key) == others.end()) rest.push_back(key);
  }
  return rest;
}

class LicenseAgain {
 public:
  LicenseAgain(const std::string& serial_number, Events events, Catalogs& catalogs)
      : events_(std::move(events)), catalogs_(catalogs), fold_(serial_number) {}

  LicenseOtherwise run(std::uint64_t& attempts) {
    LicenseOtherwise otherwise{.serial_number = fold_.license().serial_number, .attempts = {}};
    for (std::size_t i = 0; i < events_.size(); ++i) {
      const RecordedEvent& event = *events_[i];
      if (auto attempt = attempt_in(event)) {
        ++attempts;
        OtherwiseDecided decided{.attempt = std::move(*attempt)};
        if (was_judged(event) && decide(decided, event, i)) {
          otherwise.attempts.push_back(std::move(decided));
        }
      }
      if (in_order_) in_order_ = fold_.take(event, event.recorded_at);
    }
    return otherwise;
  }

 private:
  /// Returns whether the other policy makes a difference.
  bool decide(OtherwiseDecided& decided, const RecordedEvent& event, std::size_t place) {
    const Instant at = decided.attempt.at;
    catalogs_.move_to(event.position, at);
    if (catalogs_.recorded().policy() == catalogs_.supposed().policy()) return false;
    // A fold that followed the log is in the state in which the ledger decided. Backdated attempts,
    // and those after a late import, need a fold of their own.
    std::optional<LicenseFold> apart;
    if (!in_order_ || event.effective_at != event.recorded_at) apart = fold_before(place, at);
    if (!apart) fold_.advance(at);
    const License& license = apart ? apart->license() : fold_.license();
    const Keys recorded = reasons_under(catalogs_.recorded(), license, at);
    const Keys supposed = reasons_under(catalogs_.supposed(), license, at);
    decided.would_be_blocked_by = without(supposed, recorded);
    decided.would_be_free_of = without(recorded, supposed);
    if (decided.would_be_blocked_by.empty() && decided.would_be_free_of.empty()) return false;
    decided.would_be_activated = would_activate(decided, event);
    return true;
  }

  /// Whether nothing blocks it any more, neither what was recorded nor what is new.
  static bool would_activate(const OtherwiseDecided& decided, const RecordedEvent& event) {
    if (!decided.would_be_blocked_by.empty()) return false;
    const auto* blocked = std::get_if<ledger::ActivationBlocked>(&event.data);
    if (blocked == nullptr) return true;
    return without(projections::state::keys_of(blocked->reasons), decided.would_be_free_of).empty();
  }

  LicenseFold fold_before(std::size_t place, Instant at) const {
    const Events known{events_.begin(), events_.begin() + static_cast<std::ptrdiff_t>(place)};
    return {fold_.license().serial_number, known, at};
  }

  const Events events_;
  Catalogs& catalogs_;
  LicenseFold fold_;
  bool in_order_ = true;
};

Events known_before(Events events, const Until& until) {
  std::erase_if(events, [&](const EventPtr& event) { return event->position >= until.end; });
  return events;
}

/// All licenses, some at a time. Any thread.
class Licenses {
 public:
  explicit Licenses(const ledger::Directory& directory) : directory_(directory) {}

  ledger::Result<std::vector<std::string>> next() {
    constexpr std::size_t at_once = 256;
    const ledger::MutexLock lock{mutex_};
    LEDGER_ASSIGN_OR_RETURN(auto serial_numbers, directory_.serial_numbers(after_, at_once));
    if (!serial_numbers.empty()) after_ = serial_numbers.back();
    return serial_numbers;
  }

 private:
  const ledger::Directory& directory_;
  ledger::Mutex mutex_;
  std::string after_ LEDGER_GUARDED_BY(mutex_);
};

}  // namespace

ledger::Result<WhatIf> decide_again(const ledger::StreamCache& streams,
                                    const ledger::Directory& directory,
                                    const ledger::PolicyChanged& other, const Until& until,
                                    unsigned threads) {
  struct Part {
    WhatIf found;
    std::optional<ledger::Failure> failure;
  };
  const Events catalog_events = known_before(*streams.catalog(), until);
  std::vector<Part> parts(threads);
  Licenses licenses{directory};
  const auto work = [&](Part& part) -> ledger::Result<void> {
    Catalogs catalogs{catalog_events, other};
    for (;;) {
      LEDGER_ASSIGN_OR_RETURN(const auto serial_numbers, licenses.next());
      if (serial_numbers.empty()) return ledger::ok;
      for (const auto& serial_number : serial_numbers) {
        LEDGER_ASSIGN_OR_RETURN(auto events, streams.of(serial_number));
        LicenseAgain again{serial_number, known_before(std::move(events), until), catalogs};
        auto otherwise = again.run(part.found.attempts);
        if (!otherwise.attempts.empty()) part.found.licenses.push_back(std::move(otherwise));
      }
    }
  };
  in_parallel(threads, [&](unsigned self) {
    const auto done = work(parts[self]);
    if (!done) parts[self].failure = done.error();
  });
  WhatIf all;
  for (auto& part : parts) {
    if (part.failure) return *part.failure;
    all.attempts += part.found.attempts;
    std::ranges::move(part.found.licenses, std::back_inserter(all.licenses));
  }
  std::ranges::sort(all.licenses, {}, &LicenseOtherwise::serial_number);
  return all;
}

}  // namespace replay
