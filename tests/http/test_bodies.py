"""Invalid bodies and paths: every field, every text, every shape."""
import copy
import json
import random

import examples
from harness import BATCH, EVENT, JSON, ServerTest

LONG = "x" * 256
CONTROL = ("a\u0000b", "\u0007", "a\nb", "\u007f", "\u0085")
WRONG = {  # by kind of field: invalid values
    "text": (5, 1.5, True, [], {}, ["x"], "", LONG, *CONTROL),
    "optional text": (5, True, [], {}, LONG, *CONTROL),
    "explanation": (5, True, [], {}, "x" * 1001, *CONTROL),
    "file": (5, True, [], {}),
    "choice": (5, True, [], {}, "", "nonsense", "PRODUCTION", LONG),
    "version": (5, 11.5, [], {}, "", "eleven", "1..2", ".", "-1", "1.2.3.4.5.6.7.8.9", "1 "),
    "currency": (5, [], {}, "", "kr", "sek", "SEKK", "SÉK"),
    "number": ("5", 1.5, 1.0, True, [], {}, 0, -1, 2**32, 2**63, 2**64, 1e300),
    "amount": ("5", 1.5, 1.0, True, [], {}, -1, 2**53, 2**63, 2**64, -2**63, 1e300),
    "days": ("5", 1.5, True, [], {}, -1, 3651),
    "boolean": ("true", 1, 0, [], {}, "yes"),
    "date": (5, True, [], {}, "", "2026-02-30", "2026-1-1", "2026-01-01T00:00:00Z", "20260101"),
    "instant": (5, True, [], {}, "", "soon", "2026-01-01", "2026-01-01T25:00:00Z",
                "2026-01-01T00:00:00", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-01:00"),
    "list": (5, True, {}, "x"),
    "object": (5, True, [], "x"),
    "texts": (5, True, {}, "x"),
}
SEAT = {"user": "text", "module": "text", "user_type": "choice"}
INSTALLATION = {"cust_id": "text", "kind": "choice", "deployment": "choice", "version": "version",
                "serial_number": "text", "company_name": "text"}
LINE = {"line_id": "text", "module": "text", "quantity": "amount", "until": "date"}
REQUEST = {"request_id": "text", "user": "text", "status": "choice"}


def under(prefix: str, fields: dict) -> dict:
    return {f"{prefix}/{name}": kind for name, kind in fields.items()}


def commands(serial: str, cust_id: str) -> list:
    """Every command with a body: method, path, a valid body, the kind of each of its fields."""
    license_path, seat = f"/v1/licenses/{serial}", examples.seat("anna")
    return [
        ("POST", "/v1/installations", examples.binding(serial, cust_id), under("", INSTALLATION)),
        ("PUT", f"/v1/installations/{cust_id}/serial-number",
         {"serial_number": serial, "company_name": "Nordvik AB"},
         {"/serial_number": "text", "/company_name": "text"}),
        ("POST", f"{license_path}/seats", seat, under("", SEAT)),
        ("POST", f"{license_path}/seat-changes",
         {"changes": [{"assign": seat}, {"remove": {"user": "anna", "module": "sales"}},
                      {"reassign": {"user": "anna", "from": "a", "to": "b"}}], "activate": False},
         {"/changes": "list", "/activate": "boolean", "/changes/0": "object",
          "/changes/0/assign": "object", "/changes/1/remove": "object",
          "/changes/2/reassign": "object", **under("/changes/0/assign", SEAT),
          **under("/changes/1/remove", {"user": "text", "module": "text"}),
          **under("/changes/2/reassign", {"user": "text", "from": "text", "to": "text"})}),
        ("POST", f"{license_path}/activations",
         {"mode": "manual", "cust_id": cust_id, "number": 1, "license_file": None},
         {"/mode": "choice", "/cust_id": "text", "/number": "number", "/license_file": "file"}),
        ("POST", f"{license_path}/hold", {"number": 1, "reason": "wrong"},
         {"/number": "number", "/reason": "explanation"}),
        ("POST", f"{license_path}/simulations",
         {"events": [examples.invoice(serial, "INV-1")], "as_of": "2026-03-01T12:00:00Z"},
         {"/events": "list", "/as_of": "instant", "/events/0": "object", "/events/0/id": "text",
          "/events/0/data": "object", "/events/0/data/amount": "amount"}),
        ("POST", "/v1/checks",
         {"checks": [{"serial_number": serial, "user": "anna", "module": "sales",
                      "as_of": "2026-03-01T12:00:00Z"}]},
         {"/checks": "list", "/checks/0": "object", "/checks/0/user": "optional text",
          "/checks/0/module": "optional text", "/checks/0/as_of": "instant"}),
        ("PUT", "/v1/test-clock", {"now": "2026-03-01T12:00:00Z"}, {"/now": "instant"}),
    ]


FACTS = {  # every fact: valid data, the kind of each of its fields
    "license.registered.v1": ({"company_name": "Nordvik AB", "auto_update": True},
                              {"company_name": "text", "auto_update": "boolean"}),
    "module.defined.v1": (
        {"type": "user", "display_name": {"en": "Sales"}, "includes": ["user"]},
        {"type": "choice", "display_name": "object", "display_name/en": "text",
         "unrestricted": "boolean", "hidden": "boolean", "user_plan": "boolean",
         "includes": "texts", "includes/0": "text", "prerequisite": "optional text",
         "service_access": "boolean"}),
    "policy.changed.v1": ({"warning_days": 1}, {
        name: "days" for name in ("warning_days", "grace_days", "payment_grace_days",
                                  "activated_notice_days")}),
    "purchase.recorded.v1": (
        {"order_id": "SO-1", "lines": [examples.line("sales", 1)], "invoice_ids": ["INV-1"]},
        {"order_id": "text", "lines": "list", "lines/0": "object", "invoice_ids": "texts",
         "invoice_ids/0": "text", **{f"lines/0/{name}": kind for name, kind in LINE.items()}}),
    "invoice.issued.v1": (
        {"invoice_id": "I", "amount": 1, "currency": "SEK", "due_on": "2026-03-01"},
        {"invoice_id": "text", "amount": "amount", "currency": "currency", "due_on": "date"}),
    "invoice.credited.v1": ({"credit_id": "C", "invoice_id": "I", "amount": 1},
                            {"credit_id": "text", "invoice_id": "text", "amount": "amount"}),
    "invoice.voided.v1": ({"invoice_id": "I"}, {"invoice_id": "text"}),
    "payment.received.v1": (
        {"payment_id": "P", "invoice_id": "I", "amount": 1, "currency": "SEK"},
        {"payment_id": "text", "invoice_id": "text", "amount": "amount", "currency": "currency"}),
    "payment.reversed.v1": (
        {"reversal_id": "R", "payment_id": "P", "amount": 1, "kind": "refund"},
        {"reversal_id": "text", "payment_id": "text", "amount": "amount", "kind": "choice"}),
    "maintenance.agreed.v1": ({"agreement_id": "M", "version": "8", "until": "2027-01-01"},
                              {"agreement_id": "text", "version": "version", "until": "date"}),
    "installation.upgraded.v1": ({"cust_id": "C", "version": "9", "test": False},
                                 {"cust_id": "text", "version": "version", "test": "boolean"}),
    "installation.kind_changed.v1": ({"cust_id": "C", "kind": "demo"},
                                     {"cust_id": "text", "kind": "choice"}),
    "service_request.opened.v1": ({"request_id": "R", "user": "anna"}, REQUEST),
    "service_request.updated.v1": ({"request_id": "R", "user": "anna"}, REQUEST),
    "service_request.closed.v1": ({"request_id": "R"}, {**REQUEST, "user": "optional text"}),
}
ATTRIBUTES = {"specversion": "choice", "source": "text", "id": "text", "type": "choice",
              "subject": "text", "time": "instant", "data": "object"}


def with_value(body: dict, pointer: str, value):
    """The body with another value at an RFC 6901 pointer."""
    changed = copy.deepcopy(body)
    *path, last = pointer.lstrip("/").split("/")
    inner = changed
    for part in path:
        inner = inner[int(part) if isinstance(inner, list) else part]
    inner[int(last) if isinstance(inner, list) else last] = value
    return changed


class FieldsOfTheWrongType(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        examples.active_license(cls.server, "fuzz")
        cls.end = cls.server.end()

    def assert_each_is_pointed_to(self, method, path, body, fields, kind=JSON):
        for pointer, kind_of_field in fields.items():
            for value in WRONG[kind_of_field]:
                with self.subTest(f"{method} {path}", pointer=pointer, value=value):
                    answer = self.server.call(method, path, with_value(body, pointer, value),
                                              kind=kind)
                    self.assertEqual((422, "invalid"), (answer.status, answer.body.get("code")),
                                     answer.body)
                    pointers = [error["pointer"] for error in answer.body["errors"]]
                    self.assertTrue(any(p == pointer or p.startswith(pointer + "/")
                                        for p in pointers), pointers)
        self.assertEqual(self.end, self.server.end(), "something was appended")

    def test_in_every_command_are_pointed_to(self):
        for method, path, body, fields in commands("fuzz", "Custfuzz"):
            self.assert_each_is_pointed_to(method, path, body, fields)

    def test_in_every_fact_are_pointed_to(self):
        for event_type, (data, fields) in FACTS.items():
            subject = "default" if event_type == "policy.changed.v1" else "fuzz"
            event = examples.event(event_type, subject, data)
            self.assert_each_is_pointed_to("POST", "/v1/events", event, under("/data", fields),
                                           EVENT)

    def test_in_an_event_envelope_are_pointed_to(self):
        event = examples.registered("fuzz")
        self.assert_each_is_pointed_to("POST", "/v1/events", event, under("", ATTRIBUTES), EVENT)


class RandomBodies(ServerTest):
    def test_never_break_the_server(self):
        seed = random.randrange(2**32)
        rng = random.Random(seed)
        examples.active_license(self.server, "random")
        routes = [(method, path, body, JSON)
                  for method, path, body, _ in commands("random", "Custrandom")]
        routes += [("POST", "/v1/events", examples.event(event_type, "random", data), EVENT)
                   for event_type, (data, _) in FACTS.items()]
        routes += [("POST", "/v1/events", [body], BATCH) for _, _, body, kind in routes
                   if kind == EVENT]
        values = [value for values in WRONG.values() for value in values] + [None, "random", 1]

        def mutated(value):
            if rng.random() < 0.15:
                return rng.choice(values)
            if isinstance(value, dict):
                kept = {name: mutated(v) for name, v in value.items() if rng.random() < 0.95}
                return {**kept, **({"more": rng.choice(values)} if rng.random() < 0.05 else {})}
            if isinstance(value, list):
                return [mutated(v) for v in value for _ in range(rng.choice((1, 1, 1, 0, 3)))]
            return value

        for _ in range(3000):
            method, path, body, kind = rng.choice(routes)
            sent = mutated(body)
            text = json.dumps(sent).encode()
            if rng.random() < 0.2:
                place = rng.randrange(len(text))
                text = text[:place] + rng.randbytes(rng.randrange(4)) + text[place + 1:]
            answer = self.server.call(method, path, text, kind=kind)
            self.assertLess(answer.status, 500, f"seed {seed}: {method} {path} {text!r}")
            if answer.status >= 400:
                self.assertTrue(answer.body["code"], f"seed {seed}: {method} {path} {text!r}")
