"""The compared parts of a response: the fields that domain.md and the contract fix, in one form for
the server and the model. Not messages, remedies, titles, ids of the ledger's own events, ETags."""
from __future__ import annotations

import urllib.parse

from events import DECISIONS
from times import instant

# In the model's form: the rules leave the value open.
ANY = "(anything)"

REASON_FIELDS = {
    "held": ("number",), "version": ("installed", "covered"),
    "unpaid": ("invoice_id", "open", "currency", "due_on", "overdue"),
    "excess": ("module", "in_use", "new_total", "to_remove", "users"),
    "open_requests": ("user", "open_requests")}
EVIDENT = ("not_bound", "owner_mismatch", "held", "unpaid", "version", "excess")
WARNING_FIELDS = {
    "payment_due_soon": ("invoice_id",), "over_assigned": ("module",),
    "use_production": ("cust_id", "serial_number"), "currency_mismatch": ("payment_id",)}
VIEW_FIELDS = ("serial_number", "company_name", "installation", "status", "stage", "warn_from",
               "expires_on", "grace_until", "days_left", "can_be_activated")
CHANGE_FIELDS = ("in_use", "total", "free", "added", "new_total", "new_free", "to_remove")
INVOICE_FIELDS = ("amount", "open", "currency", "due_on", "overdue")


def moment(text) -> int | None:
    return instant(text) if isinstance(text, str) else text


def value_or_any(value):
    """A value that the model omits is one that the rules leave open."""
    return ANY if value is None else value


def pick(row: dict, names) -> dict:
    return {name: row.get(name) for name in names}


def keyed(rows, key: str, names) -> dict:
    """Rows without a fixed order, by their key; a duplicate key shows up as a difference."""
    found: dict = {}
    for row in rows or []:
        name = str(row.get(key))
        while name in found:
            name += " (again)"
        found[name] = pick(row, names)
    return found


def evidence_form(found: dict, places: dict) -> object:
    """Positions in the model's log; alternatives if agreements tie."""
    positions = sorted(places.get(e.get("position"), -1) for e in found.get("evidence") or [])
    tied = found.get("tied")
    if not tied:
        return positions
    rest = [position for position in positions if position not in tied]
    return {"one of": [sorted(rest + [position]) for position in tied] + [positions]}


def reason_form(found: dict, places: dict, dated: bool, evident: bool) -> dict:
    code = found.get("code")
    form = {"code": code, **pick(found, REASON_FIELDS.get(code, ()))}
    if "users" in form:
        form["users"] = sorted(form["users"] or [])
    if "overdue" in form:
        form["overdue"] = bool(form["overdue"])
    if dated and code in EVIDENT:
        form["since"] = value_or_any(moment(found.get("since")))
        form["resolver"] = found.get("resolver")
    if evident and code in EVIDENT:
        form["evidence"] = evidence_form(found, places)
        form["evidence_count"] = found.get("evidence_count")
    return form


def warning_form(found: dict, dated: bool) -> dict:
    code = found.get("code")
    form = {"code": code, **pick(found, WARNING_FIELDS.get(code, ()))}
    if dated:
        form["since"] = moment(found.get("since"))
    return form


def warnings_form(rows, dated: bool) -> list:
    return sorted((warning_form(row, dated) for row in rows or []), key=str)


def view_form(body: dict, places: dict, evident: bool = True) -> dict:
    form = pick(body, VIEW_FIELDS)
    form["as_of"], form["known_at"] = moment(body.get("as_of")), moment(body.get("known_at"))
    current, pending = body.get("current"), body.get("pending")
    form["installation"] = form["installation"] and pick(
        form["installation"], ("cust_id", "kind", "deployment", "version"))
    form["current"] = current and {
        "number": current.get("number"), "activated_at": moment(current.get("activated_at")),
        "modules": keyed(current.get("modules"), "module",
                         ("type", "hidden", "total", "in_use", "free"))}
    form["pending"] = pending and {
        **pick(pending, ("number", "held", "expires_on")),
        "changes": keyed(pending.get("changes"), "module", CHANGE_FIELDS)}
    form["blocking_reasons"] = [reason_form(row, places, True, evident)
                                for row in body.get("blocking_reasons") or []]
    form["warnings"] = warnings_form(body.get("warnings"), True)
    form["invoices"] = keyed(body.get("invoices"), "invoice_id", INVOICE_FIELDS)
    return form


def attempt_form(row: dict) -> dict:
    return {"number": value_or_any(row.get("number")), "outcome": row.get("outcome"),
            "mode": row.get("mode"), "at": moment(row.get("at")),
            "reasons": reason_keys(row.get("reasons"))}


def reason_keys(rows) -> list:
    return sorted(str((r.get("code"), r.get("module"), r.get("invoice_id"))) for r in rows or [])


def rows_of(body) -> list:
    return body.get("data") or [] if isinstance(body, dict) else body


def position_form(answer: dict, places: dict) -> object:
    return places.get(answer.get("position"), answer.get("position"))


def result_form(result: dict, places: dict) -> dict:
    """The result for one event in a batch."""
    form = {"id": result.get("id"), "status": result.get("status")}
    if form["status"] == "rejected":
        form["code"] = (result.get("problem") or {}).get("code")
    else:
        form["position"] = position_form(result, places)
    return form


def problem_form(path: str, status: int, body, places: dict) -> dict:
    body = body if isinstance(body, dict) else {}
    form = {"status": status, "code": body.get("code")}
    if status == 409 and body.get("reasons") is not None:
        # `since` only outside batches: the seats that a batch leaves never existed before.
        dated = path.endswith("/activations")
        form["reasons"] = [reason_form(row, places, dated, False) for row in body["reasons"]]
    return form


def answer_form(method: str, path: str, status: int, body, places: dict) -> object:
    """The comparable form of a response; `places` maps its positions to the model's."""
    parts = urllib.parse.urlsplit(path)
    last = parts.path.rsplit("/", 1)[-1]
    if path.endswith("/events?atomic=true"):
        rows = body if isinstance(body, list) else []
        if status >= 400 or any(row.get("status") == "rejected" for row in rows):
            return {"refused": "all of it"}
    if last == "test-clock":
        return {"moved": status < 300}
    if status >= 400:
        return problem_form(parts.path, status, body, places)
    form: dict = {"status": status}
    if parts.path == "/v1/events":
        form["answer"] = ([result_form(row, places) for row in body] if isinstance(body, list)
                          else {"status": body.get("status"),
                                "position": position_form(body, places)})
    elif parts.path == "/v1/licenses":
        form["licenses"] = sorted(row.get("serial_number") for row in rows_of(body))
    elif (method, last) == ("GET", "seats"):
        form["seats"] = sorted([row.get("module"), row.get("user"), row.get("user_type"),
                                moment(row.get("since"))] for row in rows_of(body))
    elif (method, last) == ("GET", "activations"):
        form["attempts"] = [attempt_form(row) for row in rows_of(body)]
    elif (method, last) == ("GET", "events"):
        form["positions"] = sorted(places.get(row.get("position"), -1) for row in rows_of(body))
    elif (method, last) == ("POST", "activations"):
        if status == 201:
            form.update(pick(body, ("outcome", "number")))
            form["changes"] = keyed(body.get("changes"), "module", CHANGE_FIELDS)
    elif last == "login-status":
        form.update(pick(body, ("company_name", "serial_number", "stage", "days_left")))
        form["warnings"] = warnings_form(body.get("warnings"), False)
    elif last == "may-upgrade":
        form["allowed"] = body.get("allowed")
        form["codes"] = [row.get("code") for row in body.get("reasons") or []]
    elif last == "simulations":
        form["view"] = view_form(body, places, evident=False)
    elif method == "GET" and "/installations/" in parts.path:
        form.update(pick(body, ("serial_number", "kind", "version")))
    elif method == "GET":
        form["view"] = view_form(body, places)
    return form


def event_form(event_type: str, subject: str, effective_at: int, recorded_at: int, source: str,
               event_id: str, data: dict, given: bool) -> dict:
    """The compared parts of an event in the feed. For a decision of the ledger only the data that a
    fold reads; its id and source are the ledger's own."""
    form = {"type": event_type, "subject": subject, "effective_at": effective_at,
            "recorded_at": recorded_at}
    if given:
        return {**form, "source": source, "id": event_id, "data": data}
    assert event_type in DECISIONS
    return {**form, "data": decision_form(event_type, data)}


def decision_form(event_type: str, data: dict) -> dict:
    match event_type:
        case "license.activated.v1":
            modules = {m: q for m, q in (data.get("modules") or {}).items() if q}
            return {**pick(data, ("number", "mode", "expires_on")), "modules": modules}
        case "activation.blocked.v1":
            return {"number": value_or_any(data.get("number")), "mode": data.get("mode"),
                    "reasons": reason_keys(data.get("reasons"))}
        case "installation.bound.v1":
            return pick(data, ("cust_id", "kind", "deployment", "version", "company_name"))
        case "installation.released.v1":
            seats = sorted(str([s.get("module"), s.get("user"), s.get("user_type")])
                           for s in data.get("seats") or [])
            return {"cust_id": data.get("cust_id"), "seats": seats}
        case "installation.binding_refused.v1":
            return {"reasons": reason_keys(data.get("reasons"))}
        case "pending.held.v1" | "pending.released.v1":
            return pick(data, ("number",))
        case "seat.assigned.v1":
            return pick(data, ("module", "user", "user_type"))
        case "seat.removed.v1":
            return pick(data, ("module", "user"))
        case "seat.assignment_refused.v1" | "seat.removal_refused.v1":
            return {"module": value_or_any(data.get("module")), "user": data.get("user"),
                    "codes": codes_of(data.get("reasons"))}
    return {}


def codes_of(rows) -> list:
    return [row.get("code") for row in rows or []]


def difference(want, got, path: str = "") -> str | None:
    """The first place where the server's form differs from the model's."""
    if want == got or want == ANY:
        return None
    if isinstance(want, dict) and "one of" in want:
        return None if got in want["one of"] else f"{path}: wanted {want}, got {got}"
    if isinstance(want, dict) and isinstance(got, dict):
        for key in list(want) + [key for key in got if key not in want]:
            if key not in want or key not in got:
                side = "not expected" if key not in want else "missing"
                return f"{path}.{key}: {side}: {want.get(key, got.get(key))!r}"
            found = difference(want[key], got[key], f"{path}.{key}")
            if found:
                return found
        return None
    if isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        for place, (one, other) in enumerate(zip(want, got)):
            found = difference(one, other, f"{path}[{place}]")
            if found:
                return found
        return None
    return f"{path}: wanted {want!r}, got {got!r}"
