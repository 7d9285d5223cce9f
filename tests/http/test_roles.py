"""Who may do what: every route with every role; what each may post; tokens and their file."""
import hashlib
import json
import os
import re
import stat

import examples
from harness import BATCH, EVENT, JSON, NDJSON, ROOT, Server, ServerTest
from raw import LAST_CHUNK, chunk_of

MINE, OTHERS = "mine", "others"  # the serial numbers that the admin manages and does not manage

EVERYBODY = {"nobody", "billing", "admin", "admin of another", "support", "auditor", "operator"}
READERS = {"support", "auditor", "operator"}
READERS_AND_ADMIN = READERS | {"admin"}
ADMINISTRATORS = {"admin", "operator"}
OPERATORS = {"operator"}

LICENSE = "/v1/licenses/{serial}"
WEBHOOK = "/v1/webhooks/{id}"
INSTALLATION = "/v1/installations/{cust_id}"
CHANGES = {"changes": [{"remove": examples.seat("anna")}]}
ACTIVATION = {"mode": "manual", "cust_id": "Custmine"}
NEW_SERIAL = {"serial_number": MINE, "company_name": "Nordvik AB"}
CHANGES["changes"][0]["remove"].pop("user_type")

# Method, pattern, body, allowed roles. Every call affects the license `mine`.
MATRIX = [
    ("POST", "/v1/events", examples.registered(MINE), {"billing", "operator"}),
    ("GET", "/v1/events", None, READERS),
    ("POST", "/v1/installations", examples.binding(MINE), ADMINISTRATORS),
    ("GET", INSTALLATION, None, READERS_AND_ADMIN),
    ("PUT", INSTALLATION + "/serial-number", NEW_SERIAL, ADMINISTRATORS),
    ("GET", INSTALLATION + "/login-status", None, READERS_AND_ADMIN),
    ("GET", INSTALLATION + "/may-upgrade", None, READERS_AND_ADMIN),
    ("GET", "/v1/licenses", None, READERS),
    ("GET", LICENSE, None, READERS_AND_ADMIN),
    ("GET", LICENSE + "/events", None, READERS_AND_ADMIN),
    ("GET", LICENSE + "/seats", None, READERS_AND_ADMIN),
    ("POST", LICENSE + "/seats", examples.seat("anna"), ADMINISTRATORS),
    ("DELETE", LICENSE + "/seats/{module}/{user}", None, ADMINISTRATORS),
    ("POST", LICENSE + "/seat-changes", CHANGES, ADMINISTRATORS),
    ("DELETE", LICENSE + "/users/{user}", None, ADMINISTRATORS),
    ("GET", LICENSE + "/timeline", None, READERS_AND_ADMIN),
    ("GET", LICENSE + "/activations", None, READERS_AND_ADMIN),
    ("POST", LICENSE + "/activations", ACTIVATION, ADMINISTRATORS),
    ("POST", LICENSE + "/hold", {"number": 1}, ADMINISTRATORS),
    ("DELETE", LICENSE + "/hold", None, ADMINISTRATORS),
    ("POST", LICENSE + "/license-file", None, ADMINISTRATORS),
    ("POST", LICENSE + "/simulations", {"events": []}, READERS_AND_ADMIN),
    ("POST", "/v1/checks", {"checks": [{"serial_number": MINE}]},
     READERS_AND_ADMIN | {"admin of another"}),
    ("POST", "/v1/ingest/stripe", {}, EVERYBODY),
    ("GET", "/v1/inbox", None, READERS | {"billing"}),
    ("POST", "/v1/inbox/retry", None, {"billing", "operator"}),
    ("GET", "/v1/inbox/{id}", None, READERS | {"billing"}),
    ("POST", "/v1/inbox/{id}/retry", None, {"billing", "operator"}),
    ("POST", "/v1/inbox/{id}/dismissal", {"reason": "r"}, {"billing", "operator"}),
    ("GET", "/v1/log", None, EVERYBODY - {"nobody"}),
    ("GET", "/v1/proofs/inclusion", None, EVERYBODY - {"nobody"}),
    ("GET", "/v1/proofs/consistency", None, EVERYBODY - {"nobody"}),
    ("GET", "/checkpoint", None, EVERYBODY),
    ("GET", "/tile/entries/{path*}", None, {"auditor", "operator"}),
    ("GET", "/tile/{level}/{path*}", None, EVERYBODY),
    ("GET", "/v1/tokens", None, OPERATORS),
    ("POST", "/v1/tokens", {"name": "made", "role": "support"}, OPERATORS),
    ("POST", "/v1/tokens/{id}/rotation", None, OPERATORS),
    ("DELETE", "/v1/tokens/{id}", None, OPERATORS),
    ("POST", "/v1/webhooks", {"url": "https://example.com/", "types": ["webhook.none"]}, OPERATORS),
    ("GET", "/v1/webhooks", None, {"auditor", "operator"}),
    ("GET", WEBHOOK, None, {"auditor", "operator"}),
    ("PATCH", WEBHOOK, {}, OPERATORS),
    ("DELETE", WEBHOOK, None, OPERATORS),
    ("POST", WEBHOOK + "/secret", {}, OPERATORS),
    ("POST", WEBHOOK + "/test", None, OPERATORS),
    ("GET", WEBHOOK + "/deliveries", None, {"auditor", "operator"}),
    ("GET", WEBHOOK + "/deliveries/{message}", None, {"auditor", "operator"}),
    ("POST", WEBHOOK + "/deliveries/{message}/redelivery", None, OPERATORS),
    ("PUT", "/v1/test-clock", {"now": ServerTest.now}, OPERATORS),
    ("GET", "/.well-known/jwks.json", None, EVERYBODY),
    ("GET", "/openapi.json", None, EVERYBODY),
    ("GET", "/docs", None, EVERYBODY),
    ("GET", "/docs/{asset}", None, EVERYBODY),
    ("GET", "/healthz", None, EVERYBODY),
    ("GET", "/readyz", None, EVERYBODY),
    ("GET", "/v1/summary", None, READERS),
    ("GET", "/metrics", None, READERS),
]
PARAMETERS = {"serial": MINE, "cust_id": "Custmine", "module": "sales", "user": "anna",
              "level": "0", "id": "none", "path*": "000.p/1", "asset": "start.js",
              "message": "msg_1"}
QUERIES = {INSTALLATION + "/may-upgrade": "?version=12"}

BILLING_FACTS = [
    ("license.registered.v1", {"company_name": "Nordvik AB"}),
    ("purchase.recorded.v1", {"order_id": "SO-1", "lines": [examples.line("sales", 10)]}),
    ("invoice.issued.v1", examples.invoice(MINE, "INV-1")["data"]),
    ("invoice.credited.v1", {"credit_id": "C", "invoice_id": "INV-1", "amount": 1}),
    ("invoice.voided.v1", {"invoice_id": "INV-1"}),
    ("payment.received.v1", examples.payment(MINE, "INV-1")["data"]),
    ("payment.reversed.v1",
     {"reversal_id": "R", "payment_id": "P", "amount": 1, "kind": "refund"}),
    ("maintenance.agreed.v1", {"agreement_id": "M", "version": "8"}),
]
ADMIN_FACTS = [
    ("installation.upgraded.v1", {"cust_id": "Custmine", "version": "12"}),
    ("installation.kind_changed.v1", {"cust_id": "Custmine", "kind": "production"}),
    ("service_request.opened.v1", {"request_id": "R", "user": "bo"}),
    ("service_request.updated.v1", {"request_id": "R", "user": "bo"}),
    ("service_request.closed.v1", {"request_id": "R"}),
]
SEAT = {"module": "sales", "user": "cia", "user_type": "associate"}
OPERATOR_EVENTS = [
    ("module.defined.v1", {}), ("policy.changed.v1", {"warning_days": 28}),
    ("installation.bound.v1", {name: value for name, value in examples.binding(MINE).items()
                               if name != "serial_number"}),
    ("installation.binding_refused.v1", {"cust_id": "C", "reasons": []}),
    ("installation.released.v1", {"cust_id": "C"}),
    ("license.activated.v1", {"number": 1, "mode": "manual", "modules": {"sales": 10}}),
    ("activation.blocked.v1", {"number": 1, "mode": "manual", "reasons": []}),
    ("pending.held.v1", {"number": 1}), ("pending.released.v1", {"number": 1}),
    ("seat.assigned.v1", SEAT), ("seat.assignment_refused.v1", {**SEAT, "reasons": []}),
    ("seat.removed.v1", SEAT), ("seat.removal_refused.v1", {**SEAT, "reasons": []}),
    ("license_file.issued.v1", {"number": 1, "modules": {}, "key_id": "k"}),
    ("log.restored.v1", {"origin": "o", "signed_size": 0, "reason": "r"}),
]


def path_of(pattern: str) -> str:
    return pattern.format(**PARAMETERS)


class RolesTest(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for serial in (MINE, OTHERS):
            examples.active_license(cls.server, serial)
        create = cls.server.tokens.create
        cls.clients = {
            "nobody": cls.server.client(""), "operator": cls.server.client(),
            "admin": cls.server.client(create("admin", MINE)),
            "admin of another": cls.server.client(create("admin", OTHERS, "and-one-more")),
            **{role: cls.server.client(create(role)) for role in ("billing", "support", "auditor")}}

    def assert_allowed(self, allowed: bool, who: str, answer) -> None:
        refused = 401 if who == "nobody" else 403
        if allowed:
            self.assertNotIn(answer.status, (401, 403), answer.body)
            self.assertLess(answer.status, 500)
        else:
            code = {401: "unauthorized", 403: "forbidden"}[refused]
            self.assert_problem(answer, refused, code)


class Routes(RolesTest):
    def test_are_all_in_the_matrix(self):
        source = (ROOT / "tools/api/routes.cc").read_text(encoding="utf-8")
        listed = re.findall(r'\{"([A-Z]+)",\s*"(/[^"]*)"', source)
        self.assertEqual(sorted(listed), sorted((row[0], row[1]) for row in MATRIX))

    def test_are_for_the_roles_in_the_matrix_and_no_others(self):
        for method, pattern, body, allowed in MATRIX:
            path = path_of(pattern)
            kind = EVENT if pattern == "/v1/events" else JSON
            for who, client in self.clients.items():
                with self.subTest(f"{who}: {method} {pattern}"):
                    answer = client.call(method, path + QUERIES.get(pattern, ""), body, kind=kind)
                    self.assert_allowed(who in allowed, who, answer)

    def test_refused_to_a_role_have_no_effect(self):
        end = self.server.end()
        for method, pattern, body, allowed in MATRIX:
            path = path_of(pattern)
            for who in self.clients.keys() - allowed:
                self.clients[who].call(method, path, body, kind=JSON)
        self.assertEqual(end, self.server.end())

    def test_do_not_let_an_admin_move_an_installation_from_or_to_the_license_of_another(self):
        admin, other = self.clients["admin"], self.clients["admin of another"]
        to_mine, to_others = (dict(NEW_SERIAL, serial_number=s) for s in (MINE, OTHERS))
        for client, cust_id, body in ((admin, "Custothers", to_mine),
                                      (admin, "Custmine", to_others),
                                      (other, "Custmine", to_others)):
            answer = client.call("PUT", f"/v1/installations/{cust_id}/serial-number", body)
            self.assert_problem(answer, 403, "forbidden")


class PostedEvents(RolesTest):
    def assert_posters(self, events, allowed):
        for event_type, data in events:
            for who, client in self.clients.items():
                subject = {"policy.changed.v1": "default",
                           "log.restored.v1": "log"}.get(event_type, MINE)
                event = examples.event(event_type, subject, data)
                with self.subTest(f"{who}: {event_type}"):
                    self.assert_allowed(who in allowed, who, client.post(event))

    def test_of_billing_are_for_billing(self):
        self.assert_posters(BILLING_FACTS, {"billing", "operator"})

    def test_of_an_installation_and_its_users_are_for_its_admin(self):
        self.assert_posters(ADMIN_FACTS, {"admin", "operator"})

    def test_of_the_catalog_and_of_history_are_for_operators(self):
        self.assert_posters(OPERATOR_EVENTS, OPERATORS)

    def test_cover_every_type(self):
        source = (ROOT / "ledger/event_type.cc").read_text(encoding="utf-8")
        listed = re.findall(r'"([a-z_.]+\.v1)"', source)
        named = [event_type for event_type, _ in BILLING_FACTS + ADMIN_FACTS + OPERATOR_EVENTS]
        self.assertEqual(sorted(listed), sorted(named))

    def test_in_a_batch_are_judged_one_by_one(self):
        events = [examples.event(t, MINE, d) for t, d in (ADMIN_FACTS[2], BILLING_FACTS[2])]
        events.append(dict(events[0], id="another", subject=OTHERS))
        for kind in (BATCH, NDJSON):
            answer = self.clients["admin"].call("POST", "/v1/events", events, kind=kind)
            codes = [r.get("problem", {}).get("code", "fine") for r in answer.body]
            self.assertEqual(["fine", "forbidden", "forbidden"], codes)
        end = self.server.end()
        answer = self.clients["admin"].call("POST", "/v1/events?atomic=true", events[::-1],
                                            kind=BATCH)
        self.assertEqual({"rejected"}, {result["status"] for result in answer.body})
        self.assertEqual(end, self.server.end())


class Tokens(ServerTest):
    complaint_wanted = "every token is rejected"

    def files(self):
        return [path for path in self.server.data.rglob("*") if path.is_file()]

    def test_are_stored_as_digests_and_never_in_clear(self):
        secrets = [self.server.tokens.create("support"), self.server.token]
        client = self.server.client(secrets[0])
        client.call("GET", "/v1/licenses")
        client.call("GET", f"/v1/licenses?cursor={secrets[0]}")
        for path in [*self.files(), self.server.log]:
            for secret in secrets:
                if path.name != "operator.token":
                    self.assertNotIn(secret.encode(), path.read_bytes(), path.name)
        kept = (self.server.data / "tokens.json").read_text()
        self.assertIn(hashlib.sha256(secrets[0].encode()).hexdigest(), kept)

    def test_and_keys_are_in_files_only_for_their_owner(self):
        self.server.tokens.create("support")
        self.assertEqual(0o700, stat.S_IMODE(self.server.data.stat().st_mode))
        for path in self.server.data.iterdir():
            if path.is_file():
                self.assertEqual(0o600, stat.S_IMODE(path.stat().st_mode), path.name)

    def test_that_are_revoked_are_refused_immediately(self):
        for _ in range(20):
            secret = self.server.tokens.create("support")
            client = self.server.client(secret)
            self.assert_status(200, client.call("GET", "/v1/licenses"))
            self.server.tokens.revoke(secret)
            self.assert_problem(client.call("GET", "/v1/licenses"), 401, "unauthorized")

    def test_that_are_revoked_end_a_live_feed(self):
        secret = self.server.tokens.create("auditor")
        with self.server.raw(5) as connection:
            connection.request("GET", "/v1/events", secret, headers={"Accept": "text/event-stream"})
            self.assertEqual(200, connection.head()[0])
            self.server.tokens.revoke(secret)
            self.server.post(examples.registered(self.new_serial(), "Confidential AB"))
            seen = b""
            with self.assertRaises(ConnectionError):
                while b"Confidential" not in seen:
                    seen += connection.chunk()
            self.assertNotIn(b"Confidential", seen)

    def test_that_are_revoked_end_a_stream_of_lines(self):
        secret = self.server.tokens.create("billing")
        lines = [json.dumps(examples.registered(self.new_serial())) + "\n" for _ in range(2)]
        with self.server.raw(5) as connection:
            connection.request("POST", "/v1/events", secret, headers={
                "Content-Type": NDJSON, "Transfer-Encoding": "chunked"})
            connection.send(chunk_of(lines[0]))
            connection.head()
            self.assertIn(b"appended", connection.chunk())
            self.server.tokens.revoke(secret)
            end = self.server.end()
            connection.send(chunk_of(lines[1]), LAST_CHUNK)
            try:
                self.assertNotIn(b"appended", connection.chunks())
            except ConnectionError:
                pass
        self.assertEqual(end, self.server.end())

    def test_are_valid_immediately_even_after_several_changes_in_a_row(self):
        secrets = [self.server.tokens.create("support") for _ in range(5)]
        for secret in secrets:
            self.assert_status(200, self.server.client(secret).call("GET", "/v1/licenses"))

    def test_are_all_refused_while_their_file_cannot_be_read_and_the_server_survives(self):
        file = self.server.data / "tokens.json"
        good = file.read_text()
        token_without_role = {"tokens": [dict(json.loads(good)["tokens"][0], role="king")]}
        try:
            for bad in ("", "{", "[]", '{"tokens": 5}', '{"tokens": [{}]}',
                        json.dumps(token_without_role)):
                with self.subTest(bad):
                    file.write_text(bad)
                    answer = self.server.client().call("GET", "/v1/licenses")
                    self.assert_problem(answer, 401, "unauthorized")
        finally:
            file.write_text(good)
        self.assert_status(200, self.server.client().call("GET", "/v1/licenses"))

    def test_survive_a_restart_and_so_does_the_operators(self):
        secret, before = self.server.tokens.create("support"), self.server.token
        self.assertEqual(0, self.server.stop())
        self.server.start(self.now)
        self.assertEqual(before, self.server.token)
        self.assert_status(200, self.server.client(secret).call("GET", "/v1/licenses"))

    def test_are_private_whatever_the_umask(self):
        before = os.umask(0)
        try:
            server = Server(self.now)
        finally:
            os.umask(before)
        self.addCleanup(server.discard)
        self.assertEqual(0o700, stat.S_IMODE(server.data.stat().st_mode))
        for name in ("operator.token", "tokens.json", "license-file.key"):
            self.assertEqual(0o600, stat.S_IMODE((server.data / name).stat().st_mode), name)


class WithoutATestClock(ServerTest):
    now = None

    def test_nobody_can_set_the_time(self):
        answer = self.server.call("PUT", "/v1/test-clock", {"now": "2030-01-01T00:00:00Z"})
        self.assert_problem(answer, 404, "not_found")
