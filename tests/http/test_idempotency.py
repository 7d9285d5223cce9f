"""Idempotency-Key: a repeated request gets the same response. If-Match: an unchanged license."""
import threading

import examples
from harness import BATCH, NDJSON, ServerTest


class IdempotencyKey(ServerTest):
    def setUp(self):
        self.serial = self.new_serial()
        self.path = f"/v1/licenses/{self.serial}"
        examples.active_license(self.server, self.serial, sales=3)

    def assign(self, user, key, client=None, **headers):
        caller = client or self.server
        return caller.call("POST", f"{self.path}/seats", examples.seat(user),
                           headers={"Idempotency-Key": key, **headers})

    def assert_replayed(self, first, again):
        self.assertEqual((first.status, first.body), (again.status, again.body))
        self.assertEqual(first.headers["content-type"], again.headers["content-type"])
        self.assertNotIn("idempotent-replayed", first.headers)
        self.assertEqual("true", again.headers.get("idempotent-replayed"))

    def test_returns_the_first_response_again_and_appends_nothing(self):
        first = self.assign("anna", "again")
        end = self.server.end()
        again = self.assign("anna", "again")
        self.assert_status(201, first)
        self.assert_replayed(first, again)
        self.assertEqual(end, self.server.end())

    def test_may_be_quoted_or_bare(self):
        self.assert_replayed(self.assign("anna", '"quoted"'), self.assign("anna", "quoted"))
        self.assert_replayed(self.assign("bo", "bare"), self.assign("bo", '"bare"'))

    def test_has_at_most_255_bytes(self):
        for key in ("k" * 255, '"' + "q" * 255 + '"'):
            self.assert_replayed(self.assign("anna", key), self.assign("anna", key))
        end = self.server.end()
        for key in ("k" * 256, '"' + "q" * 256 + '"', '""', "k" * 10_000):
            with self.subTest(len(key)):
                answer = self.assign("bo", key)
                self.assert_problem(answer, 422, "invalid", "Idempotency-Key")
        self.assertEqual(end, self.server.end())

    def test_is_refused_with_a_different_request(self):
        self.assign("anna", "reused")
        end = self.server.end()
        headers = {"Idempotency-Key": "reused"}
        for other in (self.assign("bo", "reused"),
                      self.server.call("DELETE", f"{self.path}/seats/sales/anna", headers=headers),
                      self.server.post(examples.invoice(self.serial, "INV-1"), headers=headers)):
            self.assert_problem(other, 422, "idempotency_key_reuse")
            self.assertNotIn("idempotent-replayed", other.headers)
        self.assertEqual(end, self.server.end())

    def test_belongs_to_the_token_that_sent_it(self):
        other = self.server.client(self.server.tokens.create("admin", self.serial))
        self.assert_status(201, self.assign("anna", "shared"))
        answer = self.assign("bo", "shared", other)
        self.assert_status(201, answer)
        self.assertEqual("bo", answer.body["user"])

    def test_applies_to_refusals_too(self):
        body = {"changes": [{"assign": examples.seat(f"user-{i}")} for i in range(4)]}
        first, again = (self.server.call("POST", f"{self.path}/seat-changes", body,
                                         headers={"Idempotency-Key": "refused"}) for _ in range(2))
        self.assert_problem(first, 409, "seat_refused")
        self.assert_replayed(first, again)
        refusals = self.server.feed(subject=self.serial, type="seat.assignment_refused.v1")
        self.assertEqual(1, len(refusals))

    def test_answers_a_refusal_again_as_it_was_known(self):
        assign = lambda: self.assign("dora", "a refusal")
        for user in ("anna", "bo", "cia"):
            self.assign(user, user)
        first = assign()
        self.assert_problem(first, 409, "seat_refused")
        self.server.call("DELETE", f"{self.path}/seats/sales/anna")
        self.server.post(examples.registered(self.serial, "Nordvik Holding AB"))
        self.assert_replayed(first, assign())

    def test_keeps_the_first_response_after_the_state_has_changed(self):
        first = self.assign("anna", "moved on")
        self.server.call("DELETE", f"{self.path}/seats/sales/anna")
        self.assert_replayed(first, self.assign("anna", "moved on"))
        seats = self.server.call("GET", f"{self.path}/seats").body["data"]
        self.assertEqual([], seats)

    def test_is_not_used_up_by_an_invalid_request(self):
        bad = self.server.call("POST", f"{self.path}/seats", {"user": "anna"},
                               headers={"Idempotency-Key": "corrected"})
        self.assertEqual(422, bad.status)
        self.assert_status(201, self.assign("anna", "corrected"))

    def test_covers_every_kind_of_write(self):
        key = {"Idempotency-Key": "every kind"}
        event = examples.invoice(self.serial, "INV-1", due_on="2026-02-01")
        other = self.new_serial()
        self.server.post(examples.registered(other))
        self.server.post(examples.purchase(other, examples.line("sales", 1)))
        cust_id = f"Cust{self.serial}"
        for number, (method, path, body, kind) in enumerate((
                ("POST", "/v1/events", event, None),
                ("POST", "/v1/events", [examples.invoice(self.serial, "INV-2")], BATCH),
                ("POST", f"{self.path}/seats", examples.seat("anna"), None),
                ("POST", f"{self.path}/seat-changes",
                 {"changes": [{"assign": examples.seat("bo")}]}, None),
                ("DELETE", f"{self.path}/seats/sales/anna", None, None),
                ("DELETE", f"{self.path}/users/bo", None, None),
                ("POST", f"{self.path}/license-file", None, None),
                ("POST", f"{self.path}/activations", {"mode": "manual", "cust_id": cust_id}, None),
                ("POST", f"/v1/licenses/{other}/hold", {"number": 1}, None),
                ("DELETE", f"/v1/licenses/{other}/hold", None, None),
                ("PUT", f"/v1/installations/{cust_id}/serial-number",
                 {"serial_number": other, "company_name": "Nordvik AB"}, None),
                ("POST", "/v1/installations", examples.binding(self.serial, "Another"), None))):
            with self.subTest(f"{method} {path}"):
                key = {"Idempotency-Key": f"{self.serial} {number}"}
                more = {"headers": key, **({"kind": kind} if kind else {})}
                first = self.server.call(method, path, body, **more)
                end = self.server.end()
                self.assert_replayed(first, self.server.call(method, path, body, **more))
                self.assertEqual(end, self.server.end())

    def test_sent_many_times_concurrently_is_one_request(self):
        answers = []

        def send():
            answers.append(self.assign("anna", "at once", self.server.client()))
        threads = [threading.Thread(target=send) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual({201}, {answer.status for answer in answers})
        self.assertEqual(1, len({str(answer.body) for answer in answers}))
        self.assertEqual(15, sum("idempotent-replayed" in a.headers for a in answers))
        self.assertEqual(1, len(self.server.feed(subject=self.serial, type="seat.assigned.v1")))

    def test_does_not_freeze_a_query(self):
        asked = [self.server.call("GET", "/v1/licenses?limit=1000",
                                  headers={"Idempotency-Key": "question"}).body["data"]]
        self.server.post(examples.registered(self.new_serial()))
        asked.append(self.server.call("GET", "/v1/licenses?limit=1000",
                                      headers={"Idempotency-Key": "question"}).body["data"])
        self.assertEqual(len(asked[0]) + 1, len(asked[1]))

    def test_holds_across_a_restart(self):
        first = self.assign("anna", "restart")
        refused = self.server.call("POST", f"{self.path}/hold", {"number": 9},
                                   headers={"Idempotency-Key": "restart, refused"})
        self.assertEqual(0, self.server.stop())
        self.server.start(self.now)
        self.assert_replayed(first, self.assign("anna", "restart"))
        self.assert_replayed(refused, self.server.call(
            "POST", f"{self.path}/hold", {"number": 9},
            headers={"Idempotency-Key": "restart, refused"}))
        self.assert_problem(self.assign("bo", "restart"), 422, "idempotency_key_reuse")


class IfMatch(ServerTest):
    def setUp(self):
        self.serial = self.new_serial()
        self.path = f"/v1/licenses/{self.serial}"
        examples.active_license(self.server, self.serial, sales=3)

    def etag(self):
        return self.server.call("GET", self.path).headers["etag"]

    def test_matches_the_current_etag_of_the_license(self):
        answer = self.server.call("POST", f"{self.path}/seats", examples.seat("anna"),
                                  headers={"If-Match": self.etag()})
        self.assert_status(201, answer)

    def test_is_an_etag_that_changes_with_every_event_of_the_license_and_with_no_other(self):
        before = self.etag()
        self.assertRegex(before, r'^"[^"]+"$')
        self.server.post(examples.registered(self.new_serial()))
        self.assertEqual(before, self.etag())
        self.server.post(examples.invoice(self.serial, "INV-1"))
        self.assertNotEqual(before, self.etag())

    def test_refuses_every_command_on_a_license_that_has_changed(self):
        stale = self.etag()
        self.server.call("POST", f"{self.path}/seats", examples.seat("anna"))
        other = self.new_serial()
        examples.active_license(self.server, other)
        end = self.server.end()
        cust_id = f"Cust{self.serial}"
        for method, path, body in (
                ("POST", f"{self.path}/seats", examples.seat("bo")),
                ("DELETE", f"{self.path}/seats/sales/anna", None),
                ("DELETE", f"{self.path}/users/anna", None),
                ("POST", f"{self.path}/seat-changes",
                 {"changes": [{"assign": examples.seat("bo")}]}),
                ("POST", f"{self.path}/activations", {"mode": "manual", "cust_id": cust_id}),
                ("POST", f"{self.path}/hold", {"number": 1}),
                ("DELETE", f"{self.path}/hold", None),
                ("POST", f"{self.path}/license-file", None),
                ("POST", "/v1/installations", examples.binding(self.serial, kind="demo")),
                ("PUT", f"/v1/installations/Cust{other}/serial-number",
                 {"serial_number": self.serial, "company_name": "Nordvik AB"}),
                ("POST", "/v1/events", examples.invoice(self.serial, "INV-1"))):
            with self.subTest(f"{method} {path}"):
                answer = self.server.call(method, path, body, headers={"If-Match": stale})
                self.assert_problem(answer, 412, "precondition_failed")
        self.assertEqual(end, self.server.end())

    def test_refuses_a_list_of_one_event_as_it_refuses_the_event(self):
        stale = self.etag()
        self.server.call("POST", f"{self.path}/seats", examples.seat("anna"))
        end = self.server.end()
        event = examples.invoice(self.serial, "INV-1")
        for kind, body, query in ((BATCH, [event], ""), (BATCH, [event], "?atomic=true"),
                                  (BATCH, [event, {}], ""), (NDJSON, [event], ""),
                                  (NDJSON, [event], "?atomic=true")):
            for headers in ({}, {"Idempotency-Key": "once"}):
                with self.subTest(f"{kind} of {len(body)}{query} {headers}"):
                    answer = self.server.call("POST", f"/v1/events{query}", body, kind=kind,
                                              headers={"If-Match": stale, **headers})
                    self.assert_problem(answer, 412, "precondition_failed")
        self.assertEqual(end, self.server.end())

    def test_admits_one_of_two_who_saw_the_same_license(self):
        etag = self.etag()
        answers = [self.server.call("POST", f"{self.path}/seats", examples.seat(user),
                                    headers={"If-Match": etag}) for user in ("anna", "bo")]
        self.assertEqual([201, 412], [answer.status for answer in answers])

    def test_accepts_a_star_for_any(self):
        answer = self.server.call("POST", f"{self.path}/seats", examples.seat("anna"),
                                  headers={"If-Match": "*"})
        self.assert_status(201, answer)

    def test_refuses_a_malformed_etag(self):
        for tag in ("5", '"', '"x"', "x", '"-1"', '"1', '""'):
            with self.subTest(tag):
                answer = self.server.call("POST", f"{self.path}/seats", examples.seat("anna"),
                                          headers={"If-Match": tag})
                self.assertIn(answer.status, (412, 422))
        self.assertEqual([], self.server.call("GET", f"{self.path}/seats").body["data"])
