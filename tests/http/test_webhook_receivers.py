"""Receivers of webhooks that fail, hang, redirect, go away and come back."""
import socketserver
import threading
import time
import urllib.parse

import examples
from harness import BATCH, Server
from receiver import Receiver, Reply, signed_by
from webhook_case import LOCAL, WebhookTest, eventually


class Receivers(WebhookTest):
    def registered_at(self, receiver: Receiver, **more) -> tuple[dict, str]:
        hook = self.hook(receiver.url, ["license.registered.v1"], **more)
        serial = self.new_serial()
        self.post(examples.registered(serial))
        return hook, serial

    def the_delivery(self, hook: dict, status: str) -> dict:
        [delivery] = eventually(lambda: self.deliveries(hook, status))
        return delivery

    def test_that_fail_and_come_back_get_the_same_message_under_the_same_id(self):
        receiver = self.receiver(lambda _, before: Reply(503 if before < 2 else 204, body=b"hm"))
        hook, _ = self.registered_at(receiver)
        messages = receiver.wait_for(3)
        self.assertEqual(1, len({(m.id, m.raw) for m in messages}))
        self.assertTrue(all(signed_by(hook["secret"], m) for m in messages))
        self.assertGreaterEqual(messages[1].at - messages[0].at, 0.29)
        delivery = self.the_delivery(hook, "delivered")
        self.assertEqual([503, 503, 204], [a["status"] for a in delivery["attempts"]])
        self.assertEqual("hm", delivery["attempts"][0]["answer"])
        self.assertEqual(messages[0].id, delivery["id"])
        self.assertIsNone(self.get(hook)["failing_since"])
        time.sleep(0.5)
        self.assertEqual(3, len(receiver.received))

    def test_that_never_succeed_are_given_up_until_somebody_sends_it_again(self):
        receiver = self.receiver(lambda *_: Reply(500))
        hook, _ = self.registered_at(receiver)
        delivery = self.the_delivery(hook, "failed")
        self.assertEqual([500] * 4, [a["status"] for a in delivery["attempts"]])
        self.assertIsNone(delivery["next_attempt_at"])
        self.assertTrue(self.get(hook)["failing_since"])
        receiver.answer = lambda *_: Reply()
        answer = self.server.call(
            "POST", f"/v1/webhooks/{hook['id']}/deliveries/{delivery['id']}/redelivery")
        self.assert_status(202, answer)
        again = self.the_delivery(hook, "delivered")
        self.assertEqual((delivery["id"], 5), (again["id"], len(again["attempts"])))
        self.assertEqual(again, self.get(hook, "/deliveries/" + again["id"]))
        self.assertEqual(1, len({m.id for m in receiver.received}))

    def test_that_hang_are_left_and_delay_nobody_else(self):
        hanging = self.receiver(lambda *_: Reply(wait=20))
        others = self.receiver()
        slow = self.hook(hanging.url, ["license.registered.v1"])
        self.hook(others.url, ["license.registered.v1"])
        began = time.monotonic()
        for _ in range(20):
            self.post(examples.registered(self.new_serial()))
        others.wait_for(20)
        self.assertLess(others.received[-1].at - began, 5)
        [delivery] = [d for d in eventually(lambda: self.deliveries(slow, "failed"), 30)][:1]
        for attempt in delivery["attempts"]:
            self.assertIsNone(attempt["status"])
            self.assertIn("timed out", attempt["error"])
            self.assertTrue(900 <= attempt["milliseconds"] < 5000, attempt)

    def test_that_cannot_be_reached_are_tried_again(self):
        receiver = self.receiver()
        port = receiver.port
        receiver.close()
        receiver.close = lambda: None
        hook = self.hook(f"http://127.0.0.1:{port}/", ["license.registered.v1"])
        self.post(examples.registered(self.new_serial()))
        delivery = self.the_delivery(hook, "failed")
        self.assertEqual(4, len(delivery["attempts"]))
        self.assertIn("cannot connect", delivery["attempts"][0]["error"])

    def test_that_redirect_are_not_followed(self):
        target = self.receiver()
        receiver = self.receiver(lambda *_: Reply(307, {"Location": target.url}))
        hook, _ = self.registered_at(receiver)
        delivery = self.the_delivery(hook, "failed")
        self.assertEqual((307, "redirects are not followed"),
                         (delivery["attempts"][0]["status"], delivery["attempts"][0]["error"]))
        self.assertEqual([], target.received)

    def test_that_are_gone_are_told_nothing_more_until_they_are_enabled_again(self):
        receiver = self.receiver(lambda *_: Reply(410))
        hook, _ = self.registered_at(receiver)
        eventually(lambda: not self.get(hook)["enabled"])
        self.assertEqual("gone", self.get(hook)["disabled"]["reason"])
        second = self.new_serial()
        self.post(examples.registered(second))
        test = self.server.call("POST", f"/v1/webhooks/{hook['id']}/test")
        self.assert_problem(test, 409, "webhook_disabled")
        time.sleep(0.5)
        self.assertEqual(1, len(receiver.received))
        receiver.answer = lambda *_: Reply()
        answer = self.server.call("PATCH", f"/v1/webhooks/{hook['id']}", {"enabled": True})
        self.assertEqual((True, None), (answer.body["enabled"], answer.body["disabled"]))
        # What was pending, and what happened meanwhile.
        messages = receiver.wait_until(lambda all: len({m.id for m in all}) == 2)
        self.assertIn(second, [m.body["data"]["subject"] for m in messages])

    def test_that_do_nothing_but_fail_are_told_nothing_more(self):
        server = Server(self.now, (*LOCAL, "--webhook-retries", "0,0.4,0.4,0.4,60",
                                   "--webhook-disable-after", "1"))
        self.addCleanup(server.discard)
        receiver = self.receiver(lambda *_: Reply(500))
        hook = self.hook(receiver.url, ["license.registered.v1"], server)
        self.assert_status(201, server.post(examples.registered(self.new_serial())))
        state = eventually(lambda: (lambda s: None if s["enabled"] else s)(
            self.get(hook, server=server)))
        self.assertEqual(("failing", 1), (state["disabled"]["reason"], state["pending"]))
        tries = len(receiver.received)
        self.assertGreater(tries, 1)
        time.sleep(0.5)
        self.assertEqual(tries, len(receiver.received))
        receiver.answer = lambda *_: Reply()
        server.call("PATCH", "/v1/webhooks/" + hook["id"], {"enabled": True})
        self.assertIsNone(self.get(hook, server=server)["failing_since"])
        [delivery] = self.deliveries(hook, "pending", server)
        server.call("POST", f"/v1/webhooks/{hook['id']}/deliveries/{delivery['id']}/redelivery")
        eventually(lambda: self.deliveries(hook, "delivered", server))

    def test_that_are_away_find_everything_in_the_log_when_they_come_back(self):
        server = Server(self.now, (*LOCAL, "--webhook-retries", "0" + ",1" * 40))
        self.addCleanup(server.discard)
        receiver = self.receiver(lambda *_: Reply(500))
        hook = self.hook(receiver.url, ["license.registered.v1"], server)
        serials = [self.new_serial() for _ in range(1800)]
        batch = [examples.registered(serial) for serial in serials]
        self.assert_status(200, server.call("POST", "/v1/events", batch, kind=BATCH))
        # No more than a thousand and one piece of work wait; the rest is in the log.
        state = eventually(lambda: (lambda s: s if s["pending"] >= 1000 else None)(
            self.get(hook, server=server)))
        self.assertLess(state["pending"], 1300)
        self.assertLess(state["position"], 1800)
        receiver.answer = lambda *_: Reply()
        delivered = receiver.wait_until(lambda all: len({m.id for m in all}) == 1800, 60)
        self.assertEqual(set(serials), {m.body["data"]["subject"] for m in delivered})

    def test_that_answer_at_length_are_read_no_further_than_needed(self):
        receiver = self.receiver(lambda *_: Reply(200, body=b"\xff\x00" + b"x" * 50_000_000))
        hook, _ = self.registered_at(receiver)
        [attempt] = self.the_delivery(hook, "delivered")["attempts"]
        self.assertEqual(200, attempt["status"])
        self.assertLessEqual(len(attempt["answer"]), 1024)
        self.assertTrue(attempt["answer"].startswith("??xxx"))

    def test_that_ask_for_patience_get_it(self):
        receiver = self.receiver(lambda _, before: Reply(429 if before == 0 else 200,
                                                         {"Retry-After": "2"}))
        self.registered_at(receiver)
        first, second = receiver.wait_for(2)
        self.assertGreaterEqual(second.at - first.at, 1.9)

    def test_that_speak_no_http_have_not_answered(self):
        class Nonsense(socketserver.BaseRequestHandler):
            def handle(self):
                self.request.recv(65536)
                self.request.sendall(b"\x16\x03\x01nonsense\r\n\r\n" * 10)

        with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Nonsense) as server:
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            hook = self.hook(f"http://127.0.0.1:{server.server_address[1]}/",
                             ["license.registered.v1"])
            self.post(examples.registered(self.new_serial()))
            [attempt, *_] = self.the_delivery(hook, "failed")["attempts"]
            self.assertIsNone(attempt["status"])
            self.assertIn("no response", attempt["error"])
            server.shutdown()

    def test_that_are_removed_get_nothing_more(self):
        receiver = self.receiver(lambda *_: Reply(500))
        hook, _ = self.registered_at(receiver)
        receiver.wait_for(1)
        path = "/v1/webhooks/" + hook["id"]
        self.assert_status(204, self.server.call("DELETE", path))
        count = len(receiver.received)
        time.sleep(0.8)
        self.assertLessEqual(len(receiver.received), count + 1)
        for method, below in (("GET", ""), ("DELETE", ""), ("GET", "/deliveries"),
                              ("POST", "/test"), ("POST", "/secret")):
            self.assert_problem(self.server.call(method, path + below), 404, "webhook_not_found")

    def test_have_their_deliveries_page_by_page(self):
        receiver = self.receiver()
        hook = self.hook(receiver.url, ["license.registered.v1"])
        serials = [self.new_serial() for _ in range(7)]
        for serial in serials:
            self.post(examples.registered(serial))
        eventually(lambda: len(self.deliveries(hook, "delivered")) == 7)
        seen, query = [], {"limit": 3}
        while True:
            page = self.get(hook, "/deliveries?" + urllib.parse.urlencode(query))
            seen += [delivery["subject"] for delivery in page["data"]]
            if not page["has_more"]:
                break
            query["cursor"] = page["next_cursor"]
        self.assertEqual(serials[::-1], seen)
