"""Events from outside: facts, imported decisions, batches, simulations."""
from __future__ import annotations

from answers import Refused
from events import Event, Log, same_content
from fold import fold
from times import instant
from view import license_view


def take_in(log: Log, now: int, event: dict) -> tuple[str, Event]:
    """Appends one event to the log: 'Same identity and same content …: no-op, answered as duplicate
    with the first position. Same identity, other content: conflict, refused.' 'never refused …,
    only when … of an unknown license'."""
    time = instant(event["time"]) if "time" in event else None
    known = log.find(event["source"], event["id"])
    if known is not None:
        if same_content(known, event["type"], event["subject"], event["data"], time):
            return "duplicate", known
        raise Refused(409, "event_id_reuse")
    is_global = event["type"] in ("module.defined.v1", "policy.changed.v1")
    if not is_global and event["type"] != "license.registered.v1" \
            and event["subject"] not in log.licenses():
        raise Refused(404, "license_not_found")
    return "appended", log.append(now, now if time is None else time, event["type"],
                                  event["source"], event["id"], event["subject"], event["data"])


def post_event(model, event: dict) -> tuple[int, dict]:
    outcome, recorded = take_in(model.log, model.now, event)
    if outcome == "appended":
        model.touch(recorded)
    return (201 if outcome == "appended" else 200), {"status": outcome,
                                                     "position": recorded.position}


def post_batch(model, events: list[dict]) -> tuple[int, list[dict]]:
    """'an array of a result per event in order …, each event a step of its own'"""
    results = []
    for event in events:
        try:
            _, answer = post_event(model, event)
            results.append({"id": event["id"], **answer})
        except Refused as refused:
            results.append({"id": event["id"], "status": "rejected", "problem": refused.body()})
        model.finish_step()
    return 200, results


def post_atomic(model, events: list[dict]) -> tuple[int, list[dict]]:
    """'`?atomic=true`: all or nothing'; one step, so one automatic attempt per license."""
    trial = model.log.copy()
    results, new = [], []
    for event in events:
        outcome, recorded = take_in(trial, model.now, event)
        results.append({"id": event["id"], "status": outcome, "position": recorded.position})
        new += [recorded] if outcome == "appended" else []
    model.log = trial
    for recorded in new:
        model.touch(recorded)
    return 200, results


def simulate(model, serial: str, body: dict) -> tuple[int, dict]:
    """'the view as if they had been recorded now; nothing is appended, nothing activated'"""
    model.state(serial)
    trial = model.log.copy()
    for event in body["events"]:
        take_in(trial, model.now, event)
    as_of = instant(body["as_of"]) if "as_of" in body else model.now
    state = fold(trial, serial, as_of, model.now)
    if state is None:
        raise Refused(404, "license_not_found")
    return 200, license_view(trial, state)
