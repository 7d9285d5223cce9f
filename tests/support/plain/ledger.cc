#include "tests/support/plain/ledger.h"

#include <algorithm>
#include <set>

#include "projections/state/license_set.h"
#include "tests/support/plain/rules.h"

namespace tests::plain {
namespace {

using projections::LicenseView;
using projections::Status;

/// The modules of a set, and the hidden ones that come through its plans.
void add_modules(const Set& set, const Catalog& catalog, std::set<std::string>& names) {
  for (const auto& [name, quantity] : set.own) {
    names.insert(name);
    if (!catalog.is_plan(name)) continue;
    for (const auto& included : catalog.module(name).includes) {
      if (catalog.module(included).hidden) names.insert(included);
    }
  }
}

std::vector<projections::ModuleRow> module_rows(const Case& it) {
  const Set set = it.license.current_set();
  Set held;
  for (const auto& [key, seat] : it.license.seats) held.own[key.first] = 1;
  std::set<std::string> names;
  add_modules(set, it.catalog, names);
  add_modules(held, it.catalog, names);
  std::vector<projections::ModuleRow> rows;
  for (const auto& name : names) {
    const auto defined = it.catalog.module(name);
    projections::ModuleRow row{.module_name = name,
                               .type = defined.type,
                               .hidden = defined.hidden,
                               .unrestricted = defined.unrestricted,
                               .display_name = defined.display_name,
                               .total = it.catalog.total(set, name),
                               .in_use = in_use(it.license, it.catalog, name)};
    if (row.total != 0 || row.in_use != 0) rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<ledger::ModuleChange> changes(const Case& it) {
  const Set current = it.license.current_set();
  const Set offered = it.license.offered();
  std::set<std::string> names;
  add_modules(current, it.catalog, names);
  add_modules(offered, it.catalog, names);
  std::vector<ledger::ModuleChange> changes;
  for (const auto& name : names) {
    const std::int64_t total = it.catalog.total(current, name);
    const std::int64_t new_total = it.catalog.total(offered, name);
    if (it.catalog.module(name).hidden || total == new_total) continue;
    changes.push_back({name, in_use(it.license, it.catalog, name), total, new_total});
  }
  return changes;
}

projections::state::LicenseDates dates_of(const Set& set, const Catalog& catalog) {
  if (!set.expires_on) return {};
  return {.warn_from = plus_days(*set.expires_on, -catalog.warning_days),
          .expires_on = set.expires_on,
          .grace_until = plus_days(*set.expires_on, catalog.grace_days)};
}

projections::state::Stage stage_of(const LicenseView& view, Instant at) {
  using enum projections::state::Stage;
  if (!view.current_number) return none;
  const auto reached = [&](std::optional<Date> date) { return date && start_of(*date) <= at; };
  if (reached(view.dates.grace_until)) return read_only;
  if (reached(view.dates.expires_on)) return grace;
  return reached(view.dates.warn_from) ? warning : valid;
}

Status status_of(const Case& it) {
  if (it.license.pending()) return Status::new_license_available;
  const auto& current = it.license.current;
  if (!current || current->mode != ledger::ActivationMode::automatic) return Status::ok;
  const Instant until = plus_days(current->by->effective_at, it.catalog.activated_notice_days);
  return it.at < until ? Status::new_license_activated : Status::ok;
}

std::vector<projections::InvoiceRow> invoice_rows(const Case& it) {
  std::vector<projections::InvoiceRow> rows;
  for (const auto& [id, issued] : it.license.issued) {
    const std::int64_t open = it.license.open_amount(id);
    rows.push_back({.invoice_id = id,
                    .amount = issued.value.amount,
                    .open = open,
                    .currency = issued.value.currency,
                    .due_on = issued.value.due_on,
                    .overdue = open > 0 && overdue_from(issued.value, it.catalog) <= it.at,
                    .voided = it.license.voided.contains(id)});
  }
  return rows;
}

LicenseView view_of(const Case& it) {
  const License& license = it.license;
  LicenseView view;
  view.serial_number = license.serial_number;
  view.company_name = license.company_name();
  view.auto_update = license.registered->value.auto_update;
  if (const auto installation = installation_of(license)) {
    const auto& terms = installation->terms;
    view.installation = {.cust_id = terms.cust_id,
                         .kind = terms.kind,
                         .deployment = terms.deployment,
                         .version = terms.version,
                         .version_set_by = projections::state::Stamp{*installation->version_by}};
  }
  view.status = status_of(it);
  view.dates = dates_of(license.current_set(), it.catalog);
  if (view.dates.expires_on) {
    view.days_left = view.dates.expires_on->days - ledger::date_of(it.at).days;
  }
  if (license.current) {
    view.current_number = license.current->set.number;
    view.activated_at = license.current->by->effective_at;
    view.activation_mode = license.current->mode;
  }
  view.stage = stage_of(view, it.at);
  view.modules = module_rows(it);
  view.blocking_reasons = blocking_reasons(it);
  view.warnings = warnings(it);
  view.invoices = invoice_rows(it);
  if (license.pending()) {
    const Set offered = license.offered();
    view.pending = projections::PendingLicense{
        .number = offered.number,
        .held = license.hold && license.hold->value.number == offered.number,
        .dates = dates_of(offered, it.catalog),
        .changes = changes(it)};
    view.can_be_activated = view.blocking_reasons.empty();
  }
  return view;
}

void carry_on(const Reasons& before, Reasons& now, Instant at) {
  for (auto& reason : now) {
    reason.since = at;
    for (const auto& old : before) {
      if (ledger::same_matter(old, reason)) reason.since = old.since;
    }
  }
}

/// Events in the order of the fold, and how many of them are applied.
struct Stream {
  Events events;
  std::size_t applied = 0;

  void sort() {
    std::ranges::sort(events, [](const auto& a, const auto& b) { return comes_before(*a, *b); });
  }
  /// The next event that has taken effect at that instant.
  const RecordedEvent* next_until(Instant at) {
    if (applied == events.size() || events[applied]->effective_at > at) return nullptr;
    return events[applied++].get();
  }
};

/// All licenses and the catalog, moved forward from instant to instant.
class World {
 public:
  World(const Events& log, Instant known_at) {
    for (const auto& event : log) {
      if (event->recorded_at > known_at) continue;
      instants_.insert(event->effective_at);
      const bool catalog = ledger::stream_of(*event) == ledger::catalog_stream;
      (catalog ? definitions_ : own_[event->subject]).events.push_back(event);
    }
    definitions_.sort();
    for (auto& [serial, stream] : own_) {
      licenses_.emplace(serial, License{serial, stream.events});
      stream.sort();
    }
  }

  /// At which an event takes effect.
  const std::set<Instant>& instants() const { return instants_; }

  void move_to(Instant at) {
    while (const auto* event = definitions_.next_until(at)) catalog_.apply(*event);
    for (auto& [serial, stream] : own_) {
      License& license = licenses_.at(serial);
      while (const auto* event = stream.next_until(at)) license.apply(*event);
      follow_production(serial, license);
    }
  }

  std::optional<LicenseView> view(const std::string& serial, Instant at) const {
    const auto found = licenses_.find(serial);
    if (found == licenses_.end() || !found->second.registered) return std::nullopt;
    std::vector<Production> production;
    for (const auto& [other, installation] : production_) {
      if (other != serial) production.push_back(installation);
    }
    return view_of({found->second, catalog_, at, production});
  }

 private:
  void follow_production(const std::string& serial, const License& license) {
    const auto installation = installation_of(license);
    if (!license.registered || !installation ||
        installation->terms.kind != ledger::InstallationKind::production) {
      production_.erase(serial);
      return;
    }
    const Production now{license.company_name(), installation->terms.cust_id, serial,
                         license.binding->by};
    auto& before = production_[serial];
    if (before.cust_id != now.cust_id || before.company_name != now.company_name) before = now;
  }

  std::set<Instant> instants_;
  std::map<std::string, Stream> own_;
  Stream definitions_;
  std::map<std::string, License> licenses_;
  Catalog catalog_;
  std::map<std::string, Production> production_;  // by serial number
};

}  // namespace

void walk(const Events& log, const std::string& serial_number, Instant until, Instant known_at,
          const std::function<void(Instant, const std::optional<LicenseView>&)>& visit) {
  World world{log, known_at};
  std::set<Instant> instants = world.instants();
  instants.insert(until);
  for (auto day = ledger::date_of(*instants.begin()); start_of(day) <= until;
       day = plus_days(day, 1)) {
    instants.insert(start_of(day));
  }
  Reasons blocking;
  Reasons warned;
  for (const Instant at : instants) {
    if (at > until) break;
    world.move_to(at);
    auto view = world.view(serial_number, at);
    if (view) {
      carry_on(blocking, view->blocking_reasons, at);
      carry_on(warned, view->warnings, at);
      blocking = view->blocking_reasons;
      warned = view->warnings;
    }
    visit(at, view);
  }
}

}  // namespace tests::plain
