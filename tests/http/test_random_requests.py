"""Requests composed at random: any route, any header, any body, valid or not. The server always
answers as docs/openapi.json specifies, does not fail, and keeps running."""
import json
import os
import pathlib
import random

import examples
from harness import BATCH, EVENT, JSON, NDJSON, ServerTest, quoted

DOCUMENT = pathlib.Path(__file__).parents[2] / "docs" / "openapi.json"
REQUESTS = int(os.environ.get("LEDGER_RANDOM_REQUESTS", "1500"))
SEED = int(os.environ.get("LEDGER_SEED", "1"))

# An endless response, or one that needs a special option of the server.
LEFT_OUT = {"/v1/test-clock"}

HEADERS = {
    "If-Match": ('"0"', '"3"', '"99"', "*", "7", "W/\"1\"", '""', "", '"a", "b"'),
    "If-None-Match": ('"0"', '"3"', "*", ""),
    "Idempotency-Key": ("k1", '"k1"', "k2", '""', "", "k" * 255, "k" * 256),
    "Content-Type": (JSON, EVENT, BATCH, NDJSON, "text/plain", "", "application/json; charset=x",
                     "multipart/form-data", BATCH + "; charset=utf-8"),
    "Accept": ("*/*", JSON, "text/html", "application/problem+json", ""),
    "Accept-Language": ("sv", "en", "sv-SE,en;q=0.1", "*", "", "xx"),
    "Last-Event-ID": ("0", "5", "-1", "x", "18446744073709551616", ""),
    "traceparent": ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0-0-0", ""),
    "ce-specversion": ("1.0", "0.3", ""),
    "ce-type": ("license.registered.v1", "unknown", ""),
    "ce-source": ("/billing", ""),
    "ce-id": ("b1", ""),
    "ce-subject": ("1801000001", ""),
    "ce-time": ("2026-01-01T00:00:00Z", "yesterday", ""),
    "Stripe-Signature": ("t=1,v1=00", ""),
    "X-Request-Id": ("mine",),
}

VALUES = (None, True, 0, 1, -1, 2 ** 53, 1.5, "", "a", "1801000001", "sales", "2026-01-01",
          "2026-01-01T00:00:00Z", "9999-12-31", [], {}, ["a"], "å" * 300)


class RandomRequests(ServerTest):
    def setUp(self):
        self.rng = random.Random(SEED)
        self.serial = self.new_serial()
        examples.active_license(self.server, self.serial, sales=2)
        paths = json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"]
        self.operations = sorted((method.upper(), path) for path, of_path in paths.items()
                                 for method in of_path if path not in LEFT_OUT
                                 if method in ("get", "post", "put", "delete", "patch", "head"))

    def path(self, template: str) -> str:
        path = template
        values = {"serial": self.serial, "cust_id": f"Cust{self.serial}", "user": "anna",
                  "module": "sales"}
        while "{" in path:
            before, rest = path.split("{", 1)
            name, after = rest.split("}", 1)
            value = values.get(name, "1") if self.rng.random() < 0.8 else self.rng.choice(
                ("x", "å", "..", "%00", "0", "-1", "18446744073709551615"))
            path = before + quoted(value) + after
        members = self.rng.sample(
            ("limit=2", "limit=0", "cursor=1", "cursor=x", "as_of=2026-01-01", "as_of=x",
             "known_at=2026-01-01T00:00:00Z", "after=0", "atomic=true", "atomic=x", "cascade=true",
             "module=sales", "user=anna", "user_type=other", "stage=valid", "blocked_by=unpaid",
             "version=12", "date=2026-01-01", "tree_size=1", "position=0", "first=1", "second=2",
             "min_position=0", "cosigned=true", "company_name=Nordvik%20AB", "=", "a", "%zz"),
            self.rng.choice((0, 0, 1, 2, 3)))
        return path + ("?" + "&".join(members) if members else "")

    def value(self, depth: int = 0):
        if depth > 3 or self.rng.random() < 0.6:
            return self.rng.choice(VALUES)
        if self.rng.random() < 0.5:
            return [self.value(depth + 1) for _ in range(self.rng.randrange(3))]
        names = ("serial_number", "cust_id", "kind", "user", "module", "changes", "mode", "number",
                 "events", "reason", "id", "type", "data", "subject", "specversion", "source")
        return {self.rng.choice(names): self.value(depth + 1)
                for _ in range(self.rng.randrange(5))}

    def valid(self):
        return self.rng.choice((
            examples.invoice(self.serial, "INV-1"), examples.payment(self.serial, "INV-1"),
            examples.purchase(self.serial, examples.line("sales", 3)),
            examples.binding(self.serial), examples.seat("anna"), {"mode": "manual"},
            {"changes": [{"assign": examples.seat("bo")}]}, {"number": 1},
            {"serial_number": self.serial, "company_name": "Nordvik AB"}))

    def body(self):
        """No body, or one that is valid, in a list, invalid, truncated, or arbitrary bytes."""
        kind = self.rng.choice(("none", "valid", "valid", "list", "lines", "any", "cut", "bytes"))
        if kind == "none":
            return None
        if kind == "bytes":
            return self.rng.randbytes(self.rng.randrange(64))
        if kind == "lines":
            return b"".join(json.dumps(self.rng.choice((self.valid(), self.value()))).encode()
                            + b"\n" for _ in range(self.rng.randrange(3)))
        if kind == "list":
            made = [self.valid() for _ in range(self.rng.randrange(3))]
        else:
            made = self.value() if kind == "any" else self.valid()
        text = json.dumps(made).encode()
        return text[:self.rng.randrange(len(text))] if kind == "cut" else text

    def test_are_answered_as_documented_and_never_stop_the_server(self):
        for number in range(REQUESTS):
            method, template = self.rng.choice(self.operations)
            path, body = self.path(template), self.body()
            names = self.rng.sample(sorted(HEADERS), self.rng.choice((0, 1, 2, 2, 4)))
            headers = {name: self.rng.choice(HEADERS[name]) for name in names}
            with self.subTest(f"seed {SEED}, request {number}: {method} {path} {headers} {body}"):
                answer = self.server.call(method, path, body, headers=headers)
                self.assertNotIn(answer.status, (500, 501), answer.body)
