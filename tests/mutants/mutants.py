"""Each leaves one thing out: its name, the file, the text and what stands there instead."""
EXCESS = "projections/reasons/excess.cc"
INVOICES = "projections/reasons/invoice_rules.cc"
UNPAID = "projections/reasons/unpaid.cc"
PAYMENTS = "projections/warnings/payments.cc"
PRODUCTION = "projections/warnings/use_production.cc"
OPEN = "projections/open_reasons.cc"
ACCOUNTS = "projections/state/accounts.cc"
PURCHASES = "projections/state/license_set.cc"
AGREEMENTS = "projections/state/agreements.cc"
TRACKED = "replay/tracked_license.cc"

MUTANTS = [
    # What an event touches.
    ("excess: a seat assigned", EXCESS, "keys.insert(assigned->module_name);", ";"),
    ("excess: a seat removed", EXCESS, "keys.insert(removed->module_name);", ";"),
    ("excess: seats carried in", EXCESS, "add_seats(bound->seats);", ";"),
    ("excess: a module defined", EXCESS, "keys.insert(change.event.subject);", ";"),
    ("excess: modules included now", EXCESS,
     "keys.insert(defined->includes.begin(), defined->includes.end());", ";"),
    ("excess: a line bought", EXCESS, "      touched.keys.insert(line.module_name);\n", ""),
    ("excess: a line replaced", EXCESS,
     "if (replaced != nullptr) touched.keys.insert(replaced->line.module_name);", ";"),
    ("excess: what a plan includes", EXCESS, "  add_included_modules(change.catalog, touched.keys);\n",
     ""),
    ("over-assigned: what a plan includes", "projections/warnings/over_assignment.cc",
     "  reasons::add_included_modules(change.catalog, touched.keys);\n", ""),
    ("invoice: issued", INVOICES, "keys.insert(issued->invoice_id);", ";"),
    ("invoice: voided", INVOICES, "keys.insert(voided->invoice_id);", ";"),
    ("invoice: credited", INVOICES, "keys.insert(credited->invoice_id);", ";"),
    ("invoice: a credit moved", INVOICES,
     "if (replaced != nullptr) keys.insert(replaced->value.invoice_id);", ";"),
    ("invoice: paid", INVOICES, "keys.insert(received->invoice_id);", ";"),
    ("invoice: a payment moved", INVOICES,
     "    add_invoice_of(accounts.payment(received->payment_id), keys);\n", ""),
    ("invoice: a payment reversed", INVOICES,
     "    add_invoice_of(accounts.payment(reversed->payment_id), keys);\n", ""),
    ("invoice: a reversal moved", INVOICES,
     "if (replaced != nullptr) add_invoice_of(accounts.payment(replaced->value.payment_id), keys);",
     ";"),
    ("unpaid: attached by a purchase", UNPAID,
     "touched.keys.insert(purchase->invoice_ids.begin(), purchase->invoice_ids.end());", ";"),
    ("unpaid: an activation", UNPAID, "std::holds_alternative<ledger::LicenseActivated>(data) ||", ""),
    ("unpaid: a policy", UNPAID,
     "std::holds_alternative<ledger::LicenseActivated>(data) ||\n"
     "                std::holds_alternative<ledger::PolicyChanged>(data);",
     "std::holds_alternative<ledger::LicenseActivated>(data);"),
    ("currency: a payment", PAYMENTS, "touched.keys.insert(received->payment_id);", ";"),
    ("currency: a reversal", PAYMENTS, "touched.keys.insert(reversed->payment_id);", ";"),
    ("currency: a reversal moved", PAYMENTS,
     "if (replaced != nullptr) touched.keys.insert(replaced->value.payment_id);", ";"),
    ("currency: an invoice in another", PAYMENTS,
     "touched.keys.insert(paid.unreversed.begin(), paid.unreversed.end());", ";"),
    # What time touches.
    ("due: unpaid", UNPAID, "  add_due_now(question, days_until_overdue(question), keys);\n", ""),
    ("due: soon", PAYMENTS, "  reasons::add_due_now(question, -payment_due_soon_days, keys);\n", ""),
    ("due: no longer soon", PAYMENTS,
     "  reasons::add_due_now(question, days_until_overdue(question), keys);\n", ""),
    ("time: a production installation", PRODUCTION,
     "question.at) {\n      keys.insert(production.serial_number);", "question.at) {"),
    # One instant.
    ("instant: what resumes there was interrupted", OPEN,
     "reason->since = resumes ? ended->second.reason.since : question.at;",
     "reason->since = question.at;"),
    ("instant: what began there has held", OPEN, "if (ended.mapped().since >= at) return;", ""),
    # Sums that are kept.
    ("sums: a credit moved", ACCOUNTS,
     "    remove(invoice->credits, earlier->value.amount, earlier->stamp.evidence());\n", ""),
    ("sums: a payment moved", ACCOUNTS, "if (payment.received) take_out(payment);", ";"),
    ("sums: a reversal moved", ACCOUNTS,
     "      remove(paid.movements, -earlier->value.amount, earlier->stamp.evidence());\n", ""),
    ("sums: reversals before their payment", ACCOUNTS,
     "  paid.movements.sum -= payment.reversals.sum;\n", ""),
    ("sums: a line replaced", PURCHASES, "      take_out(found->second);\n", ""),
    ("sums: an agreement replaced", AGREEMENTS,
     "    by_coverage_.erase({before->value.version, before->stamp, id});\n", ""),
    ("sums: the end of an agreement replaced", AGREEMENTS,
     "      ends_.erase({*before->value.until, id});\n", ""),
    # A license that is moved forward.
    ("forward: a late fact", TRACKED, "if (event->effective_at < reached_) return false;", ";"),
    ("forward: a decision out of order", TRACKED,
     "if (!projections::state::in_order(license(), *event)) return false;", ";"),
    ("forward: another catalog", TRACKED, "if (catalog != catalog_) return false;",
     "catalog_ = catalog;"),
    ("forward: the passing of time", TRACKED,
     "projections::reasons::earlier(fold_.next_due(), open_.next_change(question_at(reached_)));",
     "fold_.next_due();"),
]
