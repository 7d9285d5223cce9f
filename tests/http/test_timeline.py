"""GET /v1/licenses/{serial}/timeline: what held from when until when."""
import examples
from harness import ServerTest


class Timeline(ServerTest):
    now = "2026-01-01T00:00:00Z"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        post, cls.serial = cls.server.post, "paid-late"
        post(examples.registered(cls.serial))
        cls.server.call("POST", "/v1/installations", examples.binding(cls.serial))
        cls.server.move_clock("2026-01-05T00:00:00Z")
        post(examples.invoice(cls.serial, "INV-1", due_on="2026-01-31"))
        post(examples.purchase(cls.serial, examples.line("sales", 3, "2027-01-01"),
                               invoice_ids=("INV-1",)))
        cls.server.move_clock("2026-01-20T00:00:00Z")
        post(examples.payment(cls.serial, "INV-1", time="2026-01-10T00:00:00Z"))
        cls.server.move_clock("2026-02-01T00:00:00Z")

    def ask(self, query="", client=None):
        path = f"/v1/licenses/{self.serial}/timeline"
        return (client or self.server).call("GET", path + (query and f"?{query}"))

    def test_shows_reasons_with_what_ended_them(self):
        answer = self.ask()
        self.assert_status(200, answer)
        self.assertEqual((self.serial, "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
                         tuple(answer.body[name] for name in ("serial_number", "from", "until")))
        [reason] = answer.body["reasons"][-1:]
        self.assertEqual(
            ("unpaid", "INV-1", "Unpaid invoice", "2026-01-05T00:00:00Z", "2026-01-10T00:00:00Z"),
            tuple(reason[name] for name in ("code", "invoice_id", "title", "from", "until")))
        self.assertEqual("payment.received.v1", reason["ended_by"]["type"])
        self.assertEqual(len(reason["evidence"]), reason["evidence_count"])
        self.assertIn(reason["until"], answer.body["instants"])

    def test_shows_stages_pending_numbers_and_attempts(self):
        body = self.ask().body
        self.assertEqual([("none", None), ("valid", 1)],
                         [(stage["stage"], stage["number"]) for stage in body["stages"]])
        self.assertEqual([(1, False, "2026-01-20T00:00:00Z")],
                         [(p["number"], p["held"], p["until"]) for p in body["pending"]])
        self.assertEqual([("blocked", ["unpaid"]), ("activated", [])],
                         [(one["outcome"], one["codes"]) for one in body["attempts"]])
        self.assertEqual(["warning", "grace", "read_only"],
                         [ahead["stage"] for ahead in body["coming"]])

    def test_is_as_known_at_an_instant_and_between_two(self):
        body = self.ask("from=2026-01-15&known_at=2026-01-19").body
        self.assertEqual("2026-01-19T00:00:00Z", body["until"])
        [reason] = body["reasons"]
        self.assertEqual(("2026-01-05T00:00:00Z", None, None),
                         (reason["from"], reason["until"], reason["ended_by"]))
        self.assertEqual([], body["attempts"])
        self.assertEqual([], self.ask("from=2026-01-15").body["reasons"])

    def test_has_its_titles_in_the_language_of_the_reader(self):
        path = f"/v1/licenses/{self.serial}/timeline"
        answer = self.server.call("GET", path, headers={"Accept-Language": "sv"})
        self.assertEqual("Obetald faktura", answer.body["reasons"][-1]["title"])

    def test_refuses_instants_that_make_no_sense(self):
        self.assert_problem(self.ask("from=2026-02-01&until=2026-01-01"), 422, "invalid", "?from")
        self.assert_problem(self.ask("until=soon"), 422, "invalid", "?until")

    def test_is_not_found_before_the_registration_and_for_no_license(self):
        self.assert_problem(self.ask("until=2025-12-31"), 404, "license_not_found")
        answer = self.server.call("GET", "/v1/licenses/none/timeline")
        self.assert_problem(answer, 404, "license_not_found")
