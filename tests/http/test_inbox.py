"""Stripe events that are not in the ledger: kept with the reason, settled, retried, dismissed."""
import json
import subprocess
import threading

import examples
from harness import BINARY
from stripe import StripeTest, event, invoice, invoice_payment, new_id, refund, subscription


class Inbox(StripeTest):
    def test_keeps_an_event_without_a_license_and_the_reason(self):
        sent = event("invoice.finalized", invoice(None))
        kept = self.posted("kept", sent)
        self.assertEqual("serial_number_missing", kept["reason"]["code"])
        item = self.item(sent["id"])
        self.assertEqual(("open", "invoice.finalized", sent["data"]["object"]["id"], sent, 1),
                         tuple(item[name] for name in ("status", "type", "object_id", "event",
                                                       "attempts")))
        self.assertIn(sent["data"]["object"]["id"], item["reason"]["detail"])
        self.posted("kept", sent)
        self.assertEqual(2, self.item(sent["id"])["attempts"])

    def test_settles_an_event_when_the_missing_one_arrives(self):
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

    def test_retries_when_the_license_is_registered(self):
        serial = self.new_serial()
        sent = event("invoice.finalized", invoice(serial))
        kept = self.posted("kept", sent)
        self.assertEqual("license_not_found", kept["reason"]["code"])
        self.assertEqual(serial, self.item(sent["id"])["serial_number"])
        self.assert_status(201, self.server.post(examples.registered(serial)))
        for _ in range(100):
            if self.item(sent["id"])["status"] == "settled":
                break
            threading.Event().wait(0.1)
        self.assertEqual("settled", self.item(sent["id"])["status"])
        self.assertEqual(1, len(self.facts(serial)))

    def test_retries_one_or_all_on_request(self):
        serial = self.new_serial()
        sent = [event("invoice.finalized", invoice(serial)) for _ in range(2)]
        for each in sent:
            self.posted("kept", each)
        answer = self.server.call("POST", f"/v1/inbox/{sent[0]['id']}/retry")
        self.assert_status(200, answer)
        self.assertEqual("open", answer.body["status"])
        self.assert_status(201, self.server.post(examples.registered(serial)))
        answer = self.server.call("POST", f"/v1/inbox/{sent[0]['id']}/retry")
        self.assertEqual("settled", answer.body["status"])
        answer = self.server.call("POST", "/v1/inbox/retry")
        self.assert_status(200, answer)
        self.assertEqual("settled", self.item(sent[1]["id"])["status"])
        self.assert_problem(self.server.call("POST", "/v1/inbox/evt_none/retry"), 404,
                            "inbox_item_not_found")

    def test_lets_an_event_be_dismissed_for_good(self):
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

    def test_keeps_a_signed_body_that_is_not_an_event(self):
        for body in (b"hello", b"[]", b"{}", b'{"id": "evt_bad", "type": "invoice.paid"}'):
            kept = self.posted("kept", body)
            self.assertEqual("malformed_object", kept["reason"]["code"])
            self.assertEqual("open", self.item(kept["id"])["status"])
        self.assertEqual("hello", self.item(self.posted("kept", b"hello")["id"])["event"])

    def test_keeps_events_of_the_other_mode_or_an_unknown_price(self):
        serial = self.new_license()
        test = {**event("invoice.finalized", invoice(serial)), "livemode": False}
        self.assertEqual("test_mode", self.posted("kept", test)["reason"]["code"])
        unknown = event("customer.subscription.created", subscription(serial, 1, "price_new"))
        kept = self.posted("kept", unknown)
        self.assertEqual("price_not_mapped", kept["reason"]["code"])
        self.assertIn("price_new", kept["reason"]["detail"])

    def test_is_listed_by_status_and_reason_page_by_page(self):
        sent = [self.posted("kept", event("refund.created", refund(new_id("pi"), 5)))["id"]
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
        self.assertEqual(sent, [each for each in found if each in sent])
        self.assertEqual(len(found), len(set(found)))
        answer = self.server.call("GET", "/v1/inbox?status=shut&reason=none&cursor=x")
        self.assert_problem(answer, 422, "invalid", "?status", "?reason", "?cursor")

    def test_and_the_outcomes_of_events_are_counted(self):
        self.posted("kept", event("refund.created", refund(new_id("pi"), 5)))
        self.posted("ignored", event("customer.created", {"id": "cus_9"}))
        text = self.server.call("GET", "/metrics").body
        self.assertRegex(text, r'stripe_events_total\{type="refund.created",outcome="kept"\} \d')
        self.assertRegex(text, r'stripe_events_total\{type="other",outcome="ignored"\} \d')
        self.assertRegex(text, r'stripe_inbox_open\{reason="payment_unknown"\} [1-9]')


class OnTheCommandLine(StripeTest):
    def run_inbox(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [BINARY, "inbox", *arguments, "--url", f"http://127.0.0.1:{self.server.port}",
             "--token-file", str(self.server.data / "operator.token")],
            capture_output=True, text=True, timeout=30, check=False)

    def test_is_listed_shown_retried_and_dismissed(self):
        serial = self.new_serial()
        sent = event("invoice.finalized", invoice(serial))
        self.posted("kept", sent)
        listed = self.run_inbox("list")
        self.assertEqual(0, listed.returncode, listed.stderr)
        self.assertRegex(listed.stdout, sent["id"] + r" +invoice\.finalized .*license_not_found")
        as_json = json.loads(self.run_inbox("list", "--reason", "license_not_found",
                                            "--json").stdout)
        self.assertIn(sent["id"], [item["id"] for item in as_json["data"]])
        shown = self.run_inbox("show", sent["id"])
        self.assertIn(f"License {serial} is not registered.", shown.stdout)
        self.assertIn(json.dumps(sent["id"]), shown.stdout)
        self.assertEqual(1, self.run_inbox("retry", sent["id"]).returncode)
        self.assert_status(201, self.server.post(examples.registered(serial)))
        self.assertEqual(0, self.run_inbox("retry", sent["id"]).returncode)
        lost = event("refund.created", refund(new_id("pi"), 5))
        self.posted("kept", lost)
        dismissed = self.run_inbox("dismiss", lost["id"], "--because", "Of the shop.")
        self.assertEqual(0, dismissed.returncode, dismissed.stderr)
        self.assertIn("Of the shop.", dismissed.stdout)
        self.assertRegex(self.run_inbox("retry", "--all").stdout, r"^\d+ tried, \d+ settled$")
        listed = self.run_inbox("list").stdout
        self.assertNotIn(sent["id"], listed)
        self.assertNotIn(lost["id"], listed)

    def test_reports_missing_arguments(self):
        self.assertEqual(2, self.run_inbox("retry").returncode)
        missing = self.run_inbox("show", "evt_none")
        self.assertEqual(1, missing.returncode)
        self.assertIn("evt_none", missing.stderr)
        offline = subprocess.run([BINARY, "inbox", "list", "--data", str(self.server.data)],
                                 capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(2, offline.returncode)
        self.assertIn("--url", offline.stderr)
