#include "tools/stripe/dossiers.h"

#include <algorithm>
#include <fmt/format.h>

namespace tools::stripe {
namespace {

/// Inserts a statement in the order in which things happened, according to Stripe. It replaces the
/// one that is the `same`, which an earlier delivery of the event left.
template <class Statement, class Same>
void put(std::vector<Statement>& statements, Statement statement, Same same) {
  std::erase_if(statements, [&](const Statement& other) {
    return other.provenance.event == statement.provenance.event && same(other, statement);
  });
  const auto place = std::ranges::find_if(statements, [&](const Statement& other) {
    return statement.provenance.order() < other.provenance.order();
  });
  statements.insert(place, std::move(statement));
}
/// One event may state several things of a kind, which differ by `object`.
template <class Statement>
void put(std::vector<Statement>& statements, Statement statement, std::string Statement::*object) {
  put(statements, std::move(statement),
      [&](const Statement& one, const Statement& other) { return one.*object == other.*object; });
}
template <class Statement>
void put(std::vector<Statement>& statements, Statement statement) {
  put(statements, std::move(statement), [](const auto&, const auto&) { return true; });
}

void add_changes(const auto& loaded, DossierKind kind,
                 std::vector<std::pair<std::string, std::string>>& changes) {
  for (const auto& [id, dossier] : loaded) {
    if (dossier.now == dossier.before) continue;
    changes.emplace_back(key_of({kind, id}), to_text(dossier.now));
  }
}

}  // namespace

std::string key_of(const DossierId& id) {
  switch (id.kind) {
    case DossierKind::subscription:
      return "stripe/dossier/subscription/" + id.object_id;
    case DossierKind::invoice:
      return "stripe/dossier/invoice/" + id.object_id;
    case DossierKind::payment:
      return "stripe/dossier/payment/" + id.object_id;
  }
  return "";
}

DossierId dossier_of(const Extract& extract) {
  if (extract.subscription_statement) return {DossierKind::subscription, extract.subscription};
  if (!extract.reversals.empty() || extract.refunded)
    return {DossierKind::payment, extract.payment};
  return {DossierKind::invoice, extract.invoice};
}

template <class D, class Read>
D& Dossiers::load(LoadedById<D>& loaded, const DossierId& id, Read read) {
  const auto [found, added] = loaded.try_emplace(id.object_id);
  if (!added) return found->second.now;
  const auto key = key_of(id);
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

InvoiceDossier& Dossiers::invoice(const std::string& id) {
  return load(invoices_, {DossierKind::invoice, id}, invoice_dossier);
}
PaymentDossier& Dossiers::payment(const std::string& id) {
  return load(payments_, {DossierKind::payment, id}, payment_dossier);
}
SubscriptionDossier& Dossiers::subscription(const std::string& id) {
  return load(subscriptions_, {DossierKind::subscription, id}, subscription_dossier);
}

Dossier& Dossiers::at(const DossierId& id) {
  if (id.kind == DossierKind::subscription) return subscription(id.object_id);
  if (id.kind == DossierKind::invoice) return invoice(id.object_id);
  return payment(id.object_id);
}

const SubscriptionDossier* Dossiers::subscription_of(const InvoiceDossier& dossier) {
  return dossier.subscription.empty() ? nullptr : &subscription(dossier.subscription);
}

void Dossiers::link(const std::string& payment_key, const std::string& invoice_id,
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

void Dossiers::file_subscription(const std::string& source, Extract& extract) {
  auto& dossier = subscription(extract.subscription);
  dossier.source = source;
  put(dossier.subscriptions, std::move(*extract.subscription_statement));
}

/// An invoice that names no license of its own shares its subscription's.
void Dossiers::share_license(const std::string& source, const Extract& extract) {
  if (extract.subscription.empty()) return;
  invoice(extract.invoice).subscription = extract.subscription;
  if (!extract.invoice_statement || !extract.invoice_statement->provenance.serial.empty()) return;
  auto& shared = subscription(extract.subscription);
  shared.source = source;
  shared.invoices.insert(extract.invoice);
}

void Dossiers::file_invoice(const std::string& source, Extract& extract) {
  auto& dossier = invoice(extract.invoice);
  dossier.source = source;
  share_license(source, extract);
  for (auto& statement : extract.payments) {
    // What attaches a payment to an invoice knows the id it has there.
    link(statement.payment, extract.invoice, statement.payment_id, true, source);
    put(dossier.payments, std::move(statement), &PaymentStatement::payment_id);
  }
  for (auto& statement : extract.credits) {
    put(dossier.credits, std::move(statement), &CreditStatement::credit);
  }
  if (!extract.invoice_statement) return;
  const auto& paid_by = extract.invoice_statement->paid_by;
  if (!paid_by.empty()) link(paid_by, extract.invoice, paid_by, false, source);
  put(dossier.invoices, std::move(*extract.invoice_statement));
}

void Dossiers::file_reversals(const std::string& source, Extract& extract) {
  auto& dossier = payment(extract.payment);
  dossier.source = source;
  if (!extract.invoice.empty()) {
    link(extract.payment, extract.invoice, extract.payment, false, source);
  }
  for (auto& statement : extract.reversals) {
    put(dossier.reversals, std::move(statement), &ReversalStatement::reversal);
  }
  if (extract.refunded) put(dossier.refunded, std::move(*extract.refunded));
}

std::set<DossierId> Dossiers::file(const StripeEvent& event, Extract extract) {
  const auto source = event.source();
  const auto id = dossier_of(extract);
  std::set<DossierId> touched{id};
  switch (id.kind) {
    case DossierKind::subscription:
      file_subscription(source, extract);
      for (const auto& shared : subscription(id.object_id).invoices) {
        touched.insert({DossierKind::invoice, shared});
      }
      break;
    case DossierKind::invoice:
      file_invoice(source, extract);
      break;
    case DossierKind::payment:
      file_reversals(source, extract);
      break;
  }
  for (const auto& changed : std::set<DossierId>{touched}) {
    if (changed.kind != DossierKind::invoice) continue;
    for (const auto& key : invoice(changed.object_id).paid_with) {
      touched.insert({DossierKind::payment, key});
    }
  }
  return touched;
}

/// Calls `visit` with each list of statements.
template <class Visit>
void Dossiers::each_list(const DossierId& id, Visit visit) {
  switch (id.kind) {
    case DossierKind::subscription:
      visit(subscription(id.object_id).subscriptions);
      return;
    case DossierKind::invoice: {
      auto& dossier = invoice(id.object_id);
      visit(dossier.invoices);
      visit(dossier.payments);
      visit(dossier.credits);
      return;
    }
    case DossierKind::payment: {
      auto& dossier = payment(id.object_id);
      visit(dossier.reversals);
      visit(dossier.refunded);
      return;
    }
  }
}

void Dossiers::remove(const DossierId& id, const std::string& event) {
  each_list(id, [&](auto& statements) {
    std::erase_if(statements, [&](const auto& each) { return each.provenance.event == event; });
  });
}

bool Dossiers::holds(const DossierId& id, const std::string& event) {
  bool found = false;
  each_list(id, [&](const auto& statements) {
    found = found || std::ranges::any_of(statements, [&](const auto& each) {
              return each.provenance.event == event;
            });
  });
  return found;
}

Facts Dossiers::facts(const DossierId& id) {
  switch (id.kind) {
    case DossierKind::subscription:
      return facts_of(id.object_id, subscription(id.object_id));
    case DossierKind::invoice: {
      const auto& dossier = invoice(id.object_id);
      return facts_of(id.object_id, dossier, subscription_of(dossier));
    }
    case DossierKind::payment: {
      const auto& dossier = payment(id.object_id);
      std::optional<PaidInvoice> paid;
      if (dossier.pays.size() == 1) {
        const auto& invoice_id = dossier.pays.begin()->first;
        const auto& paid_for = invoice(invoice_id);
        paid = paid_invoice(id.object_id, invoice_id, paid_for,
                            serial_of(paid_for, subscription_of(paid_for)));
      }
      return facts_of(id.object_id, dossier, paid);
    }
  }
  return {};
}

std::vector<std::pair<std::string, std::string>> Dossiers::changes() const {
  std::vector<std::pair<std::string, std::string>> changes;
  add_changes(subscriptions_, DossierKind::subscription, changes);
  add_changes(invoices_, DossierKind::invoice, changes);
  add_changes(payments_, DossierKind::payment, changes);
  return changes;
}

}  // namespace tools::stripe
