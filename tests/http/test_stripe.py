"""Events from Stripe: their signature, their facts, and that nothing is lost."""
import http.client
import itertools
import random
import subprocess
import threading
import unittest

import examples
import stripe
from harness import NOON, Server, ServerTest
from stripe import (NOW, StripeTest, config_file, event, invoice, invoice_payment, new_id, refund,
                    subscription)


class Signature(StripeTest):
    def test_is_required_and_a_token_does_not_replace_it(self):
        sent = event("invoice.finalized", invoice(self.new_license()))
        for header, detail in (("", "Stripe-Signature is missing"), ("t=1", "form"), ("v1=00", "form"),
                               (f"t={NOW},v1=00", "does not belong"),
                               (stripe.signature(b"{}"), "does not belong")):
            with self.subTest(header=header):
                problem = self.assert_problem(self.post(sent, header=header), 400,
                                              "signature_invalid")
                self.assertIn(detail, problem["detail"])
        answer = self.server.call("POST", "/v1/ingest/stripe", sent)
        self.assert_problem(answer, 400, "signature_invalid")
        self.assertEqual(404, self.server.call("GET", f"/v1/inbox/{sent['id']}").status)

    def test_must_be_within_the_tolerance_of_the_servers_clock(self):
        sent = event("invoice.finalized", invoice(self.new_license()))
        for at in (NOW - 301, NOW + 301):
            self.assert_problem(self.post(sent, at=at), 400, "signature_stale")
        self.posted("appended", sent, at=NOW - 300)
        self.posted("duplicate", sent, at=NOW + 300)

    def test_may_be_one_of_several_while_a_secret_is_rotated(self):
        sent = event("invoice.finalized", invoice(self.new_license()))
        self.posted("appended", sent, secrets=("whsec_new", stripe.SECRET))
        self.assert_problem(self.post(sent, secrets=("whsec_new", "whsec_newer")), 400,
                            "signature_invalid")

    def test_covers_the_bytes_as_received(self):
        body = b'{"id": "evt_bytes",  "type":"customer.created", "created": 1, "data": {"object": {}}}'
        self.posted("ignored", body)
        self.assert_problem(self.post(body.replace(b"  ", b" "), header=stripe.signature(body)),
                            400, "signature_invalid")


class Facts(StripeTest):
    def test_follow_a_subscription_from_its_first_payment_to_a_refund(self):
        serial = self.new_serial()
        examples.active_license(self.server, serial, sales=5)
        bill = invoice(serial)
        bought = subscription(serial, 12, invoice_id=bill["id"])
        self.posted("appended", event("customer.subscription.created", bought))
        self.assertEqual("unpaid", self.view(serial)["blocking_reasons"][0]["code"])
        self.posted("appended", event("invoice.finalized", bill))
        self.assertEqual({bill["id"]: 12500}, self.open_of(serial))
        intent = new_id("pi")
        self.posted("appended", event("invoice_payment.paid",
                                      invoice_payment(bill["id"], intent, 5000)))
        self.assertEqual({bill["id"]: 7500}, self.open_of(serial))
        self.assertIsNotNone(self.view(serial)["pending"])
        second = new_id("pi")
        self.posted("appended", event("invoice_payment.paid",
                                      invoice_payment(bill["id"], second, 7500)))
        paid = {**bill, "status": "paid", "amount_paid": 12500}
        self.posted("unchanged", event("invoice.paid", paid))
        view = self.view(serial)
        self.assertIsNone(view["pending"])
        self.assertEqual(17, view["current"]["modules"][0]["total"])
        self.posted("appended", event("refund.created", refund(second, 2500)))
        self.assertEqual({bill["id"]: 2500}, self.open_of(serial))
        self.assertEqual({"billing:stripe"}, {row["actor"] for row in self.facts(serial)})

    def test_are_the_same_in_any_order_and_with_duplicates(self):
        states = []
        for seed in range(4):
            serial = self.new_license()
            stripe._ids = itertools.count(10_000 * (seed + 1))
            bill = invoice(serial)
            intent = new_id("pi")
            story = [event("invoice.finalized", bill),
                     event("customer.subscription.created",
                           subscription(serial, 3, invoice_id=bill["id"]), NOW - 500),
                     event("invoice_payment.paid", invoice_payment(bill["id"], intent, 5000)),
                     event("invoice.paid", {**bill, "status": "paid", "amount_paid": 12500}),
                     event("refund.created", refund(intent, 1000, "pending")),
                     event("refund.failed", refund(intent, 2000, "failed")),
                     event("charge.refunded", {
                         "id": "ch_1", "object": "charge", "amount_refunded": 1000,
                         "currency": "sek", "payment_intent": intent, "metadata": {}})]
            story += random.Random(seed).sample(story, 3)
            if seed:
                random.Random(seed).shuffle(story)
            for sent in story:
                self.assert_status(200, self.post(sent))
            view = self.view(serial)
            states.append(([row["open"] for row in view["invoices"]],
                           [change["new_total"] for change in view["pending"]["changes"]]))
            self.assertEqual([], self.server.call(
                "GET", "/v1/inbox?status=open&reason=payment_unknown").body["data"])
        self.assertEqual([([1000], [3])] * 4, states)

    def test_in_a_currency_with_another_scale_in_stripe_are_whole_kronur(self):
        serial = self.new_license()
        bill = invoice(serial, amount=500_000, currency="isk")
        self.posted("appended", event("invoice.finalized", bill))
        self.assertEqual({bill["id"]: 5_000}, self.open_of(serial))
        odd = event("invoice.finalized", invoice(serial, amount=500_001, currency="isk"))
        self.assertEqual("amount_not_representable", self.posted("kept", odd)["reason"]["code"])

    def test_of_a_connected_account_have_their_own_source(self):
        serial = self.new_license()
        self.posted("appended", event("invoice.finalized", invoice(serial), account="acct_7"))
        self.assertEqual("stripe/acct_7", self.server.feed(subject=serial)[-1]["source"])

    def test_of_two_concurrent_events_of_one_payment_are_appended_once_each(self):
        serial = self.new_license()
        bill = invoice(serial)
        intent = new_id("pi")
        self.posted("appended", event("invoice.finalized", bill))
        self.posted("appended", event("invoice_payment.paid",
                                      invoice_payment(bill["id"], intent, 12500)))
        sent = [event("refund.created", refund(intent, 100)) for _ in range(12)] * 2
        answers = []

        def send(part):
            client = self.server.client("")
            answers.extend(stripe.post(client, each) for each in part)
            client.close()

        threads = [threading.Thread(target=send, args=(sent[i::4],)) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual({200}, {answer.status for answer in answers})
        self.assertEqual(12, sum(answer.body["status"] == "appended" for answer in answers))
        self.assertEqual({bill["id"]: 1200}, self.open_of(serial))


class WithoutStripe(ServerTest):
    def test_there_is_no_endpoint_and_no_inbox(self):
        for method, path in (("POST", "/v1/ingest/stripe"), ("GET", "/v1/inbox"),
                             ("GET", "/v1/inbox/evt_1"), ("POST", "/v1/inbox/retry"),
                             ("POST", "/v1/inbox/evt_1/retry"),
                             ("POST", "/v1/inbox/evt_1/dismissal")):
            with self.subTest(path=path):
                self.assert_problem(self.server.call(method, path, {}), 404, "not_found")


class Restart(unittest.TestCase):
    def setUp(self):
        self.config = config_file(type(self))
        self.server = Server(NOON, ("--stripe-config", self.config))
        self.addCleanup(self.server.discard)

    def post(self, body):
        client = self.server.client("")
        answer = stripe.post(client, body)
        client.close()
        return answer

    def test_with_another_configuration_processes_what_waited_for_it(self):
        self.server.post(examples.registered("1"))
        sent = event("customer.subscription.created", subscription("1", 4, "price_new"))
        self.assertEqual("kept", self.post(sent).body["status"])
        self.assertEqual(0, self.server.stop())
        with open(self.config, "a", encoding="utf-8") as config:
            config.write('\n[products]\nprod_1 = { module = "sales", units = 2 }\n')
        self.server.start(NOON)
        for _ in range(100):
            item = self.server.call("GET", f"/v1/inbox/{sent['id']}").body
            if item["status"] == "settled":
                break
            threading.Event().wait(0.1)
        self.assertEqual("settled", item["status"])
        view = self.server.call("GET", "/v1/licenses/1").body
        self.assertEqual(8, view["pending"]["changes"][0]["new_total"])

    def test_with_an_invalid_configuration_reports_where_and_exits_with_2(self):
        self.assertEqual(0, self.server.stop())
        with open(self.config, "a", encoding="utf-8") as config:
            config.write("cus_2 = 7\n")
        ended = subprocess.run([self.server.process.args[0], *self.server.process.args[1:]],
                               capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(2, ended.returncode)
        self.assertRegex(ended.stderr, r"stripe\.toml, line \d+: customers\.cus_2 must be a string")

    def test_after_kill_9_anywhere_loses_and_duplicates_nothing(self):
        serials = [f"18010000{i:02}" for i in range(4)]
        for serial in serials:
            self.server.post(examples.registered(serial))
        # Every third one waits for a license that is not registered yet.
        bills = [invoice(serials[i % 4] if i % 3 else "1809000000", amount=100 + i)
                 for i in range(120)]
        sent = [event("invoice.finalized", bill) for bill in bills]
        answered = {}
        dice = random.Random(7)
        unsent = list(sent)
        kills = 0
        while unsent:
            killer, left = None, dice.randrange(5, 25)
            try:
                client = self.server.client("")
                while unsent:
                    answer = stripe.post(client, unsent[0])
                    self.assertEqual(200, answer.status, answer.body)
                    answered[unsent[0]["id"]] = answer.body["status"]
                    unsent.pop(0)
                    left -= 1
                    if left == 0:  # somewhere in the middle of the next few
                        killer = threading.Timer(dice.random() * 0.006, self.server.process.kill)
                        killer.start()
            except (OSError, http.client.HTTPException):
                pass
            if killer:
                killer.join()
            self.server.kill()
            kills += 1
            self.server.start(NOON)
        self.server.post(examples.registered("1809000000"))
        self.assertEqual(200, self.server.call("POST", "/v1/inbox/retry").status)
        for each in sent:
            self.assertIn(self.post(each).body["status"], ("duplicate",), each["id"])
        issued = [row for row in self.server.feed(type="invoice.issued.v1")]
        self.assertEqual(sorted(bill["id"] for bill in bills),
                         sorted(row["data"]["invoice_id"] for row in issued))
        self.assertEqual({bill["id"]: bill["amount_due"] for bill in bills},
                         {row["data"]["invoice_id"]: row["data"]["amount"] for row in issued})
        self.assertEqual([], self.server.call("GET", "/v1/inbox?status=open").body["data"])
        self.assertEqual(120, len(answered))
        self.assertGreater(kills, 4)
