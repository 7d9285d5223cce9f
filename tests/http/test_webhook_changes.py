"""Derived changes by webhook: which messages are sent, when, and that they are reproducible."""
import datetime
import json
import time

import examples
from harness import Server, quoted
from receiver import Receiver, Reply
from webhook_case import ALL_CHANGES, LOCAL, WebhookTest, eventually


class ChangeTest(WebhookTest):
    def watch(self, serial: str, types=None, **more) -> Receiver:
        receiver = self.receiver()
        receiver.hook = self.hook(receiver.url, types or ALL_CHANGES, serial_numbers=[serial],
                                  **more)
        return receiver

    def settled(self, receiver: Receiver, server=None) -> list[dict]:
        """The bodies sent so far, once the whole log is processed and everything is sent."""
        server = server or self.server

        def quiet():
            state = self.get(receiver.hook, server=server)
            return state["position"] == server.end() and state["pending"] == 0
        eventually(quiet)
        time.sleep(0.2)
        eventually(quiet)
        return [message.body for message in receiver.received]

    def blocked_license(self, serial: str) -> None:
        """In force with ten seats; seven are offered, for which an invoice must be paid first."""
        examples.active_license(self.server, serial, until="2026-12-31", sales=10)
        self.post(examples.invoice(serial, "INV-7", due_on="2026-03-31"))
        self.post(examples.purchase(serial, examples.line("sales", 7, "2027-12-31"),
                                    invoice_ids=("INV-7",)))

    def types(self, bodies) -> list[str]:
        return sorted(body["type"] for body in bodies)


class Changes(ChangeTest):
    def test_from_purchase_to_activation_are_sent_with_their_reasons(self):
        serial = self.new_serial()
        examples.active_license(self.server, serial, until="2026-12-31", sales=10)
        receiver = self.watch(serial)
        self.post(examples.invoice(serial, "INV-7", due_on="2026-03-31"))
        self.post(examples.purchase(serial, examples.line("sales", 7, "2027-12-31"),
                                    invoice_ids=("INV-7",)))
        bodies = self.settled(receiver)
        self.assertEqual(["activation.blocked", "license.blocked", "license.pending"],
                         self.types(bodies))
        messages = {body["type"]: body["data"] for body in bodies}
        self.assertEqual((2, [-3]), (messages["license.pending"]["number"],
                                     [c["added"] for c in messages["license.pending"]["changes"]]))
        view = self.server.call("GET", f"/v1/licenses/{quoted(serial)}").body
        self.assertEqual(view["blocking_reasons"], messages["license.blocked"]["reasons"])
        self.assertEqual([{"code": "unpaid", "invoice_id": "INV-7"}],
                         messages["license.blocked"]["added"])
        [reason] = messages["activation.blocked"]["reasons"]
        self.assertEqual("unpaid", reason["code"])
        self.assertTrue(reason["message"] and reason["remedies"] and reason["resolver"])

        receiver.received.clear()
        self.post(examples.payment(serial, "INV-7"))
        bodies = self.settled(receiver)
        self.assertEqual(["invoice.settled", "license.activated", "license.unblocked"],
                         self.types(bodies))
        messages = {body["type"]: body["data"] for body in bodies}
        self.assertEqual("INV-7", messages["invoice.settled"]["invoice_id"])
        self.assertEqual(0, messages["invoice.settled"]["open"])
        self.assertEqual((2, "automatic"), (messages["license.activated"]["number"],
                                            messages["license.activated"]["mode"]))
        self.assertEqual((2, serial), (messages["license.unblocked"]["number"],
                                       messages["license.unblocked"]["serial_number"]))

    def test_of_seats_and_bindings_are_sent_when_they_are_refused(self):
        serial = self.new_serial()
        examples.active_license(self.server, serial, sales=1)
        receiver = self.watch(serial)
        seats = f"/v1/licenses/{quoted(serial)}/seats"
        self.assert_status(201, self.server.call("POST", seats, examples.seat("anna")))
        self.assert_problem(self.server.call("POST", seats, examples.seat("bo")), 409,
                            "seat_refused")
        self.assert_problem(self.server.call(
            "POST", "/v1/installations", examples.binding(serial, "CustOther")), 409,
            "binding_refused")
        messages = {body["type"]: body["data"] for body in self.settled(receiver)}
        self.assertEqual({"seat.refused", "binding.refused"}, set(messages))
        self.assertEqual(("bo", "sales", "no_free_seat"),
                         (messages["seat.refused"]["user"], messages["seat.refused"]["module"],
                          messages["seat.refused"]["reasons"][0]["code"]))
        self.assertEqual("CustOther", messages["binding.refused"]["cust_id"])

    def test_of_the_blocking_reasons_are_sent(self):
        serial = self.new_serial()
        self.blocked_license(serial)
        receiver = self.watch(serial, ["license.blocked", "license.unblocked"])
        seats = f"/v1/licenses/{quoted(serial)}/seats"
        for user in "abcdefgh":  # one more than the seven that follow
            self.assert_status(201, self.server.call("POST", seats, examples.seat(user)))
        self.post(examples.payment(serial, "INV-7"))
        self.assert_status(200, self.server.call("DELETE", seats + "/sales/a"))
        bodies = self.settled(receiver)
        self.assertEqual(["license.blocked", "license.blocked", "license.unblocked"],
                         self.types(bodies))
        steps = sorted((body["data"]["position"], body["data"]) for body in bodies)
        added = [[r["code"] for r in data.get("added", [])] for _, data in steps]
        cleared = [[r["code"] for r in data["cleared"]] for _, data in steps]
        self.assertEqual([["excess"], [], []], added)
        self.assertEqual([[], ["unpaid"], ["excess"]], cleared)

    def test_that_a_receiver_did_not_subscribe_to_are_not_sent(self):
        serial = self.new_serial()
        receiver = self.watch(serial, ["license.unblocked"])
        self.blocked_license(serial)
        self.post(examples.payment(serial, "INV-7"))
        self.assertEqual(["license.unblocked"], self.types(self.settled(receiver)))


class ByTime(ChangeTest):
    """Each test has its own server, because its clock moves."""

    def setUp(self):
        super().setUp()
        self.server = Server(self.now, self.options)
        self.addCleanup(self.server.discard)

    def test_stages_change_and_invoices_become_overdue(self):
        serial = self.new_serial()
        examples.active_license(self.server, serial, until="2026-12-31", sales=10)
        receiver = self.watch(serial)
        self.post(examples.invoice(serial, "INV-1", due_on="2026-12-10"))
        self.server.move_clock("2026-12-02T23:59:59Z")
        self.assertEqual([], self.settled(receiver))
        self.server.move_clock("2026-12-03T00:00:00Z")
        receiver.wait_for(1)
        self.server.move_clock("2027-02-01T00:00:00Z")
        bodies = receiver.wait_for(4)
        changes = sorted((m.body["timestamp"], m.body["type"], m.body["data"].get("from"),
                          m.body["data"].get("to"), m.body["data"]["position"]) for m in bodies)
        self.assertEqual([
            ("2026-12-03T00:00:00Z", "license.stage_changed", "valid", "warning", None),
            ("2026-12-11T00:00:00Z", "invoice.overdue", None, None, None),
            ("2026-12-31T00:00:00Z", "license.stage_changed", "warning", "grace", None),
            ("2027-01-12T00:00:00Z", "license.stage_changed", "grace", "read_only", None)], changes)

    def test_a_future_purchase_is_reported_when_it_takes_effect(self):
        serial = self.new_serial()
        examples.active_license(self.server, serial, until="2026-12-31", sales=10)
        receiver = self.watch(serial)
        self.post(examples.purchase(serial, examples.line("sales", 12, "2027-12-31"),
                                    time="2026-06-01T00:00:00Z"))
        self.assertEqual([], self.settled(receiver))
        self.server.move_clock("2026-07-01T00:00:00Z")
        bodies = [m.body for m in receiver.wait_for(2)]
        self.assertEqual([("license.activated", "2026-06-01T00:00:00Z"),
                          ("license.pending", "2026-06-01T00:00:00Z")],
                         sorted((b["type"], b["timestamp"]) for b in bodies))

    def test_a_new_webhook_on_an_old_ledger_gets_nothing_about_existing_conditions(self):
        serials = [self.new_serial() for _ in range(150)]
        for serial in serials:
            self.post(examples.registered(serial))
            self.post(examples.invoice(serial, "INV-1", due_on="2026-03-31"))
            self.post(examples.purchase(serial, examples.line("sales", 7, "2027-12-31"),
                                        invoice_ids=("INV-1",)))
        receiver = self.receiver()
        receiver.hook = self.hook(receiver.url, ALL_CHANGES)
        self.assertEqual([], self.settled(receiver))
        self.server.move_clock("2026-04-01T00:00:00Z")
        bodies = [m.body for m in receiver.wait_for(150)]
        self.assertEqual({("invoice.overdue", serial) for serial in serials},
                         {(b["type"], b["data"]["serial_number"]) for b in bodies})
        self.assertEqual(150, len(self.settled(receiver)))

    def test_a_policy_affects_all_licenses_and_those_it_changes_are_reported(self):
        near, far = self.new_serial(), self.new_serial()
        examples.active_license(self.server, near, until="2026-06-01", sales=1)
        examples.active_license(self.server, far, until="2027-06-01", sales=1)
        receiver = self.receiver()
        receiver.hook = self.hook(receiver.url, ["license.stage_changed", "policy.changed.v1"])
        position = self.post(examples.event("policy.changed.v1", "default",
                                            {"warning_days": 100}))
        self.post(examples.event("policy.changed.v1", "default", {"warning_days": 28},
                                 time="2026-03-10T00:00:00Z"))
        bodies = self.settled(receiver)
        stages = [b["data"] for b in bodies if b["type"] == "license.stage_changed"]
        self.assertEqual([(near, "valid", "warning", position)],
                         [(d["serial_number"], d["from"], d["to"], d["position"]) for d in stages])
        self.server.move_clock("2026-03-10T00:00:00Z")
        last = receiver.wait_for(4)[-1].body
        self.assertEqual((near, "warning", "valid", None, "2026-03-10T00:00:00Z"),
                         (*(last["data"][m] for m in ("serial_number", "from", "to", "position")),
                          last["timestamp"]))

    def story(self, serial: str) -> None:
        self.blocked_license(serial)
        for user in "abcdefgh":
            self.server.call("POST", f"/v1/licenses/{quoted(serial)}/seats", examples.seat(user))
        self.server.move_clock("2026-04-05T00:00:00Z")
        self.post(examples.event("policy.changed.v1", "default", {"payment_grace_days": 30}))
        self.post(examples.payment(serial, "INV-7"))
        self.post(examples.purchase(serial, examples.line("sales", 6, "2027-12-31"),
                                    time="2026-05-01T00:00:00Z"))
        self.server.call("DELETE", f"/v1/licenses/{quoted(serial)}/seats/sales/a")
        self.server.move_clock("2026-05-02T00:00:00Z")
        self.post(examples.event("policy.changed.v1", "default", {"warning_days": 700},
                                 time="2026-05-10T00:00:00Z"))
        self.server.move_clock("2026-12-31T00:00:00Z")

    def test_messages_about_the_past_are_those_that_were_sent_live(self):
        live = self.receiver()
        live.hook = self.hook(live.url, ALL_CHANGES)
        for serial in (self.new_serial(), self.new_serial()):
            self.post(examples.registered(serial))
        self.story(self.new_serial())
        messages = [(b["type"], b["timestamp"], b["data"]) for b in self.settled(live)]
        self.assertGreater(len(messages), 10)
        for begin in (0, 1):
            again = self.receiver()
            again.hook = self.hook(again.url, ALL_CHANGES, from_position=begin)
            eventually(lambda: len(again.received) >= len(messages))
            messages_again = [(b["type"], b["timestamp"], b["data"]) for b in self.settled(again)]
            as_text = lambda all: sorted(json.dumps(one, sort_keys=True) for one in all)
            self.assertEqual(as_text(messages), as_text(messages_again))


class AfterACrash(ChangeTest):
    def setUp(self):
        super().setUp()
        self.server = Server(None, (*LOCAL, "--webhook-retries", "0,0.5,1,1,1,1,1,1,1,1,1",
                                    "--webhook-timeout", "1"))
        self.addCleanup(self.server.discard)

    def test_pending_messages_are_delivered_with_the_ids_they_had(self):
        failing = self.receiver(lambda *_: Reply(500))
        hook = self.hook(failing.url, ["license.registered.v1"])
        for _ in range(5):
            self.post(examples.registered(self.new_serial()))
        first = failing.wait_until(lambda all: len({m.id for m in all}) == 5)
        before = {m.id: m.raw for m in first}
        self.server.kill()
        failing.received.clear()
        failing.answer = lambda *_: Reply()
        self.server.start()
        after = failing.wait_until(lambda all: len({m.id for m in all}) == 5)
        self.assertEqual(before, {m.id: m.raw for m in after})
        eventually(lambda: len(self.deliveries(hook, "delivered")) == 5)

    def test_no_message_is_lost_and_none_has_a_second_id(self):
        receiver = self.receiver()
        self.hook(receiver.url, ["license.registered.v1", "license.pending", "license.activated"])
        serials = []
        for _ in range(4):
            for _ in range(15):
                serial = self.new_serial()
                serials.append(serial)
                self.post(examples.registered(serial))
                self.server.call("POST", "/v1/installations", examples.binding(serial))
                self.post(examples.purchase(serial, examples.line("sales", 1)))
            self.server.kill()
            self.server.start()
        wanted = {(kind, serial) for serial in serials
                  for kind in ("license.registered.v1", "license.pending", "license.activated")}
        about = lambda m: (m.body["type"], m.body["data"].get("subject")
                           or m.body["data"]["serial_number"])
        receiver.wait_until(lambda all: {about(m) for m in all} == wanted, 30)
        self.assertEqual(len(wanted), len({m.id for m in receiver.received}))

    def test_a_sweep_over_all_licenses_is_continued(self):
        today = datetime.datetime.now(datetime.timezone.utc).date()
        until = str(today + datetime.timedelta(days=60))
        serials = [self.new_serial() for _ in range(400)]
        for serial in serials:
            examples.active_license(self.server, serial, until=until, sales=1)
        receiver = self.receiver()
        receiver.hook = self.hook(receiver.url, ["license.stage_changed"])
        eventually(lambda: self.get(receiver.hook)["position"] == self.server.end())
        for days in (100, 28):
            self.post(examples.event("policy.changed.v1", "default", {"warning_days": days}))
            self.server.kill()
            self.server.start()
        messages = receiver.wait_until(lambda all: len({m.id for m in all}) == 800, 60)
        steps = {m.id: (m.body["data"]["serial_number"], m.body["data"]["from"],
                        m.body["data"]["to"]) for m in messages}
        self.assertEqual(sorted([(serial, *step) for serial in serials for step in
                                 (("valid", "warning"), ("warning", "valid"))]),
                         sorted(steps.values()))

    def test_time_passes_on_the_machines_clock_too(self):
        serial = self.new_serial()
        self.post(examples.registered(serial))
        receiver = self.watch(serial, ["license.pending"])
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)
        self.post(examples.purchase(serial, examples.line("sales", 1),
                                    time=soon.isoformat(timespec="microseconds")))
        [message] = receiver.wait_for(1)
        self.assertEqual(soon, datetime.datetime.fromisoformat(message.body["timestamp"]))
        self.assertIsNone(message.body["data"]["position"])

    def test_the_server_can_be_stopped_while_receivers_hang(self):
        hanging = self.receiver(lambda *_: Reply(wait=20))
        hook = self.hook(hanging.url, ["license.registered.v1"])
        self.post(examples.registered(self.new_serial()))
        hanging.wait_for(1)
        began = time.monotonic()
        self.assertEqual(0, self.server.stop())
        self.assertLess(time.monotonic() - began, 12)
        hanging.answer = lambda *_: Reply()
        self.server.start()
        eventually(lambda: self.deliveries(hook, "delivered"))
        self.assertEqual(1, len({m.id for m in hanging.received}))


class WebhookMetrics(ChangeTest):
    def test_count_pending_messages_and_the_outcomes_of_attempts(self):
        server = Server(self.now, (*LOCAL, "--webhook-retries", "0,60"))
        self.addCleanup(server.discard)
        good, bad = self.receiver(), self.receiver(lambda *_: Reply(500))
        for receiver in (good, bad):
            self.hook(receiver.url, ["license.registered.v1"], server)
        self.assert_status(201, server.post(examples.registered(self.new_serial())))
        bad.wait_for(1)
        good.wait_for(1)

        def figures():
            lines = server.call("GET", "/metrics").body.splitlines()
            return dict(line.rsplit(" ", 1) for line in lines if line.startswith(
                "license_ledger_webhook"))
        wanted = {'license_ledger_webhooks{enabled="true"}': "2",
                  "license_ledger_webhook_messages_pending": "1",
                  "license_ledger_webhook_events_behind": "0",
                  'license_ledger_webhook_attempts_total{outcome="delivered"}': "1",
                  'license_ledger_webhook_attempts_total{outcome="refused"}': "1"}
        eventually(lambda: wanted.items() <= figures().items())
        self.assertGreater(float(figures()["license_ledger_webhook_oldest_pending_seconds"]), 0)
