"""The warnings (§6): they never block."""
from __future__ import annotations

from events import Log
from figures import (agreements_in_force, amount_of, current_set, excess, in_use, is_overdue,
                     open_amount, overdue_from, stage, total)
from fold import State, fold
from times import DAY, midnight

DUE_SOON_DAYS = 7
MAINTENANCE_SOON_DAYS = 28


def stage_warnings(state: State) -> list[dict]:
    """`expires_soon`, `in_grace`, `read_only`: the stages around the end of a license."""
    codes = {"warning": "expires_soon", "grace": "in_grace", "read_only": "read_only"}
    now = stage(state)
    return [{"code": codes[now]}] if now in codes else []


def payment_due_soon(state: State) -> list[dict]:
    """'open > 0, from 7 days before the due date until overdue'"""
    found = []
    for invoice_id, invoice in sorted(state.invoices.items()):
        soon = midnight(invoice.data["due_on"]) - DUE_SOON_DAYS * DAY
        if open_amount(state, invoice_id) > 0 and soon <= state.as_of < overdue_from(state,
                                                                                    invoice):
            assert not is_overdue(state, invoice_id)
            found.append({"code": "payment_due_soon", "invoice_id": invoice_id})
    return found


def maintenance_ends_soon(state: State) -> list[dict]:
    """'onsite: from 28 days before the last agreement in force ends'"""
    if state.installation is None or state.installation.deployment != "onsite":
        return []
    in_force = agreements_in_force(state)
    if not in_force or any(not e.data.get("until") for e in in_force):
        return []
    last = max(midnight(e.data["until"]) for e in in_force)
    if state.as_of < last - MAINTENANCE_SOON_DAYS * DAY:
        return []
    return [{"code": "maintenance_ends_soon"}]


def over_assigned(state: State) -> list[dict]:
    """'as `excess`, against the current set'; for a license never activated that is empty, as for
    `not_entitled`."""
    current = current_set(state)
    return [{"code": "over_assigned", "module": module, "in_use": in_use(state, module),
             "total": total(state, current.modules, module)}
            for module in excess(state, current)]


def use_production(log: Log, state: State) -> list[dict]:
    """'a trial/demo/test whose owner has a production installation: names its cust_id and
    serial'; the owner is `company_name`, 'matched exactly'."""
    if state.installation is None or state.installation.kind == "production":
        return []
    found = []
    for serial in log.licenses():
        other = None if serial == state.serial else fold(log, serial, state.as_of, state.known_at)
        if other is None or other.company_name != state.company_name:
            continue
        if other.installation is not None and other.installation.kind == "production":
            found.append({"code": "use_production", "cust_id": other.installation.cust_id,
                          "serial_number": serial})
    return found


def currency_mismatch(state: State) -> list[dict]:
    """'A payment in another currency than its invoice … is shown as a warning until wholly
    reversed.'"""
    found = []
    for payment_id, payment in sorted(state.payments.items()):
        invoice = state.invoices.get(payment.data["invoice_id"])
        if invoice is None or invoice.data["currency"] == payment.data["currency"]:
            continue
        back = amount_of([e for e in state.reversals.values()
                          if e.data["payment_id"] == payment_id])
        if back < payment.data["amount"]:
            found.append({"code": "currency_mismatch", "payment_id": payment_id,
                          "invoice_id": payment.data["invoice_id"]})
    return found


def warnings_of(log: Log, state: State) -> list[dict]:
    """'One per invoice, module, installation or payment.'"""
    return (stage_warnings(state) + payment_due_soon(state) + maintenance_ends_soon(state)
            + over_assigned(state) + use_production(log, state) + currency_mismatch(state))
