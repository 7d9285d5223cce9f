"""What blocks an activation (§6), in the order of the table; every rule has its evidence."""
from __future__ import annotations

from events import Event
from figures import (credits_of, definition, excess, holds, in_use, included, is_overdue,
                     covered_version, current_set, offered_set, open_amount, open_requests,
                     payments_of, pending_set, plans_including, reversals_of, total, users_of)
from fold import State
from times import covers

RESOLVERS = {"wrong_installation": "administrator", "not_bound": "administrator",
             "owner_mismatch": "vendor_support", "signature_invalid": "vendor_support",
             "stale": "nobody", "held": "vendor_support", "unpaid": "customer",
             "version": "vendor_support", "excess": "administrator"}
ORDER = list(RESOLVERS)


def reason(code: str, events: list[Event | None], **numbers) -> dict:
    positions = sorted({e.position for e in events if e is not None})
    return {"code": code, **numbers, "resolver": RESOLVERS[code],
            "evidence": [{"position": position} for position in positions],
            "evidence_count": len(positions)}


def key_of(condition: dict) -> tuple:
    """The identity of a reason or warning over time: 'this code with this module, invoice,
    number, …'; not its amounts, nor whether it is overdue."""
    return (condition["code"],) + tuple(
        condition.get(name) for name in
        ("module", "invoice_id", "number", "cust_id", "serial_number", "payment_id"))


def fingerprint(number: int | None, reasons: list[dict]) -> tuple:
    """'its number or its set of reasons (code and module or invoice)'"""
    return number, frozenset((r["code"], r.get("module"), r.get("invoice_id")) for r in reasons)


def not_bound(state: State) -> list[dict]:
    """'no installation is bound to the serial'; evidence 'the registration, the last release'"""
    if state.installation is not None:
        return []
    return [reason("not_bound", [state.registration, state.last_release])]


def owner_mismatch(state: State, file: dict | None) -> list[dict]:
    """'company name of the binding, or in the file, differs from the registered one'; evidence
    'registration and binding'"""
    bound = state.installation
    names = [bound.company_name] if bound else []
    names += [file["company_name"]] if file else []
    if all(name == state.company_name for name in names):
        return []
    return [reason("owner_mismatch", [state.registration, bound.bound_by if bound else None])]


def held(state: State) -> list[dict]:
    """'the administrator holds the pending number as wrong'; 'a higher number supersedes a hold'"""
    if state.hold is None or state.hold.data["number"] != offered_set(state).number:
        return []
    return [reason("held", [state.hold], number=state.hold.data["number"])]


def purchases_to_pay(state: State, invoice_id: str) -> list[Event]:
    """'an invoice attached to a purchase after the current number'"""
    after = current_set(state).number or 0
    return [event for number, event in state.purchases
            if number > after and invoice_id in event.data.get("invoice_ids", [])]


def unpaid(state: State) -> list[dict]:
    """(a) attached after the current number and open or not known yet, due or not; (b) overdue.
    'One reason per invoice'; evidence 'the purchases that attach the invoice (a), the invoice, its
    credits, counted payments and their reversals'"""
    attached = {invoice_id for _, event in state.purchases
                for invoice_id in event.data.get("invoice_ids", [])}
    found = []
    for invoice_id in sorted(attached | set(state.invoices)):
        purchases = purchases_to_pay(state, invoice_id)
        left = open_amount(state, invoice_id)
        overdue = is_overdue(state, invoice_id)
        if not ((purchases and left != 0) or overdue):
            continue
        invoice = state.invoices.get(invoice_id)
        data = invoice.data if invoice else {}
        payments = payments_of(state, invoice_id)
        trail = purchases + [invoice] + credits_of(state, invoice_id) + payments
        found.append(reason("unpaid", trail + reversals_of(state, payments),
                            invoice_id=invoice_id, open=left, currency=data.get("currency"),
                            due_on=data.get("due_on"), overdue=overdue))
    return found


def version(state: State) -> list[dict]:
    """'onsite, and installed version (test upgrades ignored) > covered version; no agreement at all
    covers nothing (`covered` null)'; evidence 'what set the installed version, the agreement of the
    covered one'"""
    bound = state.installation
    if bound is None or bound.deployment != "onsite":
        return []
    covered, agreements = covered_version(state)
    if covers(covered, bound.version):
        return []
    found = reason("version", [bound.version_by] + agreements, installed=bound.version,
                   covered=covered)
    # Of tied agreements any one may be named; the comparison allows for that.
    found["tied"] = sorted(e.position for e in agreements) if len(agreements) > 1 else []
    return [found]


def excess_evidence(state: State, module: str) -> list[Event | None]:
    """'the purchases of the module's lines (hidden: and its plans'), where there are none its
    seats'"""
    hidden = definition(state, module)["hidden"]
    modules = [module] + (plans_including(state, module) if hidden else [])
    lines = [line.purchase for line in state.lines.values() if line.module in modules]
    if lines:
        return lines
    return [seat.event for (held_module, _), seat in state.seats.items()
            if held_module == module or (hidden and module in included(state, held_module))]


def excess_reasons(state: State) -> list[dict]:
    """'also while nothing is pending (… the new totals are those of the offered set)'; 'the reason
    lists the users'"""
    offered = offered_set(state)
    found = []
    for module in excess(state, offered):
        used, new_total = in_use(state, module), total(state, offered.modules, module)
        found.append(reason("excess", excess_evidence(state, module), module=module, in_use=used,
                            new_total=new_total, to_remove=used - new_total,
                            users=users_of(state, module)))
    return found


def blocking_reasons(state: State, file: dict | None = None) -> list[dict]:
    """'all that apply are reported together, ordered as here, then by invoice or module'. Without
    those that only a request can cause, which `alone` returns."""
    return (not_bound(state) + owner_mismatch(state, file) + held(state) + unpaid(state)
            + version(state) + excess_reasons(state))


def can_be_activated(state: State) -> bool:
    """'a pending license exists and no reason applies'"""
    return pending_set(state) is not None and not blocking_reasons(state)


def is_stale(state: State, number: int) -> bool:
    """'the number asked for, or the file's, is lower than the current or the offered one, and not
    the current one'"""
    current, offered = current_set(state).number, offered_set(state).number
    return number != current and number < max(current or 0, offered or 0)


def alone(state: State, cust_id: str | None, number: int | None, file: dict | None,
          signature_is_valid: bool = True) -> list[dict]:
    """'`wrong_installation`, `signature_invalid` and `stale` are reported alone, the first of them
    that applies (the request's cust_id, the signature, what the file says, its number)'"""
    bound = state.installation.cust_id if state.installation else None

    def is_wrong(named: str | None) -> bool:
        return named is not None and bound is not None and named != bound

    if is_wrong(cust_id):
        return [reason("wrong_installation", [])]
    if not signature_is_valid:
        return [reason("signature_invalid", [])]
    if file and (is_wrong(file["cust_id"]) or file["serial_number"] != state.serial):
        return [reason("wrong_installation", [])]
    asked = file["number"] if file else number
    if asked is not None and is_stale(state, asked):
        return [reason("stale", [])]
    return []


def holds_service_access(state: State, seats, user: str) -> bool:
    """Whether the user holds, by any way, a module with `service_access`."""
    held = {module for module, holder in seats if holder == user}
    held |= {hidden for module in set(held) for hidden in included(state, module)}
    return any(definition(state, module)["service_access"] for module in held)


def lost_prerequisites(state: State, before, after, user: str) -> list[str]:
    """The modules of the seats that stay and lose their prerequisite."""
    found = []
    for module, holder in after:
        needed = definition(state, module)["prerequisite"]
        stays = holder == user and (module, holder) in before
        if stays and needed and holds(state, before, user, needed) \
                and not holds(state, after, user, needed):
            found.append(module)
    return sorted(found)


def open_requests_reason(state: State, user: str) -> list[dict]:
    """'has n requests active or postponed'"""
    count = open_requests(state, user)
    return [{"code": "open_requests", "user": user, "open_requests": count}] if count else []
