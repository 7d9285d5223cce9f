"""Texts in requests and responses: encodings, control characters, nesting, path segments."""
import json
import urllib.parse

import examples
from harness import EVENT, ServerTest, quoted

NAMES = ("a/b", "å", "Åsa Öberg", "100%", "..", ".", "a?b", "a#b", "a+b", "%2F", "a%b",
         "it's", 'say "hi"', "back\\slash", "user@host", ";a=b&c", "株式会社", "🎉", "e\u0301",
         "\u202eabc",
         "a:b", "~", "*", "<b>", "{x}", "|", "^", "`")


class Names(ServerTest):
    def test_of_any_kind_can_be_given_listed_and_removed(self):
        for name in NAMES:
            with self.subTest(name):
                serial = self.new_serial()
                path = f"/v1/licenses/{serial}"
                examples.active_license(self.server, serial, **{name: 1})
                answer = self.server.call("POST", f"{path}/seats", examples.seat(name, name))
                self.assert_status(201, answer)
                query = urllib.parse.urlencode({"module": name, "user": name})
                seats = self.server.call("GET", f"{path}/seats?{query}").body["data"]
                self.assertEqual([(name, name)], [(s["module"], s["user"]) for s in seats])
                answer = self.server.call(
                    "DELETE", f"{path}/seats/{quoted(name)}/{quoted(name)}")
                self.assert_status(200, answer)
                self.assertIsNotNone(answer.body["position"])
                self.assertEqual([], self.server.call("GET", f"{path}/seats").body["data"])

    def test_of_a_license_or_an_installation_are_segments_of_a_path(self):
        for name in NAMES:
            with self.subTest(name):
                self.server.post(examples.registered("S " + name))
                body = examples.binding("S " + name, "C " + name)
                self.assert_status(201, self.server.call("POST", "/v1/installations", body))
                view = self.server.call("GET", f"/v1/licenses/{quoted('S ' + name)}").body
                self.assertEqual(("S " + name, "C " + name),
                                 (view["serial_number"], view["installation"]["cust_id"]))
                path = f"/v1/installations/{quoted('C ' + name)}"
                self.assertEqual("S " + name, self.server.call("GET", path).body["serial_number"])

    def test_are_compared_byte_by_byte(self):
        for one, other in (("anna", "Anna"), ("e\u0301", "\u00e9"), ("a", "a ")):
            serial = self.new_serial()
            path = f"/v1/licenses/{serial}/seats"
            examples.active_license(self.server, serial, sales=2)
            for user in (one, other):
                self.assert_status(201, self.server.call("POST", path, examples.seat(user)))

    def test_have_at_most_255_bytes_however_many_characters(self):
        serial = self.new_serial()
        path = f"/v1/licenses/{serial}/seats"
        examples.active_license(self.server, serial)
        for user in ("x" * 255, "å" * 127, "🎉" * 63):
            self.assert_status(201, self.server.call("POST", path, examples.seat(user)))
        for user in ("x" * 256, "å" * 128, "🎉" * 64):
            answer = self.server.call("POST", path, examples.seat(user))
            self.assert_problem(answer, 422, "invalid", "/user")


class BrokenTexts(ServerTest):
    INVALID_UTF8 = (b"\xff", b"\xc3", b"\xc0\x80", b"\xe2\x82", b"\xed\xa0\x80",
                    b"\xf5\x80\x80\x80", b"\x80", b"\xf8\x88\x80\x80\x80")

    def test_in_a_body_are_refused(self):
        end = self.server.end()
        body = json.dumps(examples.registered(self.new_serial())).encode()
        for bytes_ in (*self.INVALID_UTF8, b"\x00", b"\x1f", b"\\ud800", b"\\udc00\\ud800",
                       b"\\x41"):
            with self.subTest(bytes_):
                answer = self.server.call("POST", "/v1/events", kind=EVENT,
                                          body=body.replace(b"Nordvik", b"Nord" + bytes_ + b"vik"))
                self.assertIn(answer.status, (400, 422))
                self.assertIn(answer.body["code"], ("malformed", "invalid"))
        self.assertEqual(end, self.server.end())

    def test_in_a_path_are_refused_with_readable_json(self):
        serial = self.new_serial()
        examples.active_license(self.server, serial)
        end = self.server.end()
        for segment in ("%FF", "%C0%80", "%ED%A0%80", "%00", "a%00b", "%0A", "%7F", "%C2%85"):
            is_utf8 = "\ufffd" not in urllib.parse.unquote(segment)
            for method, path in (("GET", "/v1/licenses/{}"), ("GET", "/v1/licenses/{}/seats"),
                                 ("DELETE", "/v1/licenses/{}/users/anna"),
                                 ("GET", "/v1/installations/{}"), ("GET", "/{}"),
                                 ("DELETE", f"/v1/licenses/{serial}/seats/sales/{{}}"),
                                 ("DELETE", f"/v1/licenses/{serial}/users/{{}}")):
                with self.subTest(f"{method} {path.format(segment)}"):
                    # The body is decoded as UTF-8 and JSON, or this raises.
                    answer = self.server.client().call(method, path.format(segment))
                    self.assertIn(answer.status, (200, 400, 404, 422) if is_utf8 else (400,))
        self.assertEqual(end, self.server.end())

    def test_in_a_query_are_answered_with_readable_json(self):
        serial = self.new_serial()
        examples.active_license(self.server, serial)
        license_path = f"/v1/licenses/{serial}"
        for value, allowed in (("%FF", (400, 422)), ("%C0%80", (400, 422)),
                               ("%00", (200, 400, 422))):
            for path in (f"/v1/installations/Cust{serial}/login-status?user={value}",
                         f"{license_path}/seats?user={value}",
                         f"{license_path}/seats?module={value}",
                         f"/v1/licenses?company_name={value}", f"/v1/licenses?cursor={value}",
                         f"{license_path}?as_of={value}", f"/v1/events?subject={value}"):
                with self.subTest(path):
                    answer = self.server.client().call("GET", path)
                    self.assertIn(answer.status, allowed)

    def test_in_an_idempotency_key_or_a_language_do_no_harm(self):
        for header in ("Idempotency-Key", "Accept-Language", "Last-Event-ID", "If-Match", "X-Any"):
            for value in (b"\xff\xfe", b"\xe5", b"\x7f" if header == "X-Any" else b"\xc3\xa5"):
                with self.subTest(header, value=value):
                    answer = self.server.client().call(
                        "POST", "/v1/events", examples.registered(self.new_serial()), kind=EVENT,
                        headers={header: value})
                    self.assertLess(answer.status, 500)


class Shapes(ServerTest):
    def test_that_are_deeply_nested_are_refused(self):
        for body in (b"[" * 1_000_000, b'{"a":' * 200_000, b"[" * 100_000 + b"]" * 100_000,
                     b'{"data":' + b"[" * 50_000 + b"]" * 50_000 + b"}"):
            with self.subTest(body[:10]):
                self.assert_problem(self.server.call("POST", "/v1/events", body, kind=EVENT), 400,
                                    "malformed")

    def test_that_are_wide_are_refused_with_a_short_problem(self):
        serial = self.new_serial()
        examples.active_license(self.server, serial)
        path = f"/v1/licenses/{serial}/seat-changes"
        for body in ({"changes": [1] * 1_000_000}, {str(i): i for i in range(200_000)},
                     {"changes": [{}] * 100_000},
                     {"changes": [{"assign": examples.seat(f"u{i}")} for i in range(5001)]}):
            answer = self.server.call("POST", path, body)
            self.assertEqual((422, "invalid"), (answer.status, answer.body["code"]))
            self.assertLess(len(answer.body["errors"]), 1000)

    def test_of_numbers_beyond_all_bounds_are_refused(self):
        serial = self.new_serial()
        self.server.post(examples.registered(serial))
        body = json.dumps(examples.invoice(serial, "INV-1", amount=7777)).encode()
        for number in (b"1e400", b"-1e400", b"1" * 400, b"1e-400", b"-0.0", b"0.1e1", b"01", b"+1",
                       b"1.", b".5", b"0x10", b"Infinity", b"NaN", b"--1", b"1e",
                       b"9007199254740992"):
            with self.subTest(number):
                answer = self.server.call("POST", "/v1/events", kind=EVENT,
                                          body=body.replace(b"7777", number))
                self.assertIn(answer.status, (400, 422), answer.body)
        for number in (b"0", b"9007199254740991"):
            event = body.replace(b"7777", number).replace(b"INV-1", b"INV-" + number)
            answer = self.server.call("POST", "/v1/events", kind=EVENT, body=event.replace(
                b'"id": "', b'"id": "' + number))
            self.assert_status(201, answer)
