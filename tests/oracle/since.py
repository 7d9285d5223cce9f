"""`since`, by brute force over every instant at which anything can change.

'`since` (the earliest instant S such that the fold at every instant from S to T, as known at K, has
this code with this module, invoice, number, …)'
"""
from __future__ import annotations

from events import Log
from fold import DEFAULT_POLICY, State, fold
from reasons import blocking_reasons, key_of
from times import DAY, midnight, text_of
from warning_rules import DUE_SOON_DAYS, MAINTENANCE_SOON_DAYS, warnings_of


def policy_values(events, member: str) -> set[int]:
    """Every value that a policy ever had, regardless of when it was in force."""
    values = {DEFAULT_POLICY[member]}
    return values | {e.data[member] for e in events if member in e.data}


def expiry_instants(date: str | None, policies) -> set[int]:
    """The instants at which the stage of a set with this expiry date changes."""
    if not date:
        return set()
    day = midnight(date)
    return ({day} | {day - days * DAY for days in policy_values(policies, "warning_days")}
            | {day + days * DAY for days in policy_values(policies, "grace_days")})


def boundaries(log: Log, as_of: int, known_at: int) -> list[int]:
    """Every instant up to T at which a fold can differ from the one just before: effective times of
    events of any license, and midnights named in their data. Extra instants do no harm."""
    events = [e for e in log.events if e.recorded_at <= known_at]
    policies = [e for e in events if e.type == "policy.changed.v1"]
    found = {e.effective_at for e in events}
    for event in events:
        data = event.data
        if event.type == "invoice.issued.v1":
            due = midnight(data["due_on"])
            found |= {due - DUE_SOON_DAYS * DAY}
            found |= {due + (1 + days) * DAY
                      for days in policy_values(policies, "payment_grace_days")}
        elif event.type == "purchase.recorded.v1":
            for line in data["lines"]:
                found |= expiry_instants(line.get("until"), policies)
        elif event.type == "license.activated.v1":
            found |= expiry_instants(data.get("expires_on"), policies)
        elif event.type == "maintenance.agreed.v1" and data.get("until"):
            until = midnight(data["until"])
            found |= {until, until - MAINTENANCE_SOON_DAYS * DAY}
    return sorted(moment for moment in found if moment <= as_of)


def conditions(log: Log, state: State | None) -> list[dict]:
    return [] if state is None else blocking_reasons(state) + warnings_of(log, state)


def with_since(log: Log, state: State) -> tuple[list[dict], list[dict]]:
    """Blocking reasons and warnings of a state, each with its `since`."""
    reasons, warnings = blocking_reasons(state), warnings_of(log, state)
    open_keys = {key_of(found) for found in reasons + warnings}
    since = {}
    first = True
    for moment in reversed(boundaries(log, state.as_of, state.known_at)):
        if not open_keys:
            break
        then = {key_of(found) for found in
                conditions(log, fold(log, state.serial, moment, state.known_at))}
        assert not first or open_keys == then, "a boundary is missing"
        first = False
        open_keys &= then
        since.update({key: moment for key in open_keys})
    for found in reasons + warnings:
        found["since"] = text_of(since[key_of(found)])
    return reasons, warnings
