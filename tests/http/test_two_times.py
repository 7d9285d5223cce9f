"""as_of and known_at; simulations; changes caused by time alone."""
import urllib.parse

import examples
from harness import JSON, ServerTest

INVALID_INSTANTS = ("soon", "", " ", "2026", "2026-01", "2026-02-30", "2026-13-01", "2026-1-1",
                    "20260101", "2026-01-01T00:00:00", "2026-01-01T24:00:01Z",
                    "2026-01-01T00:60:00Z", "2026-01-01T00:00:00+25:00", "2026-01-01T00:00Z",
                    "2026-01-01Z", "1767225600", "-1", "0000-01-01", "10000-01-01",
                    "2026-01-01T00:00:00Z'--", "2026-01-01T00:00:00ZZ", "now", "null")


class TwoTimesTest(ServerTest):
    now = "2026-01-01T00:00:00Z"

    def ask(self, serial, path="", **query):
        asked = urllib.parse.urlencode(query)
        return self.server.call("GET", f"/v1/licenses/{serial}{path}" + (asked and f"?{asked}"))

    def view(self, serial, **query):
        answer = self.ask(serial, **query)
        self.assert_status(200, answer)
        return answer.body


class AsOfAndKnownAt(TwoTimesTest):
    """A payment of January 10, recorded on January 20."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        post, serial = cls.server.post, "paid-late"
        cls.serial = serial
        post(examples.registered(serial))
        cls.server.call("POST", "/v1/installations", examples.binding(serial))
        cls.server.move_clock("2026-01-05T00:00:00Z")
        post(examples.invoice(serial, "INV-1", due_on="2026-01-31"))
        post(examples.purchase(serial, examples.line("sales", 3, "2027-01-01"),
                               invoice_ids=("INV-1",)))
        cls.server.move_clock("2026-01-20T00:00:00Z")
        cls.early = cls.views(cls)
        post(examples.payment(serial, "INV-1", time="2026-01-10T00:00:00Z"))
        cls.server.move_clock("2026-01-25T00:00:00Z")
        cls.server.call("POST", f"/v1/licenses/{serial}/seats", examples.seat("anna"))
        cls.server.move_clock("2026-02-01T00:00:00Z")

    def views(self):
        """Responses as known before the payment was recorded."""
        return [self.server.call("GET", f"/v1/licenses/paid-late?as_of={t}&known_at={k}").body
                for t in ("2026-01-01", "2026-01-12", "2026-02-15", "2028-01-01")
                for k in ("2026-01-05", "2026-01-19")]

    def codes(self, **query):
        return [reason["code"] for reason in self.view("paid-late", **query)["blocking_reasons"]]

    def test_show_what_was_true_then_as_known_then_and_as_known_now(self):
        self.assertEqual(["unpaid"], self.codes(as_of="2026-01-12", known_at="2026-01-15"))
        self.assertEqual([], self.codes(as_of="2026-01-12"))
        self.assertEqual(["unpaid"], self.codes(as_of="2026-01-09"))

    def test_never_back_date_a_decision(self):
        self.assertIsNone(self.view("paid-late", as_of="2026-01-12")["current"])
        view = self.view("paid-late", as_of="2026-01-20")
        self.assertEqual("2026-01-20T00:00:00Z", view["current"]["activated_at"])

    def test_include_what_happens_at_the_instant_itself(self):
        self.assertEqual([], self.codes(as_of="2026-01-10T00:00:00Z"))
        self.assertEqual(["unpaid"], self.codes(as_of="2026-01-09T23:59:59.999999Z"))
        self.assertEqual(["unpaid"], self.codes(as_of="2026-01-12",
                                                known_at="2026-01-19T23:59:59.999999Z"))
        self.assertEqual([], self.codes(as_of="2026-01-12", known_at="2026-01-20T00:00:00Z"))

    def test_answer_the_past_as_it_was_answered_then(self):
        self.assertEqual(self.early, self.views())

    def test_may_lie_in_the_future(self):
        self.assertEqual(
            ["valid", "warning", "grace", "read_only"],
            [self.view("paid-late", as_of=date)["stage"]
             for date in ("2026-12-03", "2026-12-04", "2027-01-01", "2027-01-13")])

    def test_are_returned_in_the_response(self):
        view = self.view("paid-late", as_of="2026-01-12", known_at="2026-01-21T02:00:00+02:00")
        self.assertEqual(("2026-01-12T00:00:00Z", "2026-01-21T00:00:00Z"),
                         (view["as_of"], view["known_at"]))
        view = self.view("paid-late")
        self.assertEqual(("2026-02-01T00:00:00Z",) * 2, (view["as_of"], view["known_at"]))

    def test_apply_to_seats_too(self):
        seats = [self.ask("paid-late", "/seats", as_of=date).body["data"]
                 for date in ("2026-01-24T23:59:59Z", "2026-01-25")]
        self.assertEqual([[], ["anna"]], [[seat["user"] for seat in rows] for rows in seats])
        self.assertEqual([], self.ask("paid-late", "/seats", known_at="2026-01-21").body["data"])

    def test_find_no_license_before_it_was_registered_or_known(self):
        for query in ({"as_of": "2025-12-31"}, {"known_at": "2025-12-31T23:59:59.999999Z"},
                      {"as_of": "0001-01-01"}, {"known_at": "0001-01-01T00:00:00Z"}):
            for path in ("", "/seats"):
                with self.subTest(query, path=path):
                    answer = self.ask("paid-late", path, **query)
                    self.assert_problem(answer, 404, "license_not_found")

    def test_reach_to_the_end_of_the_calendar(self):
        for instant in ("9999-12-31", "9999-12-31T23:59:59.999999Z"):
            for name in ("as_of", "known_at"):
                self.assert_status(200, self.ask("paid-late", **{name: instant}))

    def test_are_refused_when_they_are_not_instants(self):
        for value in INVALID_INSTANTS:
            for name in ("as_of", "known_at"):
                for path in ("", "/seats"):
                    with self.subTest(path, **{name: value}):
                        answer = self.ask("paid-late", path, **{name: value})
                        self.assertEqual((422, "invalid"), (answer.status, answer.body["code"]))
                        self.assertIn(name, answer.body["errors"][0]["pointer"])
        answer = self.ask("paid-late", as_of="x", known_at="y")
        self.assertEqual(2, len(answer.body["errors"]))


class Simulations(TwoTimesTest):
    def setUp(self):
        self.serial = self.new_serial()
        self.server.post(examples.registered(self.serial))
        self.server.call("POST", "/v1/installations", examples.binding(self.serial))
        self.server.post(examples.purchase(self.serial, examples.line("sales", 3),
                                           invoice_ids=("INV-1",)))
        self.server.post(examples.invoice(self.serial, "INV-1"))

    def suppose(self, *events, **more):
        return self.server.call("POST", f"/v1/licenses/{self.serial}/simulations",
                                {"events": list(events), **more})

    def test_show_the_effect_and_append_nothing(self):
        end, before = self.server.end(), self.ask(self.serial)
        answer = self.suppose(examples.payment(self.serial, "INV-1"))
        self.assert_status(200, answer)
        self.assertEqual(([], True), (answer.body["blocking_reasons"],
                                      answer.body["can_be_activated"]))
        self.assertIsNone(answer.body["current"], "a simulation has activated something")
        after = self.ask(self.serial)
        self.assertEqual((before.body, before.headers["etag"]), (after.body, after.headers["etag"]))
        self.assertEqual(end, self.server.end())
        self.assertEqual(before.body["blocking_reasons"], self.suppose().body["blocking_reasons"])

    def test_do_not_reserve_the_ids_of_later_events(self):
        payment = examples.payment(self.serial, "INV-1")
        self.suppose(payment)
        self.assert_status(201, self.server.post(payment))
        self.assertIsNotNone(self.view(self.serial)["current"])

    def test_apply_definitions_and_policies_only_to_themselves(self):
        self.server.post(examples.payment(self.serial, "INV-1"))
        self.server.post(examples.purchase(self.serial, examples.line("sales", 3, "2026-03-01")))
        policy = examples.event("policy.changed.v1", "default", {"warning_days": 100})
        self.assertEqual("warning", self.suppose(policy).body["stage"])
        self.assertEqual("valid", self.view(self.serial)["stage"])
        hidden = examples.module("sales", hidden=True)
        rows = self.suppose(hidden).body["current"]["modules"]
        self.assertEqual([True], [row["hidden"] for row in rows])
        self.assertFalse(self.view(self.serial)["current"]["modules"][0]["hidden"])

    def test_may_be_for_another_time(self):
        payment = examples.payment(self.serial, "INV-1", time="2026-06-01T00:00:00Z")
        blocked = [bool(self.suppose(payment, as_of=date).body["blocking_reasons"])
                   for date in ("2026-05-31T23:59:59Z", "2026-06-01T00:00:00Z")]
        self.assertEqual([True, False], blocked)

    def test_concern_one_license(self):
        other = self.new_serial()
        self.server.post(examples.registered(other))
        answer = self.suppose(examples.invoice(self.serial, "I"), examples.invoice(other, "I"))
        self.assert_problem(answer, 422, "invalid", "/events/1/subject")

    def test_point_to_errors(self):
        answer = self.suppose(examples.invoice(self.serial, "I"), 5,
                              examples.invoice(self.serial, "I", amount=-1), as_of="2026-01-01")
        self.assert_problem(answer, 422, "invalid", "/as_of", "/events/1", "/events/2/data/amount")


class TimeAlone(TwoTimesTest):
    """In these tests, only the clock moves."""

    def found(self, **query):
        answer = self.server.call("GET", "/v1/licenses?" + urllib.parse.urlencode(query))
        self.assert_status(200, answer)
        return [row["serial_number"] for row in answer.body["data"]]

    def restart(self, now):
        """Restarts the server at this time; a search must not depend on the previous run."""
        self.assertEqual(0, self.server.stop())
        self.server.start(now)

    def test_moves_licenses_through_their_stages_and_invoices_past_their_dates(self):
        examples.active_license(self.server, "expires", until="2026-03-31")
        examples.active_license(self.server, "for-ever")
        examples.active_license(self.server, "owes")
        self.server.post(examples.invoice("owes", "INV-1", due_on="2026-03-05"))
        self.server.post(examples.invoice("expires", "INV-2", due_on="2026-04-12"))
        end = self.server.end()
        for now, stage, overdue in (
                ("2026-03-02T23:59:59.999999Z", "valid", []),
                ("2026-03-03T00:00:00Z", "warning", []),
                ("2026-03-05T23:59:59.999999Z", "warning", []),
                ("2026-03-06T00:00:00Z", "warning", ["owes"]),
                ("2026-03-30T23:59:59.999999Z", "warning", ["owes"]),
                ("2026-03-31T00:00:00Z", "grace", ["owes"]),
                ("2026-04-11T23:59:59.999999Z", "grace", ["owes"]),
                ("2026-04-12T00:00:00Z", "read_only", ["owes"]),
                ("2026-04-13T00:00:00Z", "read_only", ["expires", "owes"]),
                ("2036-01-01T00:00:00Z", "read_only", ["expires", "owes"])):
            for how in (self.server.move_clock, self.restart):
                with self.subTest(now, how=how.__name__):
                    how(now)
                    for asked in ("valid", "warning", "grace", "read_only", "none"):
                        rest = ["for-ever", "owes"] if asked == "valid" else []
                        wanted = sorted(rest + (["expires"] if asked == stage else []))
                        self.assertEqual(wanted, sorted(self.found(stage=asked)), asked)
                    self.assertEqual(overdue, sorted(self.found(blocked_by="unpaid")))
                    self.assertEqual(stage, self.view("expires")["stage"])
        self.assertEqual(end, self.server.end(), "an event was appended")


class Search(TwoTimesTest):
    def test_pages_by_cursor_and_finds_by_owner_exactly(self):
        serials = sorted(self.new_serial() for _ in range(25))
        for i, serial in enumerate(serials):
            self.server.post(examples.registered(serial, "Å & Ö" if i % 5 else "Other"))
        for company, wanted in (("Å & Ö", 20), ("Other", 5), ("other", 0), ("Å", 0), ("", 0)):
            query = urllib.parse.urlencode({"company_name": company, "limit": 3})
            seen, cursor = [], ""
            while True:
                page = self.server.call("GET", f"/v1/licenses?{query}{cursor}").body
                seen += [row["serial_number"] for row in page["data"]]
                if not page["has_more"]:
                    break
                cursor = "&cursor=" + page["next_cursor"]
            self.assertEqual(wanted, len(set(seen) & set(serials)), company)
            self.assertEqual(sorted(set(seen)), seen)

    def test_sees_an_event_as_soon_as_it_is_acknowledged(self):
        for _ in range(50):
            serial = self.new_serial()
            self.server.post(examples.registered(serial, "Just now " + serial))
            query = urllib.parse.urlencode({"company_name": "Just now " + serial})
            rows = self.server.call("GET", f"/v1/licenses?{query}").body["data"]
            self.assertEqual([serial], [row["serial_number"] for row in rows])


class TheTestClock(TwoTimesTest):
    def test_moves_forward_only(self):
        self.server.move_clock("2034-01-02T00:00:00Z")
        self.server.move_clock("2034-01-02T00:00:00Z")
        answer = self.server.call("PUT", "/v1/test-clock", {"now": "2034-01-01T23:59:59.999999Z"})
        self.assert_problem(answer, 422, "invalid", "/now")
        for now in INVALID_INSTANTS:
            answer = self.server.call("PUT", "/v1/test-clock", {"now": now}, kind=JSON)
            self.assertEqual(422, answer.status, now)

    def test_processes_everything_due_at_its_own_instant(self):
        serial = self.new_serial()
        examples.active_license(self.server, serial, sales=1)
        for number, date in ((2, "2035-05-01"), (3, "2035-06-01")):
            self.server.post(examples.purchase(serial, examples.line("sales", number),
                                               time=f"{date}T00:00:00Z"))
        self.server.move_clock("2035-07-01T00:00:00Z")
        attempts = self.ask(serial, "/activations").body["data"]
        self.assertEqual([(2, "activated", "2035-05-01T00:00:00Z"),
                          (3, "activated", "2035-06-01T00:00:00Z")],
                         [(a["number"], a["outcome"], a["at"]) for a in attempts[1:]])
        view = self.view(serial, as_of="2035-05-15")
        self.assertEqual((2, 2), (view["current"]["number"],
                                  view["current"]["modules"][0]["total"]))
