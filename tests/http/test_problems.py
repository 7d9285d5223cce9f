"""Responses to errors: RFC 9457, the same shape everywhere."""
import examples
from harness import BATCH, EVENT, JSON, NDJSON, ServerTest

COMMANDS = [  # every call with a body, on the license {serial}
    ("POST", "/v1/events", EVENT),
    ("POST", "/v1/events", BATCH),
    ("POST", "/v1/installations", JSON),
    ("PUT", "/v1/installations/Cust1/serial-number", JSON),
    ("POST", "/v1/licenses/{serial}/seats", JSON),
    ("POST", "/v1/licenses/{serial}/seat-changes", JSON),
    ("POST", "/v1/licenses/{serial}/activations", JSON),
    ("POST", "/v1/licenses/{serial}/hold", JSON),
    ("POST", "/v1/licenses/{serial}/simulations", JSON),
    ("POST", "/v1/checks", JSON),
    ("PUT", "/v1/test-clock", JSON),
]


class Problems(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.serial = "problems"
        examples.active_license(cls.server, cls.serial, sales=1)
        cls.server.call("POST", f"/v1/licenses/{cls.serial}/seats", examples.seat("anna"))

    def call(self, method, path, body=None, **more):
        return self.server.call(method, path.format(serial=self.serial), body, **more)

    def test_400_is_for_a_body_that_is_not_json(self):
        for method, path, kind in COMMANDS:
            for body in (b"", b"{", b"{} {}", b"\xef\xbb\xbf{}", b"{'a': 1}", b"\x00", b"[1,]",
                         b"NaN", b'{"a":"\xff"}', b'{"a":"tab\there"}'):
                with self.subTest(f"{method} {path} {kind}", body=body):
                    answer = self.call(method, path, body, kind=kind)
                    self.assert_problem(answer, 400, "malformed")

    def test_401_is_for_a_missing_or_wrong_token(self):
        token = self.server.token
        for authorization in ("", "Bearer", "Bearer ", "Bearer nobody", f"Basic {token}", token,
                              f"Bearer {token}x", f"Bearer {token[:-1]}", f"Bearer {token} x",
                              "Bearer \u00e5", f"Bearer {token.upper()}"):
            with self.subTest(authorization):
                answer = self.server.client("").call("GET", "/v1/licenses", headers={
                    "Authorization": authorization.encode("latin-1")})
                self.assert_problem(answer, 401, "unauthorized")
                self.assertTrue(answer.headers["www-authenticate"].startswith("Bearer"))

    def test_401_is_not_for_a_scheme_in_another_case(self):
        answer = self.server.client("").call("GET", "/v1/licenses", headers={
            "Authorization": f"bearer {self.server.token}"})
        self.assert_status(200, answer)

    def test_401_comes_before_anything_is_revealed_about_the_body_or_the_license(self):
        for method, path, kind in COMMANDS:
            with self.subTest(f"{method} {path} {kind}"):
                answer = self.server.client("nobody").call(
                    method, path.format(serial="unknown"), b"{", kind=kind)
                self.assert_problem(answer, 401, "unauthorized")

    def test_403_is_for_a_token_without_permission(self):
        auditor = self.server.client(self.server.tokens.create("auditor"))
        answer = auditor.call("POST", f"/v1/licenses/{self.serial}/seats", examples.seat("bo"))
        self.assert_problem(answer, 403, "forbidden")

    def test_404_is_for_an_unknown_path(self):
        for path in ("/", "/v1", "/v1/", "/v2/licenses", "/v1/licenses/a/b", "/v1/licenses/",
                     "/v1/licenses//seats", "/healthz/", "//healthz", "/v1/../healthz", "/HEALTHZ"):
            with self.subTest(path):
                self.assert_problem(self.call("GET", path), 404, "not_found")

    def test_404_is_for_an_unknown_license(self):
        bodies = {"seats": examples.seat("anna"), "activations": {"mode": "manual", "cust_id": "C"},
                  "seat-changes": {"changes": [{"assign": examples.seat("anna")}]},
                  "hold": {"number": 1}, "license-file": None, "simulations": {"events": []}}
        asked = [("POST", "/" + name, body) for name, body in bodies.items()]
        asked += [("GET", path, None) for path in ("", "/seats", "/events", "/activations")]
        asked += [("DELETE", path, None) for path in ("/seats/sales/anna", "/users/anna", "/hold")]
        for method, path, body in asked:
            with self.subTest(f"{method} {path}"):
                answer = self.call(method, "/v1/licenses/nobody" + path, body)
                self.assert_problem(answer, 404, "license_not_found")

    def test_404_is_for_an_unknown_installation_before_the_license_is_checked(self):
        body = {"serial_number": "nobody", "company_name": "Nordvik AB"}
        path = "/v1/installations/nobody"
        for answer in (self.call("PUT", f"{path}/serial-number", body), self.call("GET", path),
                       self.call("GET", f"{path}/login-status"),
                       self.call("GET", f"{path}/may-upgrade?version=11")):
            self.assert_problem(answer, 404, "installation_not_found")

    def test_405_lists_the_methods_that_are_allowed(self):
        answer = self.call("PATCH", "/v1/events", {})
        self.assert_problem(answer, 405, "method_not_allowed")
        self.assertLessEqual({"GET", "POST"}, set(answer.headers["allow"].split(", ")))
        self.assert_problem(self.call("DELETE", "/v1/licenses"), 405, "method_not_allowed")

    def test_413_is_for_a_body_that_is_too_large(self):
        with self.server.raw() as connection:
            connection.request("POST", "/v1/events", self.server.token,
                               headers={"Content-Type": EVENT, "Content-Length": "999999999"})
            self.assert_problem(connection.answer(), 413, "body_too_large")

    def test_415_is_for_a_content_type_other_than_json(self):
        for method, path, _ in COMMANDS:
            with self.subTest(f"{method} {path}"):
                answer = self.call(method, path, b"{}", kind="text/plain")
                self.assert_problem(answer, 415, "unsupported_media_type")
        for kind in ("application/x-www-form-urlencoded", "application/octet-stream",
                     "application/xml", "text/notjson", "application/jsonp", "application/json5"):
            with self.subTest(kind):
                answer = self.call("POST", "/v1/licenses/{serial}/seats", b"{}", kind=kind)
                self.assert_problem(answer, 415, "unsupported_media_type")

    def test_415_is_for_a_body_in_an_unsupported_coding(self):
        answer = self.call("POST", "/v1/events", b"\x1f\x8b\x08", kind=EVENT,
                           headers={"Content-Encoding": "gzip"})
        self.assert_problem(answer, 415, "unsupported_media_type")

    def test_422_is_for_json_that_is_not_an_object(self):
        for method, path, kind in COMMANDS:
            if kind == BATCH:
                continue
            for body in (b"null", b"[]", b"5", b'"x"', b"true"):
                with self.subTest(f"{method} {path}", body=body):
                    answer = self.call(method, path, body, kind=kind)
                    self.assert_problem(answer, 422, "invalid", "")

    def test_422_points_to_each_field_of_a_command(self):
        answer = self.call("POST", "/v1/installations", {"cust_id": 5, "kind": "real", "extra": 1,
                                                         "version": "x", "company_name": ""})
        self.assert_problem(answer, 422, "invalid", "/company_name", "/cust_id", "/deployment",
                            "/extra", "/kind", "/serial_number", "/version")
        changes = [{"assign": examples.seat("bo")}, {"assign": {"user": "bo"}}, {}, 5,
                   {"reassign": {"user": "bo", "from": "", "to": "sales"}}]
        answer = self.call("POST", "/v1/licenses/{serial}/seat-changes", {"changes": changes})
        self.assert_problem(answer, 422, "invalid", "/changes/1/assign/module",
                            "/changes/1/assign/user_type", "/changes/2", "/changes/3",
                            "/changes/4/reassign/from")

    def test_422_escapes_what_a_pointer_must_escape(self):
        seat = dict(examples.seat("bo"), **{"a/b~c": 1})
        answer = self.call("POST", "/v1/licenses/{serial}/seats", seat)
        self.assert_problem(answer, 422, "invalid", "/a~1b~0c")

    def test_422_is_for_a_query_that_cannot_be_read(self):
        for path in ("/v1/licenses/{serial}?as_of=soon",
                     "/v1/licenses/{serial}?known_at=2026-02-30",
                     "/v1/licenses/{serial}/seats?user_type=robot", "/v1/licenses?stage=old",
                     "/v1/licenses?blocked_by=expires_soon", "/v1/licenses?limit=0",
                     "/v1/licenses/{serial}/seats?cursor=x", "/v1/licenses/{serial}/events?limit=x",
                     "/v1/licenses/{serial}/activations?limit=99999999999999999999",
                     "/v1/installations/Custproblems/may-upgrade",
                     "/v1/installations/Custproblems/may-upgrade?version=eleven",
                     "/v1/installations/Custproblems/may-upgrade?version=11&date=soon"):
            with self.subTest(path):
                answer = self.call("GET", path)
                self.assertEqual((422, "invalid"), (answer.status, answer.body["code"]))
                self.assertEqual(1, len(answer.body["errors"]))
        answer = self.call("DELETE", "/v1/licenses/{serial}/seats/sales/bo?cascade=perhaps")
        self.assertEqual((422, "invalid"), (answer.status, answer.body.get("code")))

    def test_431_is_for_headers_that_are_too_large(self):
        with self.server.raw() as connection:
            connection.request("GET", "/healthz", headers={"X-Long": "x" * 100_000})
            self.assert_problem(connection.answer(), 431, "headers_too_large")

    def test_each_has_its_own_request_id_that_the_header_repeats(self):
        ids = {self.assert_problem(self.call("GET", "/nothing"), 404, "not_found")["request_id"]
               for _ in range(100)}
        self.assertEqual(100, len(ids))


class Refusals(ServerTest):
    def setUp(self):
        self.serial = self.new_serial()
        self.path = f"/v1/licenses/{self.serial}"
        examples.active_license(self.server, self.serial, sales=1)
        self.server.call("POST", f"{self.path}/seats", examples.seat("anna"))

    def assert_refused(self, answer, code, *reasons):
        problem = self.assert_problem(answer, 409, code)
        self.assertEqual(list(reasons), [reason["code"] for reason in problem["reasons"]])
        log = {event["position"]: event for event in self.server.feed()}
        for reason in problem["reasons"]:
            for member in ("since", "resolver", "remedies", "message", "evidence"):
                self.assertIn(member, reason)
            self.assertTrue(reason["message"] and reason["resolver"])
            self.assertEqual(len(reason["evidence"]), reason["evidence_count"])
            for evidence in reason["evidence"]:
                event = log[evidence["position"]]
                self.assertEqual((event["id"], event["type"]), (evidence["id"], evidence["type"]))
        return problem

    def test_of_a_seat_carry_the_reasons(self):
        answer = self.server.call("POST", f"{self.path}/seats", examples.seat("bo"))
        self.assert_refused(answer, "seat_refused", "no_free_seat")
        answer = self.server.call("POST", f"{self.path}/seat-changes", {
            "changes": [{"assign": examples.seat("bo", "maps")}]})
        self.assert_refused(answer, "seat_refused", "not_entitled")

    def test_of_a_removal_carry_the_reasons(self):
        module = "helpdesk-" + self.serial
        self.server.post(examples.module(module, service_access=True))
        self.server.post(examples.purchase(self.serial, examples.line(module, 1)))
        self.server.call("POST", f"{self.path}/seats", examples.seat("bo", module))
        self.server.post(examples.event("service_request.opened.v1", self.serial,
                                        {"request_id": "R1", "user": "bo"}))
        for path in (f"/seats/{module}/bo", "/users/bo"):
            answer = self.server.call("DELETE", self.path + path)
            self.assert_refused(answer, "removal_refused", "open_requests")

    def test_of_an_activation_carry_every_reason(self):
        self.server.post(examples.purchase(self.serial, examples.line("sales", 0),
                                           invoice_ids=("INV-1",)))
        activation = {"mode": "manual", "cust_id": f"Cust{self.serial}"}
        answer = self.server.call("POST", f"{self.path}/activations", activation)
        self.assert_refused(answer, "activation_blocked", "unpaid", "excess")

    def test_of_a_binding_carry_the_reasons(self):
        other = examples.binding(self.serial, "Another", company_name="Sydvik AB")
        answer = self.server.call("POST", "/v1/installations", other)
        self.assert_refused(answer, "binding_refused", "owner_mismatch", "serial_in_use")

    def test_when_nothing_is_pending_have_their_own_code(self):
        activation = {"mode": "manual", "cust_id": f"Cust{self.serial}", "number": 1}
        self.assert_status(200, self.server.call("POST", f"{self.path}/activations", activation))
        for path, body in (("/hold", {"number": 7}), ("/activations", dict(activation, number=7)),
                           ("/seat-changes", {"changes": [], "activate": True})):
            answer = self.server.call("POST", self.path + path, body)
            self.assertEqual((409, "nothing_pending"), (answer.status, answer.body["code"]))

    def test_are_in_swedish_on_request(self):
        messages = {}
        for language in ("sv", "sv-SE,sv;q=0.9,en;q=0.8", "en", "de", "en;q=0.5,sv;q=0.7", ""):
            answer = self.server.call("POST", f"{self.path}/seats", examples.seat("bo"),
                                      headers={"Accept-Language": language})
            messages[language] = answer.body["reasons"][0]["message"]
        self.assertEqual({messages["sv"]}, {messages["sv-SE,sv;q=0.9,en;q=0.8"],
                                            messages["en;q=0.5,sv;q=0.7"]})
        self.assertEqual({messages["en"]}, {messages["de"], messages[""]})
        self.assertNotEqual(messages["en"], messages["sv"])

    def test_in_a_stream_of_lines_have_the_same_shape(self):
        answer = self.server.call("POST", "/v1/events", b"{\n", kind=NDJSON)
        problem = answer.body[0]["problem"]
        self.assertLessEqual({"type", "title", "status", "detail", "code"}, set(problem))
