"""What Stripe posts: its signature, what becomes of it, the inbox, and that nothing is lost."""
import http.client
import itertools
import pathlib
import random
import subprocess
import tempfile
import threading
import unittest

import examples
import stripe
from harness import NOON, Server, ServerTest
from stripe import NOW, event, invoice, invoice_payment, new_id, refund, subscription


def config_file(test_class, text: str = stripe.CONFIG) -> str:
    directory = tempfile.TemporaryDirectory(prefix="ledger-stripe-")
    test_class.addClassCleanup(directory.cleanup)
    path = pathlib.Path(directory.name) / "stripe.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


class StripeTest(ServerTest):
    @classmethod
    def setUpClass(cls):
        cls.config = config_file(cls)
        cls.options = ("--stripe-config", cls.config)
        super().setUpClass()
        cls.stripe = cls.server.client("")

    def tearDown(self):
        super().tearDown()
        self.stripe.close()

    def post(self, body, **more):
        return stripe.post(self.stripe, body, **more)

    def posted(self, status: str, body, **more) -> dict:
        answer = self.post(body, **more)
        self.assert_status(200, answer)
        self.assertEqual(status, answer.body["status"], answer.body)
        return answer.body

    def new_license(self) -> str:
        serial = self.new_serial()
        self.assert_status(201, self.server.post(examples.registered(serial)))
        return serial

    def view(self, serial: str) -> dict:
        return self.server.call("GET", f"/v1/licenses/{serial}").body

    def open_of(self, serial: str) -> dict:
        return {row["invoice_id"]: row["open"] for row in self.view(serial)["invoices"]}

    def item(self, event_id: str) -> dict:
        answer = self.server.call("GET", f"/v1/inbox/{event_id}")
        self.assert_status(200, answer)
        return answer.body

    def facts(self, serial: str) -> list:
        return [row for row in self.server.feed(subject=serial) if row["source"] == "stripe"]


class Signature(StripeTest):
    def test_is_asked_for_and_a_token_does_not_stand_for_it(self):
        told = event("invoice.finalized", invoice(self.new_license()))
        for header, detail in (("", "no Stripe-Signature"), ("t=1", "form"), ("v1=00", "form"),
                               (f"t={NOW},v1=00", "does not belong"),
                               (stripe.signature(b"{}"), "does not belong")):
            with self.subTest(header=header):
                problem = self.assert_problem(self.post(told, header=header), 400,
                                              "signature_invalid")
                self.assertIn(detail, problem["detail"])
        answer = self.server.call("POST", "/v1/ingest/stripe", told)
        self.assert_problem(answer, 400, "signature_invalid")
        self.assertEqual(404, self.server.call("GET", f"/v1/inbox/{told['id']}").status)

    def test_is_of_a_time_within_the_tolerance_by_the_servers_clock(self):
        told = event("invoice.finalized", invoice(self.new_license()))
        for at in (NOW - 301, NOW + 301):
            self.assert_problem(self.post(told, at=at), 400, "signature_stale")
        self.posted("appended", told, at=NOW - 300)
        self.posted("duplicate", told, at=NOW + 300)

    def test_may_be_one_of_several_while_a_secret_is_rotated(self):
        told = event("invoice.finalized", invoice(self.new_license()))
        self.posted("appended", told, secrets=("whsec_new", stripe.SECRET))
        self.assert_problem(self.post(told, secrets=("whsec_new", "whsec_newer")), 400,
                            "signature_invalid")

    def test_is_over_the_bytes_as_they_came(self):
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

    def test_are_the_same_in_any_order_and_with_repetition(self):
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
            for told in story:
                self.assert_status(200, self.post(told))
            view = self.view(serial)
            states.append(([row["open"] for row in view["invoices"]],
                           [change["new_total"] for change in view["pending"]["changes"]]))
            self.assertEqual([], self.server.call(
                "GET", "/v1/inbox?status=open&reason=payment_unknown").body["data"])
        self.assertEqual([([1000], [3])] * 4, states)

    def test_of_a_currency_that_stripe_counts_otherwise_are_whole_kronur(self):
        serial = self.new_license()
        bill = invoice(serial, amount=500_000, currency="isk")
        self.posted("appended", event("invoice.finalized", bill))
        self.assertEqual({bill["id"]: 5_000}, self.open_of(serial))
        odd = event("invoice.finalized", invoice(serial, amount=500_001, currency="isk"))
        self.assertEqual("amount_not_representable", self.posted("kept", odd)["reason"]["code"])

    def test_of_a_connected_account_have_a_source_of_their_own(self):
        serial = self.new_license()
        self.posted("appended", event("invoice.finalized", invoice(serial), account="acct_7"))
        self.assertEqual("stripe/acct_7", self.server.feed(subject=serial)[-1]["source"])

    def test_come_of_two_events_of_one_payment_at_once_once_each(self):
        serial = self.new_license()
        bill = invoice(serial)
        intent = new_id("pi")
        self.posted("appended", event("invoice.finalized", bill))
        self.posted("appended", event("invoice_payment.paid",
                                      invoice_payment(bill["id"], intent, 12500)))
        told = [event("refund.created", refund(intent, 100)) for _ in range(12)] * 2
        answers = []

        def send(part):
            client = self.server.client("")
            answers.extend(stripe.post(client, each) for each in part)
            client.close()

        threads = [threading.Thread(target=send, args=(told[i::4],)) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual({200}, {answer.status for answer in answers})
        self.assertEqual(12, sum(answer.body["status"] == "appended" for answer in answers))
        self.assertEqual({bill["id"]: 1200}, self.open_of(serial))


class InboxOfStripe(StripeTest):
    def test_keeps_what_no_license_is_named_for_with_the_reason_and_the_event(self):
        told = event("invoice.finalized", invoice(None))
        kept = self.posted("kept", told)
        self.assertEqual("serial_number_missing", kept["reason"]["code"])
        item = self.item(told["id"])
        self.assertEqual(("open", "invoice.finalized", told["data"]["object"]["id"], told, 1),
                         tuple(item[name] for name in ("status", "type", "object_id", "event",
                                                       "attempts")))
        self.assertIn(told["data"]["object"]["id"], item["reason"]["detail"])
        self.posted("kept", told)
        self.assertEqual(2, self.item(told["id"])["attempts"])

    def test_settles_of_itself_when_what_was_missing_comes(self):
        serial = self.new_license()
        bill = invoice(serial)
        intent = new_id("pi")
        early = event("refund.created", refund(intent, 500))
        self.assertEqual("payment_unknown", self.posted("kept", early)["reason"]["code"])
        self.posted("appended", event("invoice.finalized", bill))
        self.posted("appended", event("invoice_payment.paid",
                                      invoice_payment(bill["id"], intent, 12500)))
        self.assertEqual("settled", self.item(early["id"])["status"])
        self.assertEqual({bill["id"]: 500}, self.open_of(serial))
        self.posted("duplicate", early)

    def test_tries_again_when_the_license_is_registered(self):
        serial = self.new_serial()
        told = event("invoice.finalized", invoice(serial))
        kept = self.posted("kept", told)
        self.assertEqual("license_not_found", kept["reason"]["code"])
        self.assertEqual(serial, self.item(told["id"])["serial_number"])
        self.assert_status(201, self.server.post(examples.registered(serial)))
        for _ in range(100):
            if self.item(told["id"])["status"] == "settled":
                break
            threading.Event().wait(0.1)
        self.assertEqual("settled", self.item(told["id"])["status"])
        self.assertEqual(1, len(self.facts(serial)))

    def test_tries_again_by_hand_one_or_all(self):
        serial = self.new_serial()
        told = [event("invoice.finalized", invoice(serial)) for _ in range(2)]
        for each in told:
            self.posted("kept", each)
        answer = self.server.call("POST", f"/v1/inbox/{told[0]['id']}/retry")
        self.assert_status(200, answer)
        self.assertEqual("open", answer.body["status"])
        self.assert_status(201, self.server.post(examples.registered(serial)))
        answer = self.server.call("POST", f"/v1/inbox/{told[0]['id']}/retry")
        self.assertEqual("settled", answer.body["status"])
        answer = self.server.call("POST", "/v1/inbox/retry")
        self.assert_status(200, answer)
        self.assertEqual("settled", self.item(told[1]["id"])["status"])
        self.assert_problem(self.server.call("POST", "/v1/inbox/evt_none/retry"), 404,
                            "inbox_item_not_found")

    def test_lets_an_event_be_dismissed_which_then_never_comes_true(self):
        serial = self.new_license()
        bill = invoice(serial)
        intent = new_id("pi")
        early = event("refund.created", refund(intent, 500))
        self.posted("kept", early)
        path = f"/v1/inbox/{early['id']}/dismissal"
        self.assert_problem(self.server.call("POST", path, {}), 422, "invalid", "/reason")
        answer = self.server.call("POST", path, {"reason": "Not one of ours."})
        self.assert_status(200, answer)
        self.assertEqual("dismissed", answer.body["status"])
        self.assertEqual("Not one of ours.", answer.body["dismissal"]["reason"])
        self.assertTrue(answer.body["dismissal"]["by"].startswith("operator:"))
        self.assert_problem(self.server.call("POST", path, {"reason": "Again."}), 409, "not_open")
        self.posted("appended", event("invoice.finalized", bill))
        self.posted("appended", event("invoice_payment.paid",
                                      invoice_payment(bill["id"], intent, 12500)))
        self.assertEqual({bill["id"]: 0}, self.open_of(serial))
        self.posted("duplicate", early)
        answer = self.server.call("POST", f"/v1/inbox/{early['id']}/retry")
        self.assertEqual("settled", answer.body["status"])
        self.assertEqual({bill["id"]: 500}, self.open_of(serial))

    def test_keeps_what_is_signed_and_yet_no_event(self):
        for body in (b"hello", b"[]", b"{}", b'{"id": "evt_bad", "type": "invoice.paid"}'):
            kept = self.posted("kept", body)
            self.assertEqual("malformed_object", kept["reason"]["code"])
            self.assertEqual("open", self.item(kept["id"])["status"])
        self.assertEqual("hello", self.item(self.posted("kept", b"hello")["id"])["event"])

    def test_keeps_what_is_of_the_other_mode_or_of_an_unknown_price(self):
        serial = self.new_license()
        test = {**event("invoice.finalized", invoice(serial)), "livemode": False}
        self.assertEqual("test_mode", self.posted("kept", test)["reason"]["code"])
        unknown = event("customer.subscription.created", subscription(serial, 1, "price_new"))
        kept = self.posted("kept", unknown)
        self.assertEqual("price_not_mapped", kept["reason"]["code"])
        self.assertIn("price_new", kept["reason"]["detail"])

    def test_is_listed_by_status_and_reason_page_by_page(self):
        told = [self.posted("kept", event("refund.created", refund(new_id("pi"), 5)))["id"]
                for _ in range(5)]
        found, cursor = [], ""
        while True:
            page = self.server.call(
                "GET", f"/v1/inbox?status=open&reason=payment_unknown&limit=2{cursor}").body
            found += [row["id"] for row in page["data"]]
            self.assertNotIn("event", page["data"][0])
            if not page["has_more"]:
                break
            cursor = "&cursor=" + page["next_cursor"]
        self.assertEqual(told, [each for each in found if each in told])
        self.assertEqual(len(found), len(set(found)))
        answer = self.server.call("GET", "/v1/inbox?status=shut&reason=none&cursor=x")
        self.assert_problem(answer, 422, "invalid", "?status", "?reason", "?cursor")

    def test_and_what_became_of_events_are_counted(self):
        self.posted("kept", event("refund.created", refund(new_id("pi"), 5)))
        self.posted("ignored", event("customer.created", {"id": "cus_9"}))
        text = self.server.call("GET", "/metrics").body
        self.assertRegex(text, r'stripe_events_total\{type="refund.created",outcome="kept"\} \d')
        self.assertRegex(text, r'stripe_events_total\{type="other",outcome="ignored"\} \d')
        self.assertRegex(text, r'stripe_inbox_open\{reason="payment_unknown"\} [1-9]')


class WithoutStripe(ServerTest):
    def test_there_is_nothing_to_post_to_and_no_inbox(self):
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

    def test_with_another_configuration_takes_in_what_waited_for_it(self):
        self.server.post(examples.registered("1"))
        told = event("customer.subscription.created", subscription("1", 4, "price_new"))
        self.assertEqual("kept", self.post(told).body["status"])
        self.assertEqual(0, self.server.stop())
        with open(self.config, "a", encoding="utf-8") as config:
            config.write('\n[products]\nprod_1 = { module = "sales", units = 2 }\n')
        self.server.start(NOON)
        for _ in range(100):
            item = self.server.call("GET", f"/v1/inbox/{told['id']}").body
            if item["status"] == "settled":
                break
            threading.Event().wait(0.1)
        self.assertEqual("settled", item["status"])
        view = self.server.call("GET", "/v1/licenses/1").body
        self.assertEqual(8, view["pending"]["changes"][0]["new_total"])

    def test_with_a_configuration_that_is_wrong_says_where_and_ends_with_2(self):
        self.assertEqual(0, self.server.stop())
        with open(self.config, "a", encoding="utf-8") as config:
            config.write("cus_2 = 7\n")
        ended = subprocess.run([self.server.process.args[0], *self.server.process.args[1:]],
                               capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(2, ended.returncode)
        self.assertRegex(ended.stderr, r"stripe\.toml, line \d+: customers\.cus_2 must be a text")

    def test_after_kill_9_anywhere_loses_and_doubles_nothing(self):
        serials = [f"18010000{i:02}" for i in range(4)]
        for serial in serials:
            self.server.post(examples.registered(serial))
        # Every third one waits for a license that nobody has registered yet.
        bills = [invoice(serials[i % 4] if i % 3 else "1809000000", amount=100 + i)
                 for i in range(120)]
        told = [event("invoice.finalized", bill) for bill in bills]
        answered = {}
        dice = random.Random(7)
        unsent = list(told)
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
        for each in told:
            self.assertIn(self.post(each).body["status"], ("duplicate",), each["id"])
        issued = [row for row in self.server.feed(type="invoice.issued.v1")]
        self.assertEqual(sorted(bill["id"] for bill in bills),
                         sorted(row["data"]["invoice_id"] for row in issued))
        self.assertEqual({bill["id"]: bill["amount_due"] for bill in bills},
                         {row["data"]["invoice_id"]: row["data"]["amount"] for row in issued})
        self.assertEqual([], self.server.call("GET", "/v1/inbox?status=open").body["data"])
        self.assertEqual(120, len(answered))
        self.assertGreater(kills, 4)
