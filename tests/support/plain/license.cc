#include "tests/support/plain/license.h"

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>

namespace tests::plain {
namespace {

/// 1, 2, 3 … in the order in which the purchases come into force: the later of effective_at and
/// recorded_at, then position.
std::map<const RecordedEvent*, LicenseNumber> number_purchases(const Events& known) {
  Events purchases = known;
  std::erase_if(purchases, [](const auto& event) {
    return event->type() != ledger::EventType::purchase_recorded;
  });
  std::ranges::sort(purchases, {}, [](const auto& event) {
    return std::pair{std::max(event->effective_at, event->recorded_at), event->position};
  });
  std::map<const RecordedEvent*, LicenseNumber> numbers;
  LicenseNumber number;
  for (const auto& purchase : purchases) {
    ++number.value;
    numbers.emplace(purchase.get(), number);
  }
  return numbers;
}

class Apply {
 public:
  Apply(License& license, const RecordedEvent& event) : it_(license), by_(&event) {}

  void operator()(const ledger::LicenseRegistered& fact) { it_.registered = {by_, fact}; }
  void operator()(const ledger::PurchaseRecorded& fact) {
    const LicenseNumber number = it_.numbers.at(by_);
    it_.purchases.push_back({by_, number, fact.invoice_ids});
    for (const auto& line : fact.lines) it_.lines[line.line_id] = {by_, {number, line}};
  }
  void operator()(const ledger::InvoiceIssued& fact) { it_.issued[fact.invoice_id] = {by_, fact}; }
  void operator()(const ledger::InvoiceVoided& fact) { it_.voided.emplace(fact.invoice_id, by_); }
  void operator()(const ledger::InvoiceCredited& fact) {
    it_.credits[fact.credit_id] = {by_, fact};
  }
  void operator()(const ledger::PaymentReceived& fact) {
    it_.payments[fact.payment_id] = {by_, fact};
  }
  void operator()(const ledger::PaymentReversed& fact) {
    it_.reversals[fact.reversal_id] = {by_, fact};
  }
  void operator()(const ledger::MaintenanceAgreed& fact) {
    it_.agreements[fact.agreement_id] = {by_, fact};
  }
  void operator()(const ledger::InstallationUpgraded& fact) {
    if (!fact.test) it_.versions[fact.cust_id] = {by_, fact.version};
  }
  void operator()(const ledger::InstallationKindChanged& fact) {
    it_.kinds[fact.cust_id] = {by_, fact.kind};
  }
  void operator()(const ledger::ServiceRequestOpened& fact) { request(fact, true); }
  void operator()(const ledger::ServiceRequestUpdated& fact) { request(fact, true); }
  void operator()(const ledger::ServiceRequestClosed& fact) { request(fact, false); }

  void operator()(const ledger::InstallationBound& bound) {
    it_.binding = {by_, bound};
    it_.versions.erase(bound.cust_id);
    it_.kinds.erase(bound.cust_id);
    for (const auto& seat : bound.seats) assign(seat);
  }
  void operator()(const ledger::InstallationReleased& released) {
    if (it_.binding && it_.binding->value.cust_id == released.cust_id) {
      it_.binding.reset();
      it_.released = by_;
    }
    for (const auto& seat : released.seats) it_.seats.erase({seat.module_name, seat.user});
  }
  void operator()(const ledger::LicenseActivated& activated) {
    Set set{.number = activated.number, .own = {}, .expires_on = activated.expires_on};
    for (const auto& [module_name, quantity] : activated.modules) {
      if (quantity > 0) set.own[module_name] = quantity;
    }
    it_.current = {by_, activated.mode, std::move(set)};
  }
  void operator()(const ledger::PendingHeld& held) { it_.hold = {by_, held}; }
  void operator()(const ledger::PendingReleased&) { it_.hold.reset(); }
  void operator()(const ledger::SeatAssigned& seat) { assign(seat); }
  void operator()(const ledger::SeatRemoved& seat) {
    it_.seats.erase({seat.module_name, seat.user});
  }

  // These change nothing but the log, or the catalog.
  void operator()(const ledger::ActivationBlocked&) {}
  void operator()(const ledger::InstallationBindingRefused&) {}
  void operator()(const ledger::SeatAssignmentRefused&) {}
  void operator()(const ledger::SeatRemovalRefused&) {}
  void operator()(const ledger::LicenseFileIssued&) {}
  void operator()(const ledger::ModuleDefined&) {}
  void operator()(const ledger::PolicyChanged&) {}
  void operator()(const ledger::LogRestored&) {}

 private:
  /// Assigned twice, the first stands.
  void assign(const ledger::SeatHolder& seat) {
    it_.seats.emplace(SeatKey{seat.module_name, seat.user},
                      Stated<ledger::UserType>{by_, seat.user_type});
  }
  void request(const ledger::ServiceRequest& fact, bool open) {
    it_.requests[fact.request_id] = {by_, {fact.user, open}};
  }

  License& it_;
  const RecordedEvent* by_;
};

}  // namespace

bool comes_before(const RecordedEvent& a, const RecordedEvent& b) {
  const auto first = std::tuple{a.effective_at, ledger::traits_of(a.type()).rank};
  const auto second = std::tuple{b.effective_at, ledger::traits_of(b.type()).rank};
  if (first != second) return first < second;
  if (a.type() == ledger::EventType::purchase_recorded) return a.position < b.position;
  return std::tie(a.id, a.source) < std::tie(b.id, b.source);
}

License::License(std::string serial, const Events& known)
    : serial_number(std::move(serial)), numbers(number_purchases(known)) {}

void License::apply(const RecordedEvent& event) { std::visit(Apply{*this, event}, event.data); }

Set License::offered() const {
  Set set;
  for (const auto& [line_id, stated] : lines) {
    const auto& [number, line] = stated.value;
    set.number = std::max(set.number, number);
    if (line.quantity == 0) continue;
    set.own[line.module_name] += line.quantity;
    if (line.until && (!set.expires_on || *line.until < *set.expires_on)) {
      set.expires_on = line.until;
    }
  }
  return set;
}

bool License::pending() const {
  const Set next = offered();
  if (!current) return !next.own.empty();
  return next.own != current->set.own || next.expires_on != current->set.expires_on;
}

std::int64_t License::open_amount(const std::string& invoice_id) const {
  const auto invoice = issued.find(invoice_id);
  if (invoice == issued.end() || voided.contains(invoice_id)) return 0;
  std::int64_t open = invoice->second.value.amount;
  for (const auto& [credit_id, credit] : credits) {
    if (credit.value.invoice_id == invoice_id) open -= credit.value.amount;
  }
  for (const auto& [payment_id, payment] : payments) {
    if (payment.value.invoice_id != invoice_id) continue;
    if (payment.value.currency != invoice->second.value.currency) continue;
    open += reversed(payment_id) - payment.value.amount;
  }
  return std::max<std::int64_t>(0, open);
}

std::int64_t License::reversed(const std::string& payment_id) const {
  std::int64_t sum = 0;
  for (const auto& [reversal_id, reversal] : reversals) {
    if (reversal.value.payment_id == payment_id) sum += reversal.value.amount;
  }
  return sum;
}

void Catalog::apply(const RecordedEvent& event) {
  if (const auto* defined = std::get_if<ledger::ModuleDefined>(&event.data)) {
    modules[event.subject] = {&event, *defined};
  } else if (const auto* policy = std::get_if<ledger::PolicyChanged>(&event.data)) {
    warning_days = policy->warning_days.value_or(warning_days);
    grace_days = policy->grace_days.value_or(grace_days);
    payment_grace_days = policy->payment_grace_days.value_or(payment_grace_days);
    activated_notice_days = policy->activated_notice_days.value_or(activated_notice_days);
  }
}

ledger::ModuleDefined Catalog::module(const std::string& name) const {
  const auto found = modules.find(name);
  return found == modules.end() ? ledger::ModuleDefined{} : found->second.value;
}

bool Catalog::is_plan(const std::string& name) const {
  const auto defined = module(name);
  return defined.user_plan && !defined.hidden && defined.type == ledger::ModuleType::user;
}

std::vector<std::string> Catalog::plans_including(const std::string& name) const {
  std::vector<std::string> plans;
  for (const auto& [plan, defined] : modules) {
    const auto& includes = defined.value.includes;
    if (is_plan(plan) && std::ranges::find(includes, name) != includes.end()) plans.push_back(plan);
  }
  return plans;
}

std::int64_t Catalog::total(const Set& set, const std::string& name) const {
  const auto own = [&](const std::string& module_name) {
    const auto found = set.own.find(module_name);
    return found == set.own.end() ? 0 : found->second;
  };
  std::int64_t total = own(name);
  if (module(name).hidden) {
    for (const auto& plan : plans_including(name)) total += own(plan);
  }
  return total;
}

std::vector<std::string> holders(const License& license, const Catalog& catalog,
                                 const std::string& module_name) {
  std::vector<std::string> ways{module_name};
  if (catalog.module(module_name).hidden) {
    for (auto& plan : catalog.plans_including(module_name)) ways.push_back(std::move(plan));
  }
  std::set<std::string> users;
  for (const auto& [key, seat] : license.seats) {
    if (std::ranges::find(ways, key.first) != ways.end()) users.insert(key.second);
  }
  return {users.begin(), users.end()};
}

std::int64_t in_use(const License& license, const Catalog& catalog,
                    const std::string& module_name) {
  if (catalog.module(module_name).type == ledger::ModuleType::site) return 0;
  return static_cast<std::int64_t>(holders(license, catalog, module_name).size());
}

}  // namespace tests::plain
