"""Sample events and licenses for the tests."""
from __future__ import annotations

import itertools
import urllib.parse

_ids = itertools.count(1)


def event(event_type: str, subject: str, data: dict, **attributes) -> dict:
    """A CloudEvent with a new id, unless one is given."""
    return {"specversion": "1.0", "source": "/billing", "id": f"e{next(_ids)}",
            "type": event_type, "subject": subject, "data": data, **attributes}


def registered(serial: str, company_name: str = "Nordvik AB", auto_update: bool = True,
               **attributes) -> dict:
    data = {"company_name": company_name, "auto_update": auto_update}
    return event("license.registered.v1", serial, data, **attributes)


def line(module: str, quantity: int, until: str | None = None) -> dict:
    """A purchase line; a later one of the same module replaces it."""
    return {"line_id": f"line-{module}", "module": module, "quantity": quantity, "until": until}


def purchase(serial: str, *lines: dict, invoice_ids: tuple = (), **attributes) -> dict:
    data = {"order_id": "SO-1", "lines": list(lines), "invoice_ids": list(invoice_ids)}
    return event("purchase.recorded.v1", serial, data, **attributes)


def invoice(serial: str, invoice_id: str, amount: int = 1000, due_on: str = "2026-12-31",
            currency: str = "SEK", **attributes) -> dict:
    data = {"invoice_id": invoice_id, "amount": amount, "currency": currency, "due_on": due_on}
    return event("invoice.issued.v1", serial, data, **attributes)


def payment(serial: str, invoice_id: str, amount: int = 1000, currency: str = "SEK",
            **attributes) -> dict:
    data = {"payment_id": f"PAY-{next(_ids)}", "invoice_id": invoice_id, "amount": amount,
            "currency": currency}
    return event("payment.received.v1", serial, data, **attributes)


def module(name: str, **data) -> dict:
    return event("module.defined.v1", name, data)


def binding(serial: str, cust_id: str | None = None, **more) -> dict:
    """The body of POST /v1/installations."""
    return {"cust_id": cust_id or f"Cust{serial}", "kind": "production", "deployment": "online",
            "version": "11.5", "serial_number": serial, "company_name": "Nordvik AB", **more}


def seat(user: str, module_name: str = "sales", user_type: str = "associate") -> dict:
    return {"user": user, "module": module_name, "user_type": user_type}


def active_license(server, serial: str, until: str | None = None, **totals: int) -> None:
    """Registers, binds and buys; nothing blocks it, so it is activated immediately."""
    lines = [line(name, quantity, until) for name, quantity in (totals or {"sales": 10}).items()]
    for answer in (server.post(registered(serial)),
                   server.call("POST", "/v1/installations", binding(serial)),
                   server.post(purchase(serial, *lines))):
        if answer.status != 201:
            raise AssertionError(f"no active license: {answer}")
    view = server.call("GET", "/v1/licenses/" + urllib.parse.quote(serial, safe="")).body
    if view["current"] is None:
        raise AssertionError(f"{serial} was not activated")
