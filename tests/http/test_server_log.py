"""What the server logs about requests, and what its log never contains."""
import json
import re
import subprocess
import time

import examples
from harness import BINARY, EVENT, NDJSON, ServerTest, quoted

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = "00f067aa0ba902b7"


class Logging(ServerTest):
    def records(self) -> list[dict]:
        lines = self.server.log.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def record_of(self, request_id: str) -> dict:
        """The record of the request itself, which is written after the response."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            found = [r for r in self.records()
                     if r["message"] == "request" and r.get("request_id") == request_id]
            if found:
                self.assertEqual(1, len(found), found)
                return found[0]
            time.sleep(0.02)
        self.fail(f"no record of {request_id} in {self.server.log_tail()}")

    def logged(self, method: str, path: str, body=None, **more) -> dict:
        return self.record_of(self.server.call(method, path, body, **more).headers["x-request-id"])


class RequestRecord(Logging):
    options = ("--log-format", "json")

    def test_describes_the_request_and_the_response(self):
        serial = self.new_serial()
        answer = self.server.post(examples.registered(serial))
        record = self.record_of(answer.headers["x-request-id"])
        self.assertEqual(["time", "level", "message", "request_id", "trace_id", "span_id",
                          "parent_id", "method", "route", "status", "seconds", "bytes", "token"],
                         list(record))
        self.assertRegex(record["time"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")
        self.assertEqual(("info", "request", "POST", "/v1/events", 201),
                         tuple(record[name] for name in ("level", "message", "method", "route",
                                                         "status")))
        self.assertTrue(0 < record["seconds"] < 30)
        self.assertGreater(record["bytes"], len(json.dumps(answer.body)))

    def test_names_the_token_by_its_id_and_the_route_by_its_pattern(self):
        listed = subprocess.run([BINARY, "token", "list", "--data", self.server.data, "--json"],
                                check=True, capture_output=True, text=True).stdout
        operator = next(t["id"] for t in json.loads(listed)["data"] if t["role"] == "operator")
        record = self.logged("GET", f"/v1/licenses/{self.new_serial()}/seats?user=anna.berg")
        self.assertEqual(("/v1/licenses/{serial}/seats", 404, operator),
                         (record["route"], record["status"], record["token"]))
        nobody = self.server.client("no such token").call("GET", "/v1/licenses")
        record = self.record_of(nobody.headers["x-request-id"])
        self.assertEqual(("/v1/licenses", 401, ""),
                         (record["route"], record["status"], record["token"]))

    def test_exists_for_unreadable_requests_and_for_unknown_routes(self):
        with self.server.raw() as connection:
            answer = connection.send(b"GET /healthz HTTP/1.1\r\n\r\n").answer()
        record = self.record_of(answer.headers["x-request-id"])
        self.assertEqual(("unread", "GET", 400), (record["route"], record["method"],
                                                  record["status"]))
        with self.server.raw() as connection:
            answer = connection.send(b"nonsense\r\n\r\n").answer()
        record = self.record_of(answer.headers["x-request-id"])
        self.assertEqual(("unread", 400), (record["route"], record["status"]))
        record = self.logged("GET", "/nothing")
        self.assertEqual(("unknown", 404), (record["route"], record["status"]))
        record = self.logged("SELL", "/v1/events")
        self.assertEqual(("/v1/events", "other", 405),
                         (record["route"], record["method"], record["status"]))

    def test_is_a_single_one_for_streamed_lines(self):
        serial = self.new_serial()
        record = self.logged("POST", "/v1/events", [examples.registered(serial)], kind=NDJSON)
        self.assertEqual(("/v1/events", 200), (record["route"], record["status"]))
        record = self.logged("POST", "/v1/events", b"x" * 300_000, kind=NDJSON)
        self.assertEqual(("/v1/events", 413), (record["route"], record["status"]))

    def test_is_left_out_at_info_for_successful_probes(self):
        ids = {self.server.call("GET", path).headers["x-request-id"]
               for path in ("/healthz", "/readyz", "/metrics")}
        refused = self.server.client("no such token").call("GET", "/metrics")
        self.assertEqual(401, self.record_of(refused.headers["x-request-id"])["status"])
        self.assertFalse(ids & {r.get("request_id") for r in self.records()})

    def test_continues_the_trace_of_the_caller_in_a_new_span(self):
        record = self.logged("GET", "/v1/licenses",
                             headers={"traceparent": f"00-{TRACE}-{SPAN}-01"})
        self.assertEqual((TRACE, SPAN), (record["trace_id"], record["parent_id"]))
        self.assertRegex(record["span_id"], r"^[0-9a-f]{16}$")
        self.assertNotEqual(SPAN, record["span_id"])

    def test_begins_a_trace_if_there_is_none_to_continue(self):
        seen = set()
        for headers in ({}, {"traceparent": ""}, {"traceparent": f"ff-{TRACE}-{SPAN}-01"},
                        {"traceparent": f"00-{TRACE.upper()}-{SPAN}-01"}):
            record = self.logged("GET", "/v1/licenses", headers=headers)
            self.assertRegex(record["trace_id"], r"^[0-9a-f]{32}$")
            self.assertEqual("", record["parent_id"])
            seen.add(record["trace_id"])
        with self.server.raw() as connection:
            two = f"traceparent: 00-{TRACE}-{SPAN}-01\r\n" * 2
            answer = connection.send(f"GET /nothing HTTP/1.1\r\nHost: x\r\n{two}\r\n").answer()
        seen.add(self.record_of(answer.headers["x-request-id"])["trace_id"])
        self.assertEqual(5, len(seen))
        self.assertNotIn(TRACE, seen)

    def test_has_an_id_generated_by_the_server(self):
        answer = self.server.call("GET", "/nothing", headers={"X-Request-Id": "mine"})
        self.assertNotEqual("mine", answer.headers["x-request-id"])
        self.assertEqual(answer.body["request_id"], answer.headers["x-request-id"])


class WithoutAccessLog(Logging):
    options = ("--log-format", "json", "--access-log", "false", "--log-level", "debug")

    def test_requests_are_not_logged(self):
        self.server.call("GET", "/nothing")
        self.server.call("GET", "/nothing")
        self.assertEqual([], [r for r in self.records() if r["message"] == "request"])
        self.assertTrue(self.records()[0]["message"].startswith("serving "))


class Secrets:
    """Nothing that a client sends, in any place, may appear in the log."""

    word = "geheim"

    def secret(self) -> str:
        self.count = getattr(self, "count", 0) + 1
        return f"{self.word}{self.count:02}"

    def send_everywhere(self) -> None:
        call, secret = self.server.call, self.secret
        serial = self.new_serial()
        self.assert_status(201, self.server.post(
            examples.registered(serial, company_name=secret())))
        for path in (f"/{secret()}", f"/v1/licenses/{secret()}", f"/v1/licenses?{secret()}=1",
                     f"/v1/licenses/{serial}/seats?user={secret()}",
                     f"/v1/licenses/{serial}?as_of={secret()}",
                     f"/v1/licenses/{quoted(secret() + chr(10) + 'x')}", f"/%zz{secret()}",
                     f"/v1/installations/{secret()}", f"/%FF{secret()}"):
            call("GET", path)
        call("DELETE", f"/v1/licenses/{serial}/users/{secret()}")
        call("DELETE", f"/v1/licenses/{serial}/seats/ten-sales/{secret()}")
        for body in ({"user": secret(), "module": secret(), "user_type": secret()},
                     {secret(): 1}, f'{{"user": "{secret()}"'.encode(), secret().encode(),
                     b'{"user": "\xff\xfe' + secret().encode() + b'"}'):
            call("POST", f"/v1/licenses/{serial}/seats", body)
        call("POST", "/v1/installations",
             {"cust_id": secret(), "kind": "production", "deployment": "onsite", "version": "9",
              "serial_number": serial, "company_name": secret()})
        call("POST", "/v1/events", f"{secret()}\n{{\"{secret()}\": \n".encode(), kind=NDJSON)
        call("POST", "/v1/events", examples.event("invoice.issued.v1", serial, {
            "invoice_id": secret(), "amount": secret(), "currency": secret()}), kind=EVENT)
        for header in ("X-Request-Id", "traceparent", "tracestate", "Idempotency-Key", "If-Match",
                       "Accept", "Accept-Language", "Content-Type", "Cookie", "User-Agent",
                       "Referer", "Forwarded", "Content-Encoding"):
            call("POST", f"/v1/licenses/{serial}/hold", {"number": 1, "reason": secret()},
                 headers={header: secret()})
        self.server.client(secret()).call("GET", "/v1/licenses")
        for raw in (f"{secret()} / HTTP/1.1\r\nHost: x\r\n\r\n", f"{secret()}\r\n\r\n",
                    f"GET / HTTP/1.1\r\nHost: {secret()}\r\n\r\n",
                    f"GET / {secret()}\r\n\r\n", f"GET / HTTP/1.1\r\n{secret()}\r\n\r\n"):
            with self.server.raw() as connection:
                connection.send(raw).answer()

    def test_never_reach_the_log(self):
        named = self.server.tokens.create("support", name=self.secret())
        self.server.client(named).call("GET", "/v1/licenses")
        self.send_everywhere()
        last = self.server.call("GET", "/nothing").headers["x-request-id"]
        deadline = time.monotonic() + 10
        while last not in self.text() and time.monotonic() < deadline:
            time.sleep(0.02)
        text = self.text()
        self.assertIn(last, text)
        self.assertGreater(text.count("request"), 40)
        self.assertEqual([], re.findall(f".*{self.word}.*", text, re.IGNORECASE))
        for token in (named, self.server.token):
            self.assertNotIn(token, text)
            self.assertNotIn(token.partition("_")[2][:12], text)

    def text(self) -> str:
        return self.server.log.read_text(encoding="utf-8")


class SecretsInJson(Secrets, ServerTest):
    options = ("--log-format", "json", "--log-level", "debug")


class SecretsInText(Secrets, ServerTest):
    options = ("--log-format", "text", "--log-level", "debug")
