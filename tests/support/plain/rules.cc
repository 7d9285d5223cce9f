#include "tests/support/plain/rules.h"

#include <algorithm>
#include <set>

#include "projections/state/versions.h"

namespace tests::plain {
namespace {

using ledger::Reason;
using ledger::ReasonCode;
using projections::state::compare_coverage;
using projections::state::covers;

ledger::Evidence cited(const RecordedEvent* event) {
  return {.position = event->position, .id = event->id, .type = event->type()};
}

void cite(Reason& reason, const RecordedEvent* event) {
  if (event != nullptr) reason.evidence.push_back(cited(event));
}

/// At most 200 events, purchases and the issue first, then the latest; in the order of the log,
/// each once. At most 200 users by name.
void finish(Reasons& reasons) {
  constexpr std::size_t most = 200;
  for (auto& reason : reasons) {
    auto& evidence = reason.evidence;
    std::ranges::sort(evidence, {}, &ledger::Evidence::position);
    evidence.erase(std::unique(evidence.begin(), evidence.end()), evidence.end());
    const auto comes_first = [](const ledger::Evidence& event) {
      return event.type == ledger::EventType::purchase_recorded ||
             event.type == ledger::EventType::invoice_issued;
    };
    while (evidence.size() > most) {
      const auto rest = std::ranges::find_if_not(evidence, comes_first);
      evidence.erase(rest != evidence.end() ? rest : evidence.begin());
      ++reason.uncited;
    }
    if (reason.users.size() > most) reason.users.resize(most);
  }
}

// --- excess and over-assignment ----------------------------------------------------------------

struct InExcess {
  std::string module_name;
  std::int64_t in_use = 0;
  std::int64_t total = 0;
};

std::vector<InExcess> modules_in_excess(const Case& it, const Set& set) {
  std::set<std::string> names;
  for (const auto& [key, seat] : it.license.seats) names.insert(key.first);
  for (const auto& [name, defined] : it.catalog.modules) names.insert(name);
  const auto judge = [&](const std::string& name) -> std::optional<InExcess> {
    if (it.catalog.module(name).unrestricted) return std::nullopt;
    InExcess module{name, in_use(it.license, it.catalog, name), it.catalog.total(set, name)};
    if (module.in_use <= module.total) return std::nullopt;
    return module;
  };
  std::vector<InExcess> found;
  for (const auto& name : names) {
    const bool hidden = it.catalog.module(name).hidden;
    // A plan in excess already reports the seats of the hidden modules that it includes.
    const auto plans = hidden ? it.catalog.plans_including(name) : std::vector<std::string>{};
    if (std::ranges::any_of(plans, [&](const auto& plan) { return judge(plan).has_value(); })) {
      continue;
    }
    if (auto module = judge(name)) found.push_back(std::move(*module));
  }
  return found;
}

void cite_seats(const Case& it, const std::string& module_name, Reason& reason) {
  const bool hidden = it.catalog.module(module_name).hidden;
  const auto plans = it.catalog.plans_including(module_name);
  for (const auto& [key, seat] : it.license.seats) {
    const bool by_plan = hidden && std::ranges::find(plans, key.first) != plans.end();
    if (key.first == module_name || by_plan) cite(reason, seat.by);
  }
}

void cite_lines(const Case& it, const std::string& module_name, Reason& reason) {
  const bool hidden = it.catalog.module(module_name).hidden;
  const auto plans = it.catalog.plans_including(module_name);
  for (const auto& [line_id, stated] : it.license.lines) {
    const auto& bought = stated.value.line.module_name;
    const bool by_plan = hidden && std::ranges::find(plans, bought) != plans.end();
    if (bought == module_name || by_plan) cite(reason, stated.by);
  }
}

Reason about(const InExcess& module, ReasonCode code, const Case& it) {
  Reason reason{.code = code, .module_name = module.module_name};
  reason.in_use = module.in_use;
  reason.to_remove = module.in_use - module.total;
  reason.users = holders(it.license, it.catalog, module.module_name);
  return reason;
}

void find_excess(const Case& it, Reasons& reasons) {
  for (const auto& module : modules_in_excess(it, it.license.offered())) {
    Reason reason = about(module, ReasonCode::excess, it);
    reason.new_total = module.total;
    cite_lines(it, module.module_name, reason);
    if (reason.evidence.empty()) cite_seats(it, module.module_name, reason);
    reasons.push_back(std::move(reason));
  }
}

void warn_of_over_assignment(const Case& it, Reasons& reasons) {
  for (const auto& module : modules_in_excess(it, it.license.current_set())) {
    Reason reason = about(module, ReasonCode::over_assigned, it);
    reason.total = module.total;
    if (it.license.current) {
      cite(reason, it.license.current->by);
    } else {
      cite_seats(it, module.module_name, reason);
    }
    reasons.push_back(std::move(reason));
  }
}

// --- what is owed ------------------------------------------------------------------------------

void cite_reversals(const License& license, const std::string& payment_id, Reason& reason) {
  for (const auto& [reversal_id, reversal] : license.reversals) {
    if (reversal.value.payment_id == payment_id) cite(reason, reversal.by);
  }
}

void cite_invoice(const License& license, const std::string& invoice_id, Reason& reason) {
  for (const auto& [credit_id, credit] : license.credits) {
    if (credit.value.invoice_id == invoice_id) cite(reason, credit.by);
  }
  const auto issued = license.issued.find(invoice_id);
  if (issued == license.issued.end()) return;
  cite(reason, issued->second.by);
  for (const auto& [payment_id, payment] : license.payments) {
    if (payment.value.invoice_id != invoice_id) continue;
    if (payment.value.currency != issued->second.value.currency) continue;
    cite(reason, payment.by);
    cite_reversals(license, payment_id, reason);
  }
}

bool is_overdue(const Case& it, const ledger::InvoiceIssued& issued) {
  return it.license.open_amount(issued.invoice_id) > 0 && overdue_from(issued, it.catalog) <= it.at;
}

/// (a) attached to a purchase after the current number and not settled, or (b) overdue.
void find_unpaid(const Case& it, Reasons& reasons) {
  const License& license = it.license;
  std::map<std::string, std::vector<const RecordedEvent*>> attached;
  for (const auto& purchase : license.purchases) {
    if (purchase.number <= license.current_set().number) continue;
    for (const auto& id : purchase.invoice_ids) attached[id].push_back(purchase.by);
  }
  std::set<std::string> blocking;
  for (const auto& [id, purchases] : attached) {
    const bool paid = license.issued.contains(id) && license.open_amount(id) == 0;
    if (!paid && !license.voided.contains(id)) blocking.insert(id);
  }
  for (const auto& [id, issued] : license.issued) {
    if (is_overdue(it, issued.value)) blocking.insert(id);
  }
  for (const auto& id : blocking) {
    Reason reason{.code = ReasonCode::unpaid, .invoice_id = id};
    reason.overdue = false;
    if (const auto issued = license.issued.find(id); issued != license.issued.end()) {
      reason.open = license.open_amount(id);
      reason.currency = issued->second.value.currency;
      reason.due_on = issued->second.value.due_on;
      reason.overdue = is_overdue(it, issued->second.value);
    }
    for (const auto* purchase : attached[id]) cite(reason, purchase);
    cite_invoice(license, id, reason);
    reasons.push_back(std::move(reason));
  }
}

void warn_of_payment_due(const Case& it, Reasons& reasons) {
  for (const auto& [id, issued] : it.license.issued) {
    const std::int64_t open = it.license.open_amount(id);
    if (open == 0 || it.at < start_of(plus_days(issued.value.due_on, -7))) continue;
    if (is_overdue(it, issued.value)) continue;
    Reason reason{.code = ReasonCode::payment_due_soon, .invoice_id = id};
    reason.open = open;
    reason.currency = issued.value.currency;
    reason.due_on = issued.value.due_on;
    cite_invoice(it.license, id, reason);
    reasons.push_back(std::move(reason));
  }
}

void warn_of_currency_mismatch(const Case& it, Reasons& reasons) {
  for (const auto& [payment_id, payment] : it.license.payments) {
    const auto issued = it.license.issued.find(payment.value.invoice_id);
    if (issued == it.license.issued.end()) continue;
    if (issued->second.value.currency == payment.value.currency) continue;
    const std::int64_t rest = payment.value.amount - it.license.reversed(payment_id);
    if (rest <= 0) continue;
    Reason reason{.code = ReasonCode::currency_mismatch,
                  .invoice_id = payment.value.invoice_id,
                  .payment_id = payment_id};
    reason.open = rest;
    reason.currency = payment.value.currency;
    reason.expected_currency = issued->second.value.currency;
    cite(reason, issued->second.by);
    cite(reason, payment.by);
    cite_reversals(it.license, payment_id, reason);
    reasons.push_back(std::move(reason));
  }
}

// --- the installation --------------------------------------------------------------------------

void find_not_bound(const Case& it, Reasons& reasons) {
  if (it.license.binding) return;
  Reason reason{.code = ReasonCode::not_bound};
  cite(reason, it.license.registered->by);
  cite(reason, it.license.released);
  reasons.push_back(std::move(reason));
}

void find_owner_mismatch(const Case& it, Reasons& reasons) {
  const License& license = it.license;
  if (!license.binding || license.binding->value.company_name == license.company_name()) return;
  Reason reason{.code = ReasonCode::owner_mismatch};
  reason.company_name = license.binding->value.company_name;
  reason.registered_name = license.company_name();
  cite(reason, license.registered->by);
  cite(reason, license.binding->by);
  reasons.push_back(std::move(reason));
}

void find_held(const Case& it, Reasons& reasons) {
  const auto& hold = it.license.hold;
  if (!hold || !it.license.pending()) return;
  if (hold->value.number != it.license.offered().number) return;
  Reason reason{.code = ReasonCode::held, .number = hold->value.number};
  cite(reason, hold->by);
  reasons.push_back(std::move(reason));
}

/// The agreement that covers most; of two that cover alike the later.
const Stated<ledger::MaintenanceAgreed>* covering(const License& license) {
  const Stated<ledger::MaintenanceAgreed>* best = nullptr;
  for (const auto& [id, agreed] : license.agreements) {
    const auto more = best == nullptr ? std::weak_ordering::greater
                                      : compare_coverage(agreed.value.version, best->value.version);
    if (more > 0 || (more == 0 && comes_before(*best->by, *agreed.by))) best = &agreed;
  }
  return best;
}

void find_version(const Case& it, Reasons& reasons) {
  const auto installation = installation_of(it.license);
  if (!installation || installation->terms.deployment != ledger::Deployment::onsite) return;
  const auto* agreed = covering(it.license);
  if (agreed != nullptr && covers(agreed->value.version, installation->terms.version)) return;
  Reason reason{.code = ReasonCode::version};
  reason.installed = installation->terms.version;
  cite(reason, installation->version_by);
  if (agreed != nullptr) {
    reason.covered = agreed->value.version;
    cite(reason, agreed->by);
  }
  reasons.push_back(std::move(reason));
}

/// Of the agreements in force the one that ends last is about to end.
void warn_of_maintenance_end(const Case& it, Reasons& reasons) {
  const auto& binding = it.license.binding;
  if (!binding || binding->value.deployment != ledger::Deployment::onsite) return;
  const Stated<ledger::MaintenanceAgreed>* last = nullptr;
  for (const auto& [id, agreed] : it.license.agreements) {
    const auto& until = agreed.value.until;
    if (!until) return;
    if (start_of(*until) <= it.at) continue;
    if (last == nullptr || *until > *last->value.until) last = &agreed;
  }
  if (last == nullptr || it.at < start_of(plus_days(*last->value.until, -28))) return;
  Reason reason{.code = ReasonCode::maintenance_ends_soon};
  reason.expires_on = last->value.until;
  reason.days_left = last->value.until->days - ledger::date_of(it.at).days;
  reason.covered = last->value.version;
  cite(reason, last->by);
  reasons.push_back(std::move(reason));
}

void warn_of_stage(const Case& it, Reasons& reasons) {
  if (!it.license.current || !it.license.current->set.expires_on) return;
  const Date expires_on = *it.license.current->set.expires_on;
  const auto reached = [&](std::int32_t days) {
    return start_of(plus_days(expires_on, days)) <= it.at;
  };
  std::optional<ReasonCode> code;
  if (reached(-it.catalog.warning_days)) code = ReasonCode::expires_soon;
  if (reached(0)) code = ReasonCode::in_grace;
  if (reached(it.catalog.grace_days)) code = ReasonCode::read_only;
  if (!code) return;
  Reason reason{.code = *code};
  reason.expires_on = expires_on;
  reason.days_left = expires_on.days - ledger::date_of(it.at).days;
  cite(reason, it.license.current->by);
  reasons.push_back(std::move(reason));
}

void warn_to_use_production(const Case& it, Reasons& reasons) {
  const auto installation = installation_of(it.license);
  if (!installation || installation->terms.kind == ledger::InstallationKind::production) return;
  for (const auto& production : it.production) {
    if (production.company_name != it.license.company_name()) continue;
    Reason reason{.code = ReasonCode::use_production,
                  .cust_id = production.cust_id,
                  .serial_number = production.serial_number};
    cite(reason, production.bound);
    cite(reason, it.license.binding->by);
    reasons.push_back(std::move(reason));
  }
}

}  // namespace

std::optional<Installation> installation_of(const License& license) {
  if (!license.binding) return std::nullopt;
  Installation installation{license.binding->value, license.binding->by};
  const std::string& cust_id = installation.terms.cust_id;
  if (const auto version = license.versions.find(cust_id); version != license.versions.end()) {
    installation.terms.version = version->second.value;
    installation.version_by = version->second.by;
  }
  if (const auto kind = license.kinds.find(cust_id); kind != license.kinds.end()) {
    installation.terms.kind = kind->second.value;
  }
  return installation;
}

Instant overdue_from(const ledger::InvoiceIssued& issued, const Catalog& catalog) {
  return start_of(plus_days(issued.due_on, 1 + catalog.payment_grace_days));
}

Reasons blocking_reasons(const Case& question) {
  Reasons reasons;
  find_not_bound(question, reasons);
  find_owner_mismatch(question, reasons);
  find_held(question, reasons);
  find_unpaid(question, reasons);
  find_version(question, reasons);
  find_excess(question, reasons);
  finish(reasons);
  return reasons;
}

Reasons warnings(const Case& question) {
  Reasons reasons;
  warn_of_stage(question, reasons);
  warn_of_payment_due(question, reasons);
  warn_of_maintenance_end(question, reasons);
  warn_of_over_assignment(question, reasons);
  warn_to_use_production(question, reasons);
  warn_of_currency_mismatch(question, reasons);
  finish(reasons);
  return reasons;
}

}  // namespace tests::plain
