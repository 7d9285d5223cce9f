"""Installations (§7): bind, change serial."""
from __future__ import annotations

from answers import Refused, plain
from fold import State


def license_of(model, cust_id: str) -> State | None:
    """The license that the installation is bound to now: 'an installation has one serial'."""
    for serial in model.log.licenses():
        state = model.state_or_none(serial)
        if state and state.installation and state.installation.cust_id == cust_id:
            return state
    return None


def bound_license(model, cust_id: str) -> State:
    """'`installation_not_found` (no license is bound to the cust_id; judged first)'"""
    state = license_of(model, cust_id)
    if state is None:
        raise Refused(404, "installation_not_found")
    return state


def refuse(model, serial: str, cust_id: str, reasons: list[dict]) -> Refused:
    model.decide("installation.binding_refused.v1", serial,
                 {"cust_id": cust_id, "reasons": plain(reasons)})
    return Refused(409, "binding_refused", plain(reasons))


def owner_and_serial(state: State, cust_id: str, company_name: str) -> list[dict]:
    """`owner_mismatch`, `serial_in_use`, of 'all that apply'"""
    found = []
    if company_name != state.company_name:
        found.append({"code": "owner_mismatch"})
    if state.installation is not None and state.installation.cust_id != cust_id:
        found.append({"code": "serial_in_use"})
    return found


def bind_command(model, body: dict) -> tuple[int, dict]:
    """'200 when bound so already': the same installation, described as it was when it was bound,
    or as it is now."""
    serial, cust_id = body["serial_number"], body["cust_id"]
    state = model.state(serial)
    wanted = {name: body[name] for name in
              ("cust_id", "kind", "deployment", "version", "company_name")}
    bound = state.installation
    if bound and (all(getattr(bound, name) == value for name, value in wanted.items())
                  or all(bound.bound_by.data[name] == value for name, value in wanted.items())):
        return 200, {}
    reasons = owner_and_serial(state, cust_id, body["company_name"])
    other = license_of(model, cust_id)
    if other is not None and other.serial != serial:
        reasons.append({"code": "already_bound"})
    if reasons:
        raise refuse(model, serial, cust_id, reasons)
    model.decide("installation.bound.v1", serial, {**wanted, "seats": []})
    return 201, {}


def change_serial_command(model, cust_id: str, body: dict) -> tuple[int, dict]:
    """'`installation.released` on the old license and `installation.bound` on the new, carrying the
    seats; atomic. To the serial number it has already: with the binding's company name it is
    already so; with another name it is a new binding under that name'"""
    old = bound_license(model, cust_id)
    new = model.state(body["serial_number"])
    stays = new.serial == old.serial
    if stays and body["company_name"] == old.installation.company_name:
        return 200, {}
    reasons = owner_and_serial(new, cust_id, body["company_name"])
    if reasons:
        raise refuse(model, new.serial, cust_id, reasons)
    seats = [{"module": module, "user": user, "user_type": seat.user_type}
             for (module, user), seat in sorted(old.seats.items())]
    bound = old.installation
    if stays:
        model.decide("installation.bound.v1", new.serial,
                     {"cust_id": cust_id, "kind": bound.kind, "deployment": bound.deployment,
                      "version": bound.version, "company_name": body["company_name"],
                      "seats": []})
        return 200, {}
    model.decide("installation.released.v1", old.serial, {"cust_id": cust_id, "seats": seats})
    model.decide("installation.bound.v1", new.serial,
                 {"cust_id": cust_id, "kind": bound.kind, "deployment": bound.deployment,
                  "version": bound.version, "company_name": body["company_name"],
                  "seats": seats})
    return 200, {}
