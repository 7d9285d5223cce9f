"""GET /v1/licenses and GET /v1/summary: which licenses there are, and what is to be done about them."""
import urllib.parse

import examples
from harness import ServerTest


class Search(ServerTest):
    now = "2026-03-01T00:00:00Z"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        post = cls.server.post
        post(examples.module("sales"))
        for number, (serial, until) in enumerate((("S1", "2026-03-20"), ("S2", "2026-09-01"),
                                                  ("S3", None))):
            examples.active_license(cls.server, serial, until, sales=2)
            post(examples.invoice(serial, f"INV-{number}", 500, "2026-02-01" if number else
                                  "2026-05-01"))
        post(examples.registered("S4", "Ångström & Søn"))

    def ask(self, *query):
        answer = self.server.call("GET", "/v1/licenses?" + urllib.parse.urlencode(query))
        self.assert_status(200, answer)
        return answer.body

    def found(self, *query):
        body = self.ask(*query)
        self.assertTrue(body["complete"])
        return [row["serial_number"] for row in body["data"]]

    def test_finds_by_words_invoices_and_serial_numbers(self):
        self.assertEqual(["S4"], self.found(("q", "angstrom")))
        self.assertEqual(["S4"], self.found(("q", "son ÅNG")))
        self.assertEqual(["S2"], self.found(("q", "inv-1")))
        self.assertEqual(["S1", "S2", "S3", "S4"], self.found(("q", "s")))
        self.assertEqual([], self.found(("q", "nobody")))

    def test_takes_any_value_of_a_member_and_all_members(self):
        self.assertEqual(["S1", "S4"], self.found(("stage", "warning"), ("stage", "none")))
        self.assertEqual(["S2", "S3"], self.found(("blocked_by", "unpaid")))
        self.assertEqual(["S2", "S3", "S4"],
                         self.found(("blocked_by", "unpaid"), ("blocked_by", "not_bound")))
        self.assertEqual(["S2"], self.found(("blocked_by", "unpaid"),
                                            ("expires_before", "2027-01-01")))
        self.assertEqual(["S2", "S3"], self.found(("resolver", "customer")))
        self.assertEqual([], self.found(("pending", "true")))

    def test_shows_what_is_to_be_done(self):
        row = self.ask(("q", "S2"))["data"][0]
        self.assertEqual(("2026-09-01", 184), (row["expires_on"], row["days_left"]))
        self.assertEqual([{"currency": "SEK", "amount": 500, "overdue": 500}], row["open"])
        self.assertEqual((["unpaid"], "2026-03-01T00:00:00Z"),
                         (row["blocked_by"], row["blocked_since"]))
        self.assertEqual((None, False, 0, "production"), (
            row["pending_number"], row["held"], row["to_remove"], row["kind"]))

    def test_pages_in_every_order(self):
        for sort, wanted in (("serial_number", ["S1", "S2", "S3", "S4"]),
                             ("company_name", ["S4", "S1", "S2", "S3"]),
                             ("expires_on", ["S1", "S2"]),
                             ("first_due", ["S2", "S3", "S1"])):
            seen, cursor = [], ()
            while True:
                page = self.ask(("sort", sort), ("limit", 1), *cursor)
                seen += [row["serial_number"] for row in page["data"]]
                if not page["has_more"]:
                    break
                cursor = (("cursor", page["next_cursor"]),)
            self.assertEqual(wanted, seen, sort)

    def test_counts_what_it_finds(self):
        self.assertNotIn("facets", self.ask())
        facets = self.ask(("facets", "true"))["facets"]
        self.assertEqual({"none": 1, "valid": 2, "warning": 1, "grace": 0, "read_only": 0},
                         facets["stage"])
        self.assertEqual((4, False), (facets["licenses"], facets["at_least"]))
        unpaid = self.ask(("facets", "true"), ("blocked_by", "unpaid"))["facets"]
        self.assertEqual((2, 2), (unpaid["licenses"], unpaid["resolver"]["customer"]))

    def test_sums_up_all_licenses(self):
        summary = self.server.call("GET", "/v1/summary")
        self.assert_status(200, summary)
        self.assertTrue(summary.body["complete"])
        self.assertEqual(2, summary.body["blocked_by"]["unpaid"])
        self.assertEqual({"30": 1, "60": 1, "90": 1}, summary.body["expires_in"])
        self.assertEqual([{"currency": "SEK", "amount": 1000, "overdue": 1000}],
                         summary.body["blocking_invoices"])

    def test_points_to_what_it_does_not_know(self):
        for member, value in (("blocked_by", "expires_soon"), ("stage", "old"), ("kind", "x"),
                              ("resolver", "me"), ("sort", "color"), ("pending", "maybe"),
                              ("facets", "all"), ("expires_before", "soon")):
            answer = self.server.call("GET", f"/v1/licenses?{member}={value}")
            self.assert_problem(answer, 422, "invalid", f"?{member}")
        answer = self.server.call("GET", "/v1/licenses?sort=expires_on&cursor=S1")
        self.assert_problem(answer, 422, "invalid", "?cursor")
