"""Questions: the license view, seats, activations, login status, may upgrade, search."""
from __future__ import annotations

from events import Log
from figures import (agreements_in_force, changes, covered_version, current_set, definition,
                     in_use, invoices, known_modules, license_dates, pending_set, stage, status,
                     total)
from fold import State, fold
from reasons import blocking_reasons, held
from since import with_since
from times import covers, text_of
from warning_rules import warnings_of


def installation_view(state: State) -> dict | None:
    bound = state.installation
    if bound is None:
        return None
    return {"cust_id": bound.cust_id, "kind": bound.kind, "deployment": bound.deployment,
            "version": bound.version}


def current_view(state: State) -> dict | None:
    """'`current.modules` has every module with a total or a user'"""
    if state.activation is None:
        return None
    current = current_set(state)
    rows = []
    for module in known_modules(state, current):
        known = definition(state, module)
        size, used = total(state, current.modules, module), in_use(state, module)
        if size or used:
            rows.append({"module": module, "type": known["type"], "hidden": known["hidden"],
                         "total": size, "in_use": used, "free": size - used})
    return {"number": current.number, "activated_at": text_of(state.activation.effective_at),
            "modules": rows}


def pending_view(state: State) -> dict | None:
    pending = pending_set(state)
    if pending is None:
        return None
    return {"number": pending.number, "held": bool(held(state)),
            "expires_on": pending.expires_on, "changes": changes(state, pending)}


def license_view(log: Log, state: State) -> dict:
    """The view of the contract, without uncompared members (shop_url, messages, remedies)."""
    reasons, warnings = with_since(log, state)
    pending = pending_view(state)
    return {"serial_number": state.serial, "company_name": state.company_name,
            "installation": installation_view(state), "as_of": text_of(state.as_of),
            "known_at": text_of(state.known_at), "status": status(state), "stage": stage(state),
            **license_dates(state, current_set(state)), "current": current_view(state),
            "pending": pending, "can_be_activated": pending is not None and not reasons,
            "blocking_reasons": reasons, "warnings": warnings, "invoices": invoices(state)}


def seats_view(state: State, module: str | None, user: str | None,
               user_type: str | None) -> list[dict]:
    """'seats (what a plan includes is no seat), `since` on this license'"""
    rows = [{"module": held_module, "user": holder, "user_type": seat.user_type,
             "since": text_of(seat.since)}
            for (held_module, holder), seat in sorted(state.seats.items())]
    asked = {"module": module, "user": user, "user_type": user_type}
    return [row for row in rows
            if all(wanted in (None, row[name]) for name, wanted in asked.items())]


def activations_view(state: State) -> list[dict]:
    """'each attempt `{number, outcome, mode, at, reasons}`, oldest first'"""
    return [{"number": event.data.get("number"), "mode": event.data["mode"],
             "outcome": "activated" if event.type == "license.activated.v1" else "blocked",
             "at": text_of(event.effective_at), "reasons": event.data.get("reasons") or []}
            for event in state.attempts]


def login_status(log: Log, state: State) -> dict:
    """'company, serial, stage, days_left, warnings'"""
    return {"company_name": state.company_name, "serial_number": state.serial,
            "stage": stage(state), "warnings": warnings_of(log, state),
            "days_left": license_dates(state, current_set(state))["days_left"]}


def may_upgrade(state: State, version: str) -> dict:
    """'refused `maintenance_lapsed` when onsite and (not covered, or no agreement in force: start ≤
    T < `until`)'"""
    onsite = state.installation is not None and state.installation.deployment == "onsite"
    lapsed = onsite and (not covers(covered_version(state)[0], version)
                         or not agreements_in_force(state))
    return {"allowed": not lapsed, "reasons": [{"code": "maintenance_lapsed"}] if lapsed else []}


def search(log: Log, now: int, blocked_by: str | None, wanted_stage: str | None,
           company_name: str | None) -> list[dict]:
    """All filters together; `blocked_by` looks at the view's `blocking_reasons`."""
    rows = []
    for serial in log.licenses():
        state = fold(log, serial, now, now)
        if state is None:
            continue
        codes = {found["code"] for found in blocking_reasons(state)}
        if ((blocked_by is None or blocked_by in codes)
                and wanted_stage in (None, stage(state))
                and company_name in (None, state.company_name)):
            rows.append({"serial_number": serial, "company_name": state.company_name,
                         "stage": stage(state)})
    return rows
