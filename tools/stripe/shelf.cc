#include "tools/stripe/shelf.h"

#include <fmt/format.h>

namespace tools::stripe {
namespace {

using Kind = Group::Kind;

template <class Statement>
void file_into(std::vector<Statement>& statements, Statement statement,
               std::string Statement::*object) {
  put(statements, std::move(statement), [&](const Statement& one, const Statement& other) {
    return one.told.event == other.told.event && one.*object == other.*object;
  });
}
template <class Statement>
void file_into(std::vector<Statement>& statements, Statement statement) {
  put(statements, std::move(statement), [&](const Statement& one, const Statement& other) {
    return one.told.event == other.told.event;
  });
}

template <class Statements>
void drop(Statements& statements, const std::string& event) {
  std::erase_if(statements, [&](const auto& statement) { return statement.told.event == event; });
}
template <class Statements>
bool told_by(const Statements& statements, const std::string& event) {
  return std::ranges::any_of(statements,
                             [&](const auto& statement) { return statement.told.event == event; });
}

void add_changes(const auto& drawer, Kind kind,
                 std::vector<std::pair<std::string, std::string>>& changes) {
  for (const auto& [id, kept] : drawer) {
    if (!(kept.now == kept.before)) changes.emplace_back(key_of({kind, id}), to_text(kept.now));
  }
}

}  // namespace

std::string key_of(const Group& group) {
  switch (group.kind) {
    case Kind::subscription:
      return "stripe/dossier/subscription/" + group.id;
    case Kind::invoice:
      return "stripe/dossier/invoice/" + group.id;
    case Kind::payment:
      return "stripe/dossier/payment/" + group.id;
  }
  return "";
}

Group group_of(const Telling& telling) {
  if (telling.subscription_statement) return {Kind::subscription, telling.subscription};
  if (!telling.reversals.empty() || telling.refunded) return {Kind::payment, telling.payment};
  return {Kind::invoice, telling.invoice};
}

template <class Dossier, class Read>
Dossier& Shelf::take(Drawer<Dossier>& drawer, const Group& group, Read read) {
  const auto [found, added] = drawer.try_emplace(group.id);
  if (!added) return found->second.now;
  const auto key = key_of(group);
  const auto text = load_(key);
  if (!text) {
    failure_ = text.error();
  } else if (*text) {
    auto dossier = read(**text);
    if (dossier) {
      found->second = {*dossier, *dossier};
    } else {
      failure_ = ledger::fail(ledger::FailureKind::corrupt,
                              fmt::format("{} cannot be read: it is not what was written", key));
    }
  }
  return found->second.now;
}

InvoiceDossier& Shelf::invoice(const std::string& id) {
  return take(invoices_, {Kind::invoice, id}, invoice_dossier);
}
PaymentDossier& Shelf::payment(const std::string& id) {
  return take(payments_, {Kind::payment, id}, payment_dossier);
}
SubscriptionDossier& Shelf::subscription(const std::string& id) {
  return take(subscriptions_, {Kind::subscription, id}, subscription_dossier);
}

const SubscriptionDossier* Shelf::subscription_of(const InvoiceDossier& dossier) {
  return dossier.subscription.empty() ? nullptr : &subscription(dossier.subscription);
}

/// What attaches a payment to an invoice knows best what the payment is called there.
void Shelf::link(const std::string& payment_key, const std::string& invoice_id,
                 const std::string& payment_id, bool certain, const std::string& source) {
  auto& dossier = payment(payment_key);
  dossier.source = source;
  if (certain) {
    dossier.pays[invoice_id] = payment_id;
  } else {
    dossier.pays.try_emplace(invoice_id, payment_id);
  }
  invoice(invoice_id).paid_with.insert(payment_key);
}

Groups Shelf::file(const Notice& notice, Telling telling) {
  Groups groups{group_of(telling)};
  const auto source = notice.source();
  if (telling.subscription_statement) {
    auto& dossier = subscription(telling.subscription);
    dossier.source = source;
    file_into(dossier.subscriptions, std::move(*telling.subscription_statement));
    for (const auto& id : dossier.invoices) groups.insert({Kind::invoice, id});
  }
  const bool of_invoice =
      telling.invoice_statement || !telling.payments.empty() || !telling.credits.empty();
  if (of_invoice) {
    auto& dossier = invoice(telling.invoice);
    dossier.source = source;
    if (!telling.subscription.empty()) {
      dossier.subscription = telling.subscription;
      if (telling.invoice_statement && telling.invoice_statement->told.serial.empty()) {
        auto& shared = subscription(telling.subscription);
        shared.source = source;
        shared.invoices.insert(telling.invoice);
      }
    }
    for (const auto& statement : telling.payments) {
      link(statement.payment, telling.invoice, statement.payment_id, true, source);
      file_into(dossier.payments, statement, &PaymentStatement::payment_id);
    }
    for (auto& statement : telling.credits) {
      file_into(dossier.credits, std::move(statement), &CreditStatement::credit);
    }
    if (telling.invoice_statement) {
      const auto& paid_by = telling.invoice_statement->paid_by;
      if (!paid_by.empty()) link(paid_by, telling.invoice, paid_by, false, source);
      file_into(dossier.invoices, std::move(*telling.invoice_statement));
    }
  }
  if (!telling.reversals.empty() || telling.refunded) {
    auto& dossier = payment(telling.payment);
    dossier.source = source;
    if (!telling.invoice.empty()) {
      link(telling.payment, telling.invoice, telling.payment, false, source);
    }
    for (auto& statement : telling.reversals) {
      file_into(dossier.reversals, std::move(statement), &ReversalStatement::reversal);
    }
    if (telling.refunded) file_into(dossier.refunded, std::move(*telling.refunded));
  }
  for (const auto& group : Groups{groups}) {
    if (group.kind != Kind::invoice) continue;
    for (const auto& key : invoice(group.id).paid_with) groups.insert({Kind::payment, key});
  }
  return groups;
}

void Shelf::unfile(const Group& group, const std::string& event) {
  switch (group.kind) {
    case Kind::subscription:
      drop(subscription(group.id).subscriptions, event);
      return;
    case Kind::invoice: {
      auto& dossier = invoice(group.id);
      drop(dossier.invoices, event);
      drop(dossier.payments, event);
      drop(dossier.credits, event);
      return;
    }
    case Kind::payment: {
      auto& dossier = payment(group.id);
      drop(dossier.reversals, event);
      drop(dossier.refunded, event);
      return;
    }
  }
}

bool Shelf::holds(const Group& group, const std::string& event) {
  switch (group.kind) {
    case Kind::subscription:
      return told_by(subscription(group.id).subscriptions, event);
    case Kind::invoice: {
      const auto& dossier = invoice(group.id);
      return told_by(dossier.invoices, event) || told_by(dossier.payments, event) ||
             told_by(dossier.credits, event);
    }
    case Kind::payment: {
      const auto& dossier = payment(group.id);
      return told_by(dossier.reversals, event) || told_by(dossier.refunded, event);
    }
  }
  return false;
}

Facts Shelf::facts(const Group& group) {
  switch (group.kind) {
    case Kind::subscription:
      return facts_of(group.id, subscription(group.id));
    case Kind::invoice: {
      const auto& dossier = invoice(group.id);
      return facts_of(group.id, dossier, subscription_of(dossier));
    }
    case Kind::payment: {
      const auto& dossier = payment(group.id);
      std::optional<PaidInvoice> paid;
      if (dossier.pays.size() == 1) {
        const auto& id = dossier.pays.begin()->first;
        const auto& of = invoice(id);
        paid = paid_invoice(group.id, id, of, serial_of(of, subscription_of(of)));
      }
      return facts_of(group.id, dossier, paid);
    }
  }
  return {};
}

std::vector<Register>& Shelf::said(const Group& group) {
  if (group.kind == Kind::subscription) return subscription(group.id).said;
  return group.kind == Kind::invoice ? invoice(group.id).said : payment(group.id).said;
}

std::set<std::string>& Shelf::waiting(const Group& group) {
  if (group.kind == Kind::subscription) return subscription(group.id).waiting;
  return group.kind == Kind::invoice ? invoice(group.id).waiting : payment(group.id).waiting;
}

const std::string& Shelf::source(const Group& group) {
  if (group.kind == Kind::subscription) return subscription(group.id).source;
  return group.kind == Kind::invoice ? invoice(group.id).source : payment(group.id).source;
}

std::vector<std::pair<std::string, std::string>> Shelf::changes() const {
  std::vector<std::pair<std::string, std::string>> changes;
  add_changes(subscriptions_, Kind::subscription, changes);
  add_changes(invoices_, Kind::invoice, changes);
  add_changes(payments_, Kind::payment, changes);
  return changes;
}

}  // namespace tools::stripe
