"""Webhooks: what is sent, how it is signed, what may be asked for and where it may go."""
import subprocess
import time

import examples
from harness import Server
from receiver import signed_by
from webhook_case import WebhookTest, eventually


class Messages(WebhookTest):
    def test_of_an_event_have_it_as_the_feed_does_and_are_signed(self):
        receiver, serial = self.receiver(), self.new_serial()
        hook = self.hook(receiver.url, ["license.registered.v1"])
        position = self.post(examples.registered(serial))
        [message] = receiver.wait_for(1)
        self.assertTrue(signed_by(hook["secret"], message))
        self.assertEqual("/hooks", message.path)
        self.assertEqual("application/json", message.headers["content-type"])
        self.assertLess(abs(time.time() - int(message.headers["webhook-timestamp"])), 60)
        [event] = self.server.feed(after=position - 1, subject=serial)
        self.assertEqual({"type": "license.registered.v1", "timestamp": event["recorded_at"],
                          "data": event}, message.body)

    def test_are_of_the_types_and_licenses_that_were_named_and_from_then_on(self):
        receiver = self.receiver()
        before, mine, other = (self.new_serial() for _ in range(3))
        self.post(examples.registered(before))
        self.hook(receiver.url, ["license.registered.v1", "invoice.issued.v1"],
                  serial_numbers=[mine, before])
        for serial in (other, mine):
            self.post(examples.registered(serial))
            self.post(examples.purchase(serial, examples.line("sales", 1)))
            self.post(examples.invoice(serial, "INV-1"))
        receiver.wait_for(2)
        time.sleep(0.3)
        delivered = sorted((m.body["type"], m.body["data"]["subject"]) for m in receiver.received)
        self.assertEqual([("invoice.issued.v1", mine), ("license.registered.v1", mine)], delivered)

    def test_begin_at_a_position_where_one_is_given(self):
        serial = self.new_serial()
        first = self.post(examples.registered(serial))
        self.post(examples.invoice(serial, "INV-1"))
        receiver = self.receiver()
        self.hook(receiver.url, ["license.registered.v1", "invoice.issued.v1"],
                  from_position=first)
        self.assertEqual([first, first + 1],
                         sorted(m.body["data"]["position"] for m in receiver.wait_for(2)))

    def test_are_in_swedish_where_that_was_asked_for(self):
        receiver, serial = self.receiver(), self.new_serial()
        self.hook(receiver.url, ["binding.refused"], language="sv")
        self.post(examples.registered(serial))
        binding = examples.binding(serial, company_name="Annat AB")
        answer = self.server.call("POST", "/v1/installations", binding,
                                  headers={"Accept-Language": "sv"})
        self.assert_problem(answer, 409, "binding_refused")
        [message] = receiver.wait_for(1)
        self.assertEqual(answer.body["reasons"][0]["message"],
                         message.body["data"]["reasons"][0]["message"])

    def test_that_are_tests_are_sent_when_they_are_asked_for(self):
        receiver = self.receiver()
        hook = self.hook(receiver.url, ["seat.refused"])
        answer = self.server.call("POST", f"/v1/webhooks/{hook['id']}/test")
        self.assert_status(202, answer)
        [message] = receiver.wait_for(1)
        self.assertEqual(("webhook.test", {"webhook_id": hook["id"]}, answer.body["id"]),
                         (message.body["type"], message.body["data"], message.id))


class Secrets(WebhookTest):
    def test_that_change_sign_together_for_a_while(self):
        receiver = self.receiver()
        hook = self.hook(receiver.url, ["license.registered.v1"])
        answer = self.server.call("POST", f"/v1/webhooks/{hook['id']}/secret")
        self.assert_status(200, answer)
        self.assertNotEqual(hook["secret"], answer.body["secret"])
        self.post(examples.registered(self.new_serial()))
        [message] = receiver.wait_for(1)
        self.assertEqual(2, len(message.headers["webhook-signature"].split(" ")))
        for secret in (hook["secret"], answer.body["secret"]):
            self.assertTrue(signed_by(secret, message))

    def test_that_ran_out_sign_no_more(self):
        server = Server(self.now, (*self.options, "--webhook-secret-overlap", "0"))
        self.addCleanup(server.discard)
        receiver = self.receiver()
        hook = self.hook(receiver.url, ["license.registered.v1"], server)
        new = server.call("POST", f"/v1/webhooks/{hook['id']}/secret").body["secret"]
        self.assert_status(201, server.post(examples.registered(self.new_serial())))
        [message] = receiver.wait_for(1)
        self.assertTrue(signed_by(new, message))
        self.assertFalse(signed_by(hook["secret"], message))

    def test_may_be_given_and_are_never_shown_again_nor_logged(self):
        secret = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        receiver = self.receiver()
        hook = self.hook(receiver.url, ["license.registered.v1"], secret=secret)
        self.assertEqual(secret, hook["secret"])
        self.post(examples.registered(self.new_serial()))
        self.assertTrue(signed_by(secret, receiver.wait_for(1)[0]))
        for shown in (self.get(hook), self.server.call("GET", "/v1/webhooks").body,
                      self.deliveries(hook)):
            self.assertNotIn("whsec_", str(shown))
        self.assertNotIn("whsec_", self.server.log.read_text(errors="replace"))

    def test_of_ed25519_show_the_public_key_only(self):
        receiver = self.receiver()
        hook = self.hook(receiver.url, ["license.registered.v1"], signing="ed25519")
        self.assertTrue(hook["public_key"].startswith("whpk_"))
        self.assertNotIn("secret", hook)
        self.assertEqual([{"public_key": hook["public_key"], "until": None}],
                         self.get(hook)["public_keys"])
        self.post(examples.registered(self.new_serial()))
        [message] = receiver.wait_for(1)
        self.assertTrue(message.headers["webhook-signature"].startswith("v1a,"))
        changed = self.server.call("POST", f"/v1/webhooks/{hook['id']}/secret", {}).body
        self.assertEqual([(changed["public_key"], None),
                          (hook["public_key"], changed["old_until"])],
                         [(k["public_key"], k["until"]) for k in self.get(hook)["public_keys"]])


class Requests(WebhookTest):
    def test_that_are_wrong_are_told_what_is(self):
        good = {"url": "http://127.0.0.1:9/", "types": ["seat.refused"]}
        for wrong, *pointers in (
                ({"url": None}, "/url"), ({"url": "hooks"}, "/url"),
                ({"url": "ftp://example.com/"}, "/url"),
                ({"url": "https://user:pw@example.com/"}, "/url"),
                ({"url": "https://example.com/#part"}, "/url"),
                ({"url": "https://10.0.0.1/"}, "/url"), ({"url": "https://[::1]/"}, "/url"),
                ({"url": "https://169.254.169.254/latest/meta-data"}, "/url"),
                ({"types": []}, "/types"), ({"types": None}, "/types"),
                ({"types": ["seat.refused", "seat.lost", "webhook.test"]}, "/types/1", "/types/2"),
                ({"types": ["seat.refused"] * 101}, "/types"),
                ({"serial_numbers": ["1"] * 1001}, "/serial_numbers"),
                ({"signing": "rsa"}, "/signing"), ({"language": "de"}, "/language"),
                ({"secret": "hunter2"}, "/secret"), ({"secret": "whsec_c2hvcnQ="}, "/secret"),
                ({"signing": "ed25519", "secret": "whsec_" + "A" * 32}, "/secret"),
                ({"from_position": self.server.end() + 1}, "/from_position"),
                ({"from_position": -1}, "/from_position"), ({"color": "red"}, "/color")):
            with self.subTest(str(wrong)[:80]):
                answer = self.server.call("POST", "/v1/webhooks", {**good, **wrong})
                self.assert_problem(answer, 422, "invalid", *pointers)
        self.assertEqual([], self.server.call("GET", "/v1/webhooks").body["data"])

    def test_change_what_they_name_and_leave_the_rest(self):
        receiver = self.receiver()
        hook = self.hook("http://127.0.0.1:9/", ["seat.refused"], description="first")
        path = "/v1/webhooks/" + hook["id"]
        self.assert_problem(self.server.call("PATCH", path, {"types": []}), 422, "invalid",
                            "/types")
        answer = self.server.call("PATCH", path, {"url": receiver.url,
                                                  "types": ["license.registered.v1"]})
        self.assert_status(200, answer)
        self.assertEqual(("first", receiver.url, ["license.registered.v1"]),
                         tuple(answer.body[m] for m in ("description", "url", "types")))
        self.post(examples.registered(self.new_serial()))
        receiver.wait_for(1)
        answer = self.server.call("PATCH", path, {"enabled": False})
        self.assertEqual("operator", answer.body["disabled"]["reason"])

    def test_are_limited_to_a_hundred_webhooks(self):
        hooks = [self.hook("http://127.0.0.1:9/", ["seat.refused"]) for _ in range(100)]
        answer = self.server.call("POST", "/v1/webhooks",
                                  {"url": "http://127.0.0.1:9/", "types": ["seat.refused"]})
        self.assert_problem(answer, 409, "too_many_webhooks")
        page = self.server.call("GET", "/v1/webhooks?limit=60").body
        rest = self.server.call("GET", f"/v1/webhooks?cursor={page['next_cursor']}&limit=60").body
        self.assertEqual([hook["id"] for hook in hooks],
                         [hook["id"] for hook in page["data"] + rest["data"]])

    def test_of_an_unknown_message_are_told_so(self):
        hook = self.hook("http://127.0.0.1:9/", ["seat.refused"])
        for method, path in (("GET", "/deliveries/msg_1"),
                             ("POST", "/deliveries/msg_1/redelivery")):
            answer = self.server.call(method, f"/v1/webhooks/{hook['id']}{path}")
            self.assert_problem(answer, 404, "delivery_not_found")
        answer = self.server.call("GET", f"/v1/webhooks/{hook['id']}/deliveries?status=lost")
        self.assert_problem(answer, 422, "invalid", "?status")


class WithoutPermission(WebhookTest):
    options = ("--webhook-retries", "0,0.1")

    def test_nothing_is_delivered_to_what_is_not_public(self):
        receiver = self.receiver()
        for url, code in ((receiver.url, "not_a_webhook_url"),
                          (f"https://127.0.0.1:{receiver.port}/", "address_refused")):
            answer = self.server.call("POST", "/v1/webhooks",
                                      {"url": url, "types": ["seat.refused"]})
            self.assertEqual(code, self.assert_problem(answer, 422, "invalid", "/url")
                             ["errors"][0]["code"])
        # A name can be found out about only when it is looked up.
        hook = self.hook(f"https://localhost:{receiver.port}/", ["license.registered.v1"])
        self.post(examples.registered(self.new_serial()))
        [delivery] = eventually(lambda: self.deliveries(hook, "failed"))
        for attempt in delivery["attempts"]:
            self.assertIsNone(attempt["status"])
            self.assertRegex(attempt["error"], "delivery to .* is not allowed: a loopback address")
        self.assertEqual([], receiver.received)


class OverTls(WebhookTest):
    def certificate(self, name: str) -> str:
        """A key and a certificate for localhost that signs itself, in one file."""
        directory = self.server.directory
        key, file = directory / f"{name}.key", directory / f"{name}.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                        "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                        "-keyout", key, "-out", file], check=True, capture_output=True)
        file.write_bytes(file.read_bytes() + key.read_bytes())
        return str(file)

    def test_receivers_are_trusted_by_authorities_and_by_name(self):
        trusted, unknown = self.certificate("trusted"), self.certificate("unknown")
        server = Server(self.now, ("--webhook-allow-network", "127.0.0.0/8",
                                   "--webhook-allow-network", "::1",
                                   "--webhook-retries", "0", "--webhook-ca-file", trusted))
        self.addCleanup(server.discard)
        good, bad = self.receiver(certificate=trusted), self.receiver(certificate=unknown)
        types = ["license.registered.v1"]
        hooks = [self.hook(f"https://localhost:{good.port}/", types, server),
                 self.hook(f"https://localhost:{bad.port}/", types, server),
                 self.hook(f"https://127.0.0.1:{good.port}/", types, server)]
        self.assert_status(201, server.post(examples.registered(self.new_serial())))
        good.wait_for(1)
        eventually(lambda: self.deliveries(hooks[0], "delivered", server))
        for hook in hooks[1:]:
            [delivery] = eventually(lambda: self.deliveries(hook, "failed", server))
            self.assertIn("TLS handshake failed", delivery["attempts"][0]["error"])
        self.assertEqual([], bad.received)
        self.assertEqual(1, len(good.received))
