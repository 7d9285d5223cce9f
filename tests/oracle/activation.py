"""Activation (§7): on request, from a file, automatically; hold and release; license files."""
from __future__ import annotations

from answers import Refused, plain
from events import ATTEMPTS
from figures import LicenseSet, changes, current_set, offered_set, pending_set
from fold import State, last_automatic_attempt
from reasons import alone, blocking_reasons, fingerprint, held, key_of
from since import with_since


def activate(model, state: State, mode: str) -> dict:
    """'`license.activated` with the diff'; `state` has the seats at that point."""
    pending = pending_set(state)
    diff = changes(state, pending)
    model.decide("license.activated.v1", state.serial,
                 {"number": pending.number, "mode": mode, "modules": dict(pending.modules),
                  "expires_on": pending.expires_on})
    return {"outcome": "activated", "number": pending.number, "changes": diff}


def block(model, serial: str, mode: str, number: int | None, reasons: list[dict]) -> Refused:
    """'`activation.blocked` with all reasons'"""
    model.decide("activation.blocked.v1", serial,
                 {"number": number, "mode": mode, "reasons": plain(reasons)})
    return Refused(409, "activation_blocked", reasons)


def check(model, state: State, mode: str, number: int | None, file: dict | None = None) -> None:
    reasons = blocking_reasons(state, file)
    if reasons:
        raise block(model, state.serial, mode, number, reasons)


def activate_command(model, serial: str, body: dict) -> tuple[int, dict]:
    """'Reasons reported alone come first, then 200 and `nothing_pending`, then the other
    reasons'."""
    state = model.state(serial)
    mode, file, valid = body["mode"], None, True
    if "license_file" in body:
        file = model.files.get(body["license_file"])
        valid = file is not None
    number = file["number"] if file else body.get("number")
    pending = pending_set(state)
    asked = number if number is not None else (pending.number if pending else None)
    reasons = alone(state, body.get("cust_id"), body.get("number"), file, valid)
    if reasons:
        raise block(model, serial, mode, asked, reasons)
    if number is not None and number == current_set(state).number:
        return 200, {"outcome": "activated", "number": number}
    if pending is None or asked != pending.number:
        raise Refused(409, "nothing_pending")
    reasons = blocking_reasons(state, file)
    if reasons:
        since = {key_of(found): found["since"] for found in with_since(model.log, state)[0]}
        for found in reasons:
            found["since"] = since.get(key_of(found))
        raise block(model, serial, mode, asked, reasons)
    return 201, activate(model, state, mode)


def attempt_automatically(model, serial: str) -> None:
    """'With `auto_update` an automatic attempt is made …, while something is pending; a blocked
    one that no request asked for is appended only when its number or its set of reasons (code and
    module or invoice) differs from the last automatic attempt appended'"""
    state = model.state_or_none(serial)
    if state is None or not state.auto_update or pending_set(state) is None:
        return
    reasons = blocking_reasons(state)
    if not reasons:
        activate(model, state, "automatic")
        return
    number = pending_set(state).number
    last = last_automatic_attempt(model.log, serial)
    if last is not None:
        assert last.type in ATTEMPTS
        if fingerprint(last.data.get("number"), last.data.get("reasons") or []) \
                == fingerprint(number, reasons):
            return
    block(model, serial, "automatic", number, reasons)


def hold_command(model, serial: str, body: dict) -> tuple[int, dict]:
    """'not the pending number: 409 `nothing_pending`'; the same hold again is already in effect."""
    state = model.state(serial)
    pending = pending_set(state)
    if pending is None or body["number"] != pending.number:
        raise Refused(409, "nothing_pending")
    if not held(state):
        model.decide("pending.held.v1", serial,
                     {"number": body["number"], "reason": body.get("reason")})
    return 200, {}


def release_command(model, serial: str) -> tuple[int, dict]:
    """A superseded hold holds nothing, so there is nothing to release."""
    state = model.state(serial)
    if held(state):
        model.decide("pending.released.v1", serial, {"number": state.hold.data["number"]})
    return 200, {}


def license_file_command(model, serial: str) -> tuple[int, str]:
    """'signed JWS of the offered set'; here a token that only this model can issue. 'nothing
    ever bought: 409 `nothing_pending`'"""
    state = model.state(serial)
    offered: LicenseSet = offered_set(state)
    if offered.number is None:
        raise Refused(409, "nothing_pending")
    token = f"file-{len(model.files) + 1}"
    model.files[token] = {"serial_number": serial, "number": offered.number,
                          "company_name": state.company_name,
                          "cust_id": state.installation.cust_id if state.installation else None}
    model.decide("license_file.issued.v1", serial, {"number": offered.number})
    return 201, token
