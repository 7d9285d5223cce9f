"""Stripe's side: events in the API shape since 2025-03-31, signed as Stripe signs them."""
from __future__ import annotations

import calendar
import hashlib
import hmac
import itertools
import json
import pathlib
import tempfile
import time

import examples
from harness import Answer, Client, ServerTest

SECRET = "whsec_of_the_tests"
CONFIG = f"""
secrets = ["{SECRET}"]

[prices]
price_sales = {{ module = "sales" }}

[customers]
cus_known = "1809999999"
"""
_ids = itertools.count(1)


def unix(instant: str) -> int:
    return calendar.timegm(time.strptime(instant, "%Y-%m-%dT%H:%M:%SZ"))


NOW = unix("2026-03-01T12:00:00Z")  # the test clock of the tests' servers


def new_id(prefix: str) -> str:
    return f"{prefix}_{next(_ids):06}"


def event(kind: str, thing: dict, created: int = NOW - 60, **more) -> dict:
    return {"id": new_id("evt"), "object": "event", "api_version": "2026-02-25.clover",
            "type": kind, "created": created, "livemode": True, "data": {"object": thing}, **more}


def invoice(serial: str | None, amount: int = 12500, status: str = "open", paid: int = 0,
            currency: str = "sek", **more) -> dict:
    metadata = {"serial_number": serial} if serial else {}
    issued = NOW - 3600
    return {"id": new_id("in"), "object": "invoice", "status": status, "amount_due": amount,
            "amount_paid": paid, "currency": currency, "customer": "cus_1", "created": issued - 60,
            "due_date": issued + 30 * 86400, "metadata": metadata,
            "lines": {"object": "list", "data": [], "has_more": False}, "parent": None,
            "status_transitions": {"finalized_at": issued, "paid_at": NOW - 90 if paid else None,
                                   "voided_at": None}, **more}


def invoice_payment(invoice_id: str, intent: str, amount: int, at: int = NOW - 90) -> dict:
    return {"id": new_id("inpay"), "object": "invoice_payment", "amount_paid": amount,
            "created": at, "currency": "sek", "invoice": invoice_id, "is_default": True,
            "payment": {"type": "payment_intent", "payment_intent": intent}, "status": "paid",
            "status_transitions": {"paid_at": at}}


def refund(intent: str, amount: int, status: str = "succeeded", at: int = NOW - 80) -> dict:
    return {"id": new_id("re"), "object": "refund", "amount": amount, "currency": "sek",
            "charge": None, "payment_intent": intent, "created": at, "status": status,
            "metadata": {}}


def subscription(serial: str, quantity: int, price: str = "price_sales",
                 invoice_id: str | None = None, status: str = "active", **more) -> dict:
    return {"id": new_id("sub"), "object": "subscription", "status": status, "customer": "cus_1",
            "latest_invoice": invoice_id, "metadata": {"serial_number": serial},
            "items": {"object": "list", "has_more": False, "data": [
                {"id": new_id("si"), "price": {"id": price, "product": "prod_1"},
                 "quantity": quantity, "current_period_end": NOW + 300 * 86400,
                 "metadata": {}}]}, **more}


def signature(body: bytes, secrets: tuple = (SECRET,), at: int = NOW) -> str:
    signed = [hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
              for secret in secrets]
    return ",".join([f"t={at}", *(f"v1={value}" for value in signed)])


def post(client: Client, body: dict | bytes, header: str | None = None, **signing) -> Answer:
    """Posts as Stripe does: without a token, with a signature."""
    raw = body if isinstance(body, bytes) else json.dumps(body, indent=2).encode()
    header = signature(raw, **signing) if header is None else header
    return client.call("POST", "/v1/ingest/stripe", raw, kind="application/json; charset=utf-8",
                       headers={"Stripe-Signature": header} if header else {})


def config_file(test_class, text: str = CONFIG) -> str:
    directory = tempfile.TemporaryDirectory(prefix="ledger-stripe-")
    test_class.addClassCleanup(directory.cleanup)
    path = pathlib.Path(directory.name) / "stripe.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


class StripeTest(ServerTest):
    """Tests that share a server that accepts events from Stripe."""

    @classmethod
    def setUpClass(cls):
        cls.config = config_file(cls)
        cls.options = ("--stripe-config", cls.config)
        super().setUpClass()
        cls.stripe = cls.server.client("")

    def tearDown(self):
        super().tearDown()
        self.stripe.close()

    def post(self, body, **more):
        return post(self.stripe, body, **more)

    def posted(self, status: str, body, **more) -> dict:
        answer = self.post(body, **more)
        self.assert_status(200, answer)
        self.assertEqual(status, answer.body["status"], answer.body)
        return answer.body

    def new_license(self) -> str:
        serial = self.new_serial()
        self.assert_status(201, self.server.post(examples.registered(serial)))
        return serial

    def view(self, serial: str) -> dict:
        return self.server.call("GET", f"/v1/licenses/{serial}").body

    def open_of(self, serial: str) -> dict:
        return {row["invoice_id"]: row["open"] for row in self.view(serial)["invoices"]}

    def item(self, event_id: str) -> dict:
        answer = self.server.call("GET", f"/v1/inbox/{event_id}")
        self.assert_status(200, answer)
        return answer.body

    def facts(self, serial: str) -> list:
        return [row for row in self.server.feed(subject=serial) if row["source"] == "stripe"]
