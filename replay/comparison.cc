#include "replay/comparison.h"

#include <algorithm>
#include <fmt/format.h>

#include "commands/live/derived_format.h"
#include "projections/state/snapshot.h"
#include "replay/index/index_keys.h"
#include "replay/index/search_index.h"
#include "replay/state_digest.h"

namespace replay {
namespace {

using commands::write::OpenedLedger;
using ledger::Position;

namespace derived_format = commands::live::derived_format;

/// What one thread finds in its own licenses.
struct Findings {
  Differences differences;
  std::vector<StateLeaf> rebuilt;
  std::vector<StateLeaf> live;
  std::optional<ledger::Failure> failure;
};

Difference unreadable(std::string serial_number, Projection projection, std::string part) {
  return {.serial_number = std::move(serial_number),
          .projection = projection,
          .part = std::move(part),
          .expected = "as in the log",
          .found = "bytes that cannot be read"};
}

/// The saved marks that keep the ledger from opening.
ledger::Result<Differences> unreadable_entries(const ledger::Store& store) {
  Differences differences;
  const auto check = [&](ledger::Derived family, const char* part,
                         auto decode) -> ledger::Result<void> {
    LEDGER_ASSIGN_OR_RETURN(const auto mark, store.derived(family, derived_format::mark_key));
    if (mark && !decode(*mark)) {
      differences.push_back(unreadable("", Projection::applied_position, part));
    }
    return ledger::ok;
  };
  LEDGER_RETURN_IF_FAILED(
      check(ledger::Derived::licenses, "mark of the last save", derived_format::decode_mark));
  LEDGER_RETURN_IF_FAILED(check(ledger::Derived::identities, "mark of the identities",
                                derived_format::decode_identities_mark));
  return differences;
}

ledger::Result<Snapshots> read_snapshots(const ledger::Store& store) {
  Snapshots snapshots;
  const auto scanned = store.scan_derived(
      ledger::Derived::snapshots, "",
      [&](std::string_view key, std::string_view value) { snapshots.emplace(key, value); });
  if (!scanned) return scanned.error();
  return snapshots;
}

/// Compares the states, and what is saved of all licenses; each thread has its own licenses.
class PresentComparer {
 public:
  PresentComparer(const OpenedLedger* opened, const index::SearchIndex* index,
                  const Rebuild& rebuild, Instant now)
      : opened_(opened), index_(index), rebuild_(rebuild), now_(now) {}

  void look_at(const std::string& serial_number, const RebuiltLicense& license,
               Findings& findings) const {
    const std::string snapshot = projections::state::snapshot_of(license.fold.license());
    findings.rebuilt.push_back(leaf_of(serial_number, snapshot));
    findings.live.push_back(look_at_state(serial_number, license, findings));
    if (opened_ == nullptr) return;
    const auto head = opened_->streams->head(serial_number);
    if (!head) {
      findings.failure = head.error();
      return;
    }
    compare(serial_number, license.head, *head, findings.differences);
    look_at_directory(serial_number, license, findings);
    look_at_row(serial_number, license, findings);
  }

 private:
  /// The live state follows from the snapshot and the tail of the stream. If the snapshot is not a
  /// past state of the license, there is no such state: the difference is digested instead.
  static StateLeaf look_at_state(const std::string& serial_number, const RebuiltLicense& license,
                                 Findings& findings) {
    if (license.snapshot == nullptr || !license.snapshot->difference()) {
      return findings.rebuilt.back();
    }
    const Difference& difference = *license.snapshot->difference();
    findings.differences.push_back(difference);
    return leaf_of(serial_number, difference.part + ": " + difference.found);
  }

  /// Its lists may name more licenses than are found by them, but not fewer.
  void look_at_directory(const std::string& serial_number, const RebuiltLicense& license,
                         Findings& findings) const {
    const auto missing = [&](std::string part) {
      findings.differences.push_back({.serial_number = serial_number,
                                      .projection = Projection::directory,
                                      .part = std::move(part),
                                      .expected = "listed",
                                      .found = "not listed"});
    };
    const auto check = [&](const ledger::Result<bool>& listed, std::string part) {
      if (!listed) findings.failure = listed.error();
      if (listed && !*listed) missing(std::move(part));
    };
    const auto& directory = *opened_->directory;
    const License& state = license.fold.license();
    for (const auto& owner : license.owners) {
      check(directory.is_owned_by(serial_number, owner), "owner " + owner);
    }
    if (state.binding) {
      const auto& cust_id = state.binding->cust_id;
      check(directory.was_bound_to(serial_number, cust_id), "installation " + cust_id);
    }
    if (projections::state::wants_activation(state)) {
      check(directory.is_waiting(serial_number), "waiting for activation");
    }
  }

  /// A row that is behind its license is made anew when the server runs.
  void look_at_row(const std::string& serial_number, const RebuiltLicense& license,
                   Findings& findings) const {
    if (index_ == nullptr) return;
    const auto row = index_->row(serial_number);
    if (!row) {
      findings.differences.push_back(unreadable(serial_number, Projection::search_view, "row"));
      return;
    }
    if (!*row || !(*row)->registered || (*row)->revision != license.head.revision) return;
    if ((*row)->next_due && *(*row)->next_due <= now_) return;
    auto expected = projections::search::row_of(license.fold.license(), rebuild_.catalog(), now_);
    if (!expected) {
      findings.differences.push_back({.serial_number = serial_number,
                                      .projection = Projection::search_view,
                                      .part = "row",
                                      .expected = "none: the license is not registered",
                                      .found = "one"});
      return;
    }
    expected->next_due = license.fold.next_due();
    expected->revision = license.head.revision;
    compare(serial_number, *expected, **row, findings.differences);
  }

  const OpenedLedger* opened_;       // null if it could not be caught up
  const index::SearchIndex* index_;  // null if it is not up to date
  const Rebuild& rebuild_;
  const Instant now_;
};

/// Compares the states with those that a query about that instant folds from the streams.
class PastComparer {
 public:
  PastComparer(const OpenedLedger& opened, Until until) : opened_(opened), until_(until) {}

  void look_at(const std::string& serial_number, const RebuiltLicense& license,
               Findings& findings) const {
    const std::string snapshot = projections::state::snapshot_of(license.fold.license());
    findings.rebuilt.push_back(leaf_of(serial_number, snapshot));
    auto events = opened_.streams->of(serial_number);
    if (!events) {
      findings.failure = events.error();
      return;
    }
    std::erase_if(*events, [&](const auto& event) { return event->position >= until_.end; });
    projections::state::Fold fold{std::move(*events), {}};
    fold.run_to(until_.now);
    License found = fold.license();
    // Set by the registration, which may not have taken effect.
    found.serial_number = serial_number;
    const std::string found_snapshot = projections::state::snapshot_of(found);
    findings.live.push_back(leaf_of(serial_number, found_snapshot));
    if (found_snapshot == snapshot) return;
    findings.differences.push_back(difference_of(license.fold.license(), found));
  }

 private:
  const OpenedLedger& opened_;
  const Until until_;
};

template <class Comparer>
Findings look_at_all(Rebuild& rebuild, const Comparer& comparer) {
  std::vector<Findings> by_thread(rebuild.parts().size());
  in_parallel(static_cast<unsigned>(by_thread.size()), [&](unsigned self) {
    rebuild.consume(self, [&](const std::string& serial_number, const RebuiltLicense& license) {
      comparer.look_at(serial_number, license, by_thread[self]);
      return !by_thread[self].failure;
    });
  });
  Findings all;
  const auto append = [](auto& to, auto& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  };
  for (auto& findings : by_thread) {
    append(all.differences, findings.differences);
    append(all.rebuilt, findings.rebuilt);
    append(all.live, findings.live);
    if (!all.failure) all.failure = findings.failure;
  }
  return all;
}

void compare_catalogs(const projections::state::Catalog& expected,
                      const projections::state::Catalog& found, Differences& differences) {
  if (projections::state::snapshot_of(expected) == projections::state::snapshot_of(found)) return;
  differences.push_back({.serial_number = {},
                         .projection = Projection::catalog,
                         .part = "module definitions and policy",
                         .expected = fmt::format("modules: {}", expected.modules().size()),
                         .found = fmt::format("modules: {}", found.modules().size())});
}

/// Finds stored data of licenses that the log does not contain.
ledger::Result<void> find_strangers(const ledger::Store& store, const ledger::Directory& directory,
                                    const Rebuild& rebuild, const Snapshots& snapshots,
                                    Differences& differences) {
  const auto check = [&](std::string serial_number, Projection projection, std::string part) {
    if (rebuild.knows(serial_number)) return;
    differences.push_back({.serial_number = std::move(serial_number),
                           .projection = projection,
                           .part = std::move(part),
                           .expected = "none: the log has no such license",
                           .found = "one"});
  };
  for (const auto& [serial_number, snapshot] : snapshots) {
    check(serial_number, Projection::state, "snapshot");
  }
  LEDGER_RETURN_IF_FAILED(
      store.scan_derived(ledger::Derived::search, index::keys::key(index::keys::of_row),
                         [&](std::string_view key, std::string_view) {
                           check(std::string{key.substr(1)}, Projection::search_view, "row");
                         }));
  std::string after;
  for (bool more = true; more;) {
    constexpr std::size_t page = 4096;
    LEDGER_ASSIGN_OR_RETURN(const auto serial_numbers, directory.serial_numbers(after, page));
    for (const auto& one : serial_numbers) check(one, Projection::directory, "entry");
    more = serial_numbers.size() == page;
    if (more) after = serial_numbers.back();
  }
  return ledger::ok;
}

Comparison concluded(Until until, const Rebuild& rebuild, Findings findings,
                     const projections::state::Catalog* live_catalog) {
  Comparison comparison{.until = until,
                        .licenses = rebuild.license_count(),
                        .rebuilt = digest_of(rebuild.catalog(), std::move(findings.rebuilt)),
                        .live = {},
                        .differences = std::move(findings.differences)};
  if (live_catalog != nullptr) {
    comparison.live = digest_of(*live_catalog, std::move(findings.live));
    compare_catalogs(rebuild.catalog(), *live_catalog, comparison.differences);
  }
  std::ranges::stable_sort(comparison.differences, {}, &Difference::serial_number);
  return comparison;
}

ledger::Result<Comparison> compare_past(const OpenedLedger& opened,
                                        const ComparisonOptions& options) {
  const Until until = *options.until;
  auto rebuild = Rebuild::run(*opened.store, {.threads = options.threads,
                                              .end = until.end,
                                              .now = until.now,
                                              .snapshots = nullptr,
                                              .progress = options.progress});
  if (!rebuild) return rebuild.error();
  auto findings = look_at_all(*rebuild, PastComparer{opened, until});
  if (findings.failure) return *findings.failure;
  Events events = *opened.streams->catalog();
  std::erase_if(events, [&](const auto& event) { return event->position >= until.end; });
  projections::state::Fold live{{}, std::move(events)};
  live.run_to(until.now);
  return concluded(until, *rebuild, std::move(findings), &live.catalog());
}

/// The end of the log, at the instant of its last record.
ledger::Result<Until> until_end(const ledger::Store& store) {
  const Position end = store.end_at_open();
  if (end == Position{}) return Until{};
  return until_position(store, {end.value - 1});
}

ledger::Result<Comparison> compare_present(OpenedLedger& opened, bool caught_up,
                                           Differences unreadable_ones,
                                           const ComparisonOptions& options) {
  Until until;
  if (caught_up) {
    until = {.end = opened.state->end(), .now = opened.state->now()};
  } else {
    const auto at_end = until_end(*opened.store);
    if (!at_end) return at_end.error();
    until = *at_end;
  }
  const auto snapshots = read_snapshots(*opened.store);
  if (!snapshots) return snapshots.error();
  auto rebuild = Rebuild::run(*opened.store, {.threads = options.threads,
                                              .end = until.end,
                                              .now = until.now,
                                              .snapshots = caught_up ? &*snapshots : nullptr,
                                              .progress = options.progress});
  if (!rebuild) return rebuild.error();
  const OpenedLedger* live = caught_up ? &opened : nullptr;
  index::SearchIndex index{*opened.store};
  LEDGER_ASSIGN_OR_RETURN(const bool indexed, index.open_for_reading());
  const index::IndexMark mark = index.mark();
  const bool trusted =
      indexed && mark.redefined.empty() && mark.catalog_events == opened.streams->catalog()->size();
  auto findings =
      look_at_all(*rebuild, PresentComparer{live, trusted ? &index : nullptr, *rebuild, until.now});
  if (findings.failure) return *findings.failure;
  findings.differences.insert(findings.differences.begin(), unreadable_ones.begin(),
                              unreadable_ones.end());
  const auto looked =
      find_strangers(*opened.store, *opened.directory, *rebuild, *snapshots, findings.differences);
  if (!looked) return looked.error();
  return concluded(until, *rebuild, std::move(findings),
                   caught_up ? &opened.state->catalog() : nullptr);
}

}  // namespace

ledger::Result<Comparison> compare_with_log(OpenedLedger& opened,
                                            const ComparisonOptions& options) {
  Differences unreadable_ones;
  const auto caught_up = commands::write::catch_up(opened);
  if (!caught_up) {
    if (caught_up.error().kind != ledger::FailureKind::invalid) return caught_up.error();
    auto found = unreadable_entries(*opened.store);
    if (!found) return found.error();
    if (found->empty()) return caught_up.error();
    unreadable_ones = std::move(*found);
  }
  if (!options.until) {
    return compare_present(opened, caught_up.has_value(), std::move(unreadable_ones), options);
  }
  if (!caught_up) return caught_up.error();
  return compare_past(opened, options);
}

ledger::Result<Until> until_position(const ledger::Store& store, Position position) {
  if (position >= store.end_at_open()) {
    return ledger::fail(ledger::FailureKind::not_found,
                        store.end_at_open() == Position{}
                            ? std::string{"the log is empty"}
                            : fmt::format("there is no position {}: the last one is {}",
                                          position.value, store.end_at_open().value - 1));
  }
  const auto event = ledger::read_event(store, position);
  if (!event) return event.error();
  return Until{.end = ledger::next(position), .now = (*event)->recorded_at};
}

ledger::Result<Until> until_instant(const ledger::Store& store, Instant at) {
  // recorded_at never decreases from one position to the next.
  std::uint64_t first = 0;
  std::uint64_t last = store.end_at_open().value;
  while (first < last) {
    const std::uint64_t middle = first + (last - first) / 2;
    const auto event = ledger::read_event(store, {middle});
    if (!event) return event.error();
    if ((*event)->recorded_at <= at) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  return Until{.end = {first}, .now = at};
}

}  // namespace replay
