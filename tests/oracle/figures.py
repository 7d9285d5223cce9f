"""The numbers of §5: sets, totals, use, dates, stage, invoices, covered version."""
from __future__ import annotations

from dataclasses import dataclass

from events import Event
from fold import DEFAULT_DEFINITION, State
from times import DAY, coverage, date_of, days_from, midnight, plus_days


@dataclass(frozen=True)
class LicenseSet:
    """A number, the nonzero quantities of its own lines, and when it expires."""
    number: int | None
    modules: dict[str, int]
    expires_on: str | None


NO_SET = LicenseSet(None, {}, None)


def definition(state: State, module: str) -> dict:
    """'A module never defined is a restricted, visible user module'"""
    return state.definitions.get(module, DEFAULT_DEFINITION)


def is_plan(state: State, module: str) -> bool:
    """'a visible user module that includes hidden modules'"""
    wanted = definition(state, module)
    return wanted["user_plan"] and not wanted["hidden"] and wanted["type"] == "user"


def included(state: State, module: str) -> list[str]:
    return definition(state, module)["includes"] if is_plan(state, module) else []


def plans_including(state: State, module: str) -> list[str]:
    return sorted(plan for plan in state.definitions if module in included(state, plan))


def is_counted(state: State, module: str) -> bool:
    """'type `user` (assigned to named users, counted), `site` (for everyone, not assigned),
    `satellite` (assigned to a named database, counted)'"""
    return definition(state, module)["type"] in ("user", "satellite")


def is_limited(state: State, module: str) -> bool:
    """Counted and restricted: 'unrestricted: never short of seats, never in excess'."""
    return is_counted(state, module) and not definition(state, module)["unrestricted"]


def offered_set(state: State) -> LicenseSet:
    """'modules and quantities from all lines in force at T; carries the highest purchase `number`
    among them (ended lines count for the number)'; 'expires_on = earliest `until` of its lines
    with quantity > 0'."""
    modules: dict[str, int] = {}
    untils = []
    for line in state.lines.values():
        if line.quantity > 0:
            modules[line.module] = modules.get(line.module, 0) + line.quantity
            if line.until:
                untils.append(line.until)
    number = max((line.number for line in state.lines.values()), default=None)
    return LicenseSet(number, modules, min(untils, default=None))


def current_set(state: State) -> LicenseSet:
    """'number, quantities and `expires_on` that the last activation put in force'"""
    if state.activation is None:
        return NO_SET
    data = state.activation.data
    modules = {module: quantity for module, quantity in data["modules"].items() if quantity > 0}
    return LicenseSet(data["number"], modules, data.get("expires_on"))


def pending_set(state: State) -> LicenseSet | None:
    """'the offered set where it differs from the current one (quantity of a module, or
    `expires_on`); before the first activation: where it is not empty'"""
    offered, current = offered_set(state), current_set(state)
    if state.activation is None:
        return offered if offered.modules else None
    same = offered.modules == current.modules and offered.expires_on == current.expires_on
    return None if same else offered


def total(state: State, modules: dict[str, int], module: str) -> int:
    """A hidden module: 'Its total = sum of the totals of the plans that include it (plus its own
    lines)'. 'A module absent from a set counts 0.'"""
    own = modules.get(module, 0)
    if not definition(state, module)["hidden"]:
        return own
    return own + sum(modules.get(plan, 0) for plan in plans_including(state, module))


def holds(state: State, seats, user: str, module: str) -> bool:
    """'By any way': a seat of the module itself or of a plan that includes it."""
    return any(holder == user and (held == module or module in included(state, held))
               for held, holder in seats)


def users_of(state: State, module: str) -> list[str]:
    """Seats; for a hidden module 'distinct users who hold it by any way'."""
    if definition(state, module)["hidden"]:
        users = {user for _, user in state.seats if holds(state, state.seats, user, module)}
    else:
        users = {user for held, user in state.seats if held == module}
    return sorted(users)


def in_use(state: State, module: str) -> int:
    return len(users_of(state, module))


def known_modules(state: State, *sets: LicenseSet) -> list[str]:
    """Every module with a line in one of the sets or a seat, and the modules their plans include."""
    named = {module for some in sets for module in some.modules}
    named |= {module for module, _ in state.seats}
    named |= {hidden for module in set(named) for hidden in included(state, module)
              if definition(state, hidden)["hidden"]}
    return sorted(named)


def changes(state: State, new: LicenseSet) -> list[dict]:
    """'The diff of a pending license lists changed visible modules only'"""
    old = current_set(state)
    rows = []
    for module in sorted(set(old.modules) | set(new.modules)):
        before, after = old.modules.get(module, 0), new.modules.get(module, 0)
        if before == after or definition(state, module)["hidden"]:
            continue
        used = in_use(state, module)
        rows.append({"module": module, "in_use": used, "total": before, "free": before - used,
                     "added": after - before, "new_total": after, "new_free": after - used,
                     "to_remove": max(0, used - after)})
    return rows


def in_excess(state: State, modules: dict[str, int], module: str) -> bool:
    return (is_limited(state, module)
            and in_use(state, module) > total(state, modules, module))


def excess(state: State, wanted: LicenseSet) -> list[str]:
    """'counted, restricted module with in_use > new_total, per module, never on a grand total. A
    hidden module only where no plan that includes it is itself in excess'"""
    found = []
    for module in known_modules(state, wanted):
        if not in_excess(state, wanted.modules, module):
            continue
        hidden = definition(state, module)["hidden"]
        if hidden and any(in_excess(state, wanted.modules, plan)
                          for plan in plans_including(state, module)):
            continue
        found.append(module)
    return found


def license_dates(state: State, of: LicenseSet) -> dict:
    """'`warn_from` = expires_on − warning_days; `grace_until` = expires_on + grace_days.
    `days_left` = expires_on − date of T (may be negative)'"""
    if of.expires_on is None:
        return {"warn_from": None, "expires_on": None, "grace_until": None, "days_left": None}
    return {"warn_from": plus_days(of.expires_on, -state.policy["warning_days"]),
            "expires_on": of.expires_on,
            "grace_until": plus_days(of.expires_on, state.policy["grace_days"]),
            "days_left": days_from(date_of(state.as_of), of.expires_on)}


def stage_of(state: State, of: LicenseSet) -> str:
    dates = license_dates(state, of)
    if dates["expires_on"] is None:
        return "valid"
    if state.as_of >= midnight(dates["grace_until"]):
        return "read_only"
    if state.as_of >= midnight(dates["expires_on"]):
        return "grace"
    if state.as_of >= midnight(dates["warn_from"]):
        return "warning"
    return "valid"


def stage(state: State) -> str:
    """'`none` (never activated), `valid`, `warning` (warn_from ≤ T), `grace` (expires_on ≤ T),
    `read_only` (grace_until ≤ T)'"""
    return stage_of(state, current_set(state)) if state.activation else "none"


def status(state: State) -> str:
    """'`new_license_available` while something is pending, else `new_license_activated` for
    `activated_notice_days` after an automatic activation, else `ok`'"""
    if pending_set(state) is not None:
        return "new_license_available"
    last = state.activation
    if last is not None and last.data["mode"] == "automatic":
        if state.as_of < last.effective_at + state.policy["activated_notice_days"] * DAY:
            return "new_license_activated"
    return "ok"


def is_counted_payment(state: State, payment: Event) -> bool:
    """'A payment whose invoice is not known yet waits for it. A payment in another currency than
    its invoice is not counted'"""
    invoice = state.invoices.get(payment.data["invoice_id"])
    return invoice is not None and invoice.data["currency"] == payment.data["currency"]


def credits_of(state: State, invoice_id: str) -> list[Event]:
    return [e for e in state.credits.values() if e.data["invoice_id"] == invoice_id]


def payments_of(state: State, invoice_id: str) -> list[Event]:
    return [e for e in state.payments.values()
            if e.data["invoice_id"] == invoice_id and is_counted_payment(state, e)]


def reversals_of(state: State, payments: list[Event]) -> list[Event]:
    """For a payment that is not counted, 'nor are its reversals'."""
    ids = {e.data["payment_id"] for e in payments}
    return [e for e in state.reversals.values() if e.data["payment_id"] in ids]


def amount_of(events: list[Event]) -> int:
    return sum(e.data["amount"] for e in events)


def open_amount(state: State, invoice_id: str) -> int | None:
    """'open = max(0, amount − credits − payments + reversals), void = 0; exact'; None if the
    invoice 'is not known yet'."""
    if invoice_id in state.voids:
        return 0
    invoice = state.invoices.get(invoice_id)
    if invoice is None:
        return None
    payments = payments_of(state, invoice_id)
    return max(0, invoice.data["amount"] - amount_of(credits_of(state, invoice_id))
               - amount_of(payments) + amount_of(reversals_of(state, payments)))


def overdue_from(state: State, invoice: Event) -> int:
    """'from 00:00Z of the day after `due_on`, plus `payment_grace_days`'"""
    return midnight(plus_days(invoice.data["due_on"], 1 + state.policy["payment_grace_days"]))


def is_overdue(state: State, invoice_id: str) -> bool:
    invoice = state.invoices.get(invoice_id)
    return (invoice is not None and open_amount(state, invoice_id) > 0
            and state.as_of >= overdue_from(state, invoice))


def invoices(state: State) -> list[dict]:
    """'`invoices` every one known at T, K'"""
    return [{"invoice_id": invoice_id, "amount": e.data["amount"],
             "open": open_amount(state, invoice_id), "currency": e.data["currency"],
             "due_on": e.data["due_on"], "overdue": is_overdue(state, invoice_id)}
            for invoice_id, e in sorted(state.invoices.items())]


def covered_version(state: State) -> tuple[str | None, list[Event]]:
    """'highest version of any agreement with start ≤ T (one that has ended still counts for what
    it covered)', and the agreements with that version (more than one if they tie)."""
    if not state.agreements:
        return None, []
    best = max(coverage(e.data["version"]) for e in state.agreements.values())
    found = [e for e in state.agreements.values() if coverage(e.data["version"]) == best]
    return found[0].data["version"], found


def agreements_in_force(state: State) -> list[Event]:
    """'start ≤ T < `until`'; without `until`, forever"""
    return [e for e in state.agreements.values()
            if not e.data.get("until") or state.as_of < midnight(e.data["until"])]


def open_requests(state: State, user: str) -> int:
    """'n requests active or postponed'; 'open unless the last one is `.closed`'"""
    return sum(1 for e in state.requests.values()
               if e.type != "service_request.closed.v1" and e.data["user"] == user)
