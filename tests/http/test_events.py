"""POST /v1/events: one event, as JSON or in headers; batches; atomic batches."""
import examples
from harness import BATCH, EVENT, JSON, NDJSON, ServerTest


class PostOneEvent(ServerTest):
    def test_appends_it_and_returns_201_with_its_position(self):
        end = self.server.end()
        answer = self.server.post(examples.registered(self.new_serial()))
        self.assert_status(201, answer)
        self.assertEqual({"status": "appended", "position": end}, answer.body)

    def test_returns_200_with_the_first_position_for_a_repeated_event(self):
        event = examples.registered(self.new_serial())
        first = self.server.post(event).body["position"]
        self.server.post(examples.registered(self.new_serial()))
        again = self.server.post(event)
        self.assert_status(200, again)
        self.assertEqual({"status": "duplicate", "position": first}, again.body)

    def test_treats_omitted_defaults_and_reordered_members_as_the_same_content(self):
        event = examples.registered(self.new_serial())
        self.server.post(event)
        turned = dict(reversed(event.items()), data={"company_name": "Nordvik AB"})
        self.assertEqual("duplicate", self.server.post(turned).body["status"])

    def test_compares_the_time_only_if_one_is_given(self):
        event = examples.registered(self.new_serial(), time="2026-02-01T00:00:00Z")
        self.server.post(event)
        without = {name: value for name, value in event.items() if name != "time"}
        self.assertEqual("duplicate", self.server.post(without).body["status"])
        same_instant = dict(event, time="2026-02-01T01:00:00+01:00")
        self.assertEqual("duplicate", self.server.post(same_instant).body["status"])
        other = dict(event, time="2026-02-02T00:00:00Z")
        self.assert_problem(self.server.post(other), 409, "event_id_reuse", "/id")

    def test_refuses_other_content_with_the_same_source_and_id(self):
        serial = self.new_serial()
        event = examples.registered(serial)
        self.server.post(event)
        end = self.server.end()
        others = {"data": examples.registered(serial, "Sydvik AB"),
                  "subject": examples.registered(self.new_serial()),
                  "type": examples.purchase(serial, examples.line("sales", 1))}
        for what, other in others.items():
            with self.subTest(what):
                other["id"] = event["id"]
                self.assert_problem(self.server.post(other), 409, "event_id_reuse", "/id")
        self.assertEqual(end, self.server.end())

    def test_treats_the_same_id_from_another_source_as_another_event(self):
        event = examples.registered(self.new_serial())
        self.server.post(event)
        other = dict(event, source="/another", subject=self.new_serial())
        self.assert_status(201, self.server.post(other))

    def test_refuses_a_fact_of_an_unregistered_license(self):
        answer = self.server.post(examples.invoice(self.new_serial(), "INV-1"))
        self.assert_problem(answer, 404, "license_not_found", "/subject")

    def test_records_an_event_without_time_as_effective_now(self):
        serial = self.new_serial()
        position = self.server.post(examples.registered(serial)).body["position"]
        event = self.server.feed(subject=serial)[0]
        self.assertEqual((position, self.now, self.now),
                         (event["position"], event["time"], event["recordedtime"]))

    def test_never_takes_the_recording_time_from_outside(self):
        serial = self.new_serial()
        given = examples.registered(serial, recordedtime="2020-01-01T00:00:00Z", position=7,
                                    recorded_at="2020-01-01T00:00:00Z")
        self.assert_status(201, self.server.post(given))
        self.assertEqual(self.now, self.server.feed(subject=serial)[0]["recordedtime"])

    def test_returns_in_the_feed_what_was_posted(self):
        serial = self.new_serial()
        self.server.post(examples.registered(serial, "Åkesson & Söner 株式会社 🎉"))
        purchase = examples.purchase(serial, examples.line("sälj", 2**53 - 1, "2027-01-01"),
                                     invoice_ids=("INV-1", "INV-2"), time="2026-02-01T10:00:00Z")
        self.server.post(purchase)
        first, second = self.server.feed(subject=serial)[:2]
        self.assertEqual("Åkesson & Söner 株式会社 🎉", first["data"]["company_name"])
        self.assertEqual(purchase, {name: second[name] for name in purchase})

    def test_reports_all_errors_together(self):
        event = examples.invoice("1", "INV-1", amount=-1, currency="kr", due_on="2026-02-30")
        del event["id"]
        answer = self.server.post(dict(event, specversion="0.3", time="yesterday"))
        self.assert_problem(answer, 422, "invalid", "/data/amount", "/data/currency",
                            "/data/due_on", "/id", "/specversion", "/time")

    def test_refuses_a_decision_dated_in_the_future(self):
        serial = self.new_serial()
        self.server.post(examples.registered(serial))
        held = examples.event("pending.held.v1", serial, {"number": 1},
                              time="2026-03-01T12:00:00.000001Z")
        self.assert_problem(self.server.post(held), 422, "invalid", "/time")
        self.assert_status(201, self.server.post(dict(held, time=self.now)))

    def test_refuses_an_event_too_large_for_the_log_and_accepts_the_next(self):
        serial = self.new_serial()
        self.server.post(examples.registered(serial))
        lines = [{"line_id": f"{i}-" + "x" * 200, "module": "sales", "quantity": 1}
                 for i in range(400)]
        answer = self.server.post(examples.purchase(serial, *lines))
        self.assert_problem(answer, 422, "invalid", "/data")
        self.assert_status(201, self.server.post(examples.purchase(serial, *lines[:40])))

    def test_parses_the_content_type_as_a_media_type(self):
        for kind in (EVENT, JSON, EVENT + "; charset=utf-8", EVENT + ";charset=UTF-8",
                     "Application/CloudEvents+JSON"):
            with self.subTest(kind):
                event = examples.registered(self.new_serial())
                self.assert_status(201, self.server.call("POST", "/v1/events", event, kind=kind))
        for kind, body in (("application/CloudEvents-Batch+JSON", []),
                           ("Application/X-NDJSON", b"")):
            with self.subTest(kind):
                self.assert_status(200, self.server.call("POST", "/v1/events", body, kind=kind))


class BinaryMode(ServerTest):
    def post(self, data, kind=JSON, **attributes):
        attributes = {"ce_specversion": "1.0", "ce_source": "/billing", "ce_id": "b1",
                      "ce_type": "license.registered.v1", **attributes}
        sent = {name.replace("_", "-"): value for name, value in attributes.items() if value}
        return self.server.call("POST", "/v1/events", data, kind=kind, headers=sent)

    def test_reads_the_attributes_from_headers_and_the_data_from_the_body(self):
        serial = self.new_serial()
        answer = self.post({"company_name": "Nordvik AB"}, ce_subject=serial, ce_id="b-read",
                           ce_time="2026-02-01T00:00:00Z")
        self.assert_status(201, answer)
        event = self.server.feed(subject=serial)[0]
        self.assertEqual(("b-read", "2026-02-01T00:00:00Z", "Nordvik AB"),
                         (event["id"], event["time"], event["data"]["company_name"]))

    def test_is_the_same_event_as_in_structured_mode(self):
        event = examples.registered(self.new_serial())
        self.server.post(event)
        answer = self.post(event["data"], ce_subject=event["subject"], ce_id=event["id"])
        self.assert_status(200, answer)
        self.assertEqual("duplicate", answer.body["status"])

    def test_decodes_percent_encoded_headers(self):
        serial = self.new_serial()
        answer = self.post({"company_name": "Nordvik AB"}, ce_id="b-%C3%A5%20%25",
                           ce_subject=serial)
        self.assert_status(201, answer)
        self.assertEqual("b-å %", self.server.feed(subject=serial)[0]["id"])

    def test_points_to_the_invalid_header(self):
        good = {"ce_subject": self.new_serial()}
        for attributes, pointer in (({"ce_id": None}, "/ce-id"), ({"ce_type": "x"}, "/ce-type"),
                                    ({"ce_time": "x"}, "/ce-time"), ({"ce_id": "%FF"}, "/ce-id"),
                                    ({"ce_subject": None}, "/ce-subject"),
                                    ({"ce_specversion": "2.0"}, "/ce-specversion")):
            with self.subTest(attributes):
                answer = self.post({"company_name": "Nordvik AB"}, **{**good, **attributes})
                self.assert_problem(answer, 422, "invalid", pointer)

    def test_points_into_the_body_for_invalid_data(self):
        answer = self.post({"company_name": 5}, ce_subject=self.new_serial())
        self.assert_problem(answer, 422, "invalid", "/company_name")

    def test_accepts_only_json_data(self):
        answer = self.post(b"<company/>", kind="application/xml", ce_subject=self.new_serial())
        self.assert_problem(answer, 415, "unsupported_media_type")


class PostBatch(ServerTest):
    def post_batch(self, events, **more):
        return self.server.call("POST", "/v1/events", events, kind=BATCH, **more)

    def test_answers_each_event_in_order_and_appends_the_valid_ones(self):
        serial = self.new_serial()
        events = [examples.registered(serial), examples.invoice(serial, "INV-1"),
                  examples.invoice("nobody", "INV-1"), examples.invoice(serial, "INV-2", -5), 17,
                  examples.invoice(serial, "INV-3")]
        end = self.server.end()
        answer = self.post_batch(events)
        self.assert_status(200, answer)
        self.assertEqual([e["id"] if e != 17 else None for e in events],
                         [result["id"] for result in answer.body])
        self.assertEqual([end, end + 1, None, None, None, end + 2],
                         [result.get("position") for result in answer.body])
        problems = [(r["problem"]["status"], r["problem"]["code"],
                     r["problem"]["errors"][0]["pointer"]) for r in answer.body if "problem" in r]
        self.assertEqual([(404, "license_not_found", "/subject"), (422, "invalid", "/data/amount"),
                          (422, "invalid", "")], problems)

    def test_reports_an_event_that_occurs_twice_as_a_duplicate(self):
        event = examples.registered(self.new_serial())
        first, second = self.post_batch([event, event]).body
        self.assertEqual(("appended", "duplicate"), (first["status"], second["status"]))
        self.assertEqual(first["position"], second["position"])

    def test_of_ten_thousand_events_reports_each_invalid_one_and_appends_the_others(self):
        serial = self.new_serial()
        self.server.post(examples.registered(serial))
        events = [examples.invoice(serial, f"INV-{i}") for i in range(10_000)]
        bad = range(50, 10_000, 100)
        for i in bad:
            events[i]["data"]["due_on"] = "soon"
        results = self.post_batch(events).body
        self.assertEqual([e["id"] for e in events], [r["id"] for r in results])
        rejected = [i for i, r in enumerate(results) if r["status"] == "rejected"]
        self.assertEqual(list(bad), rejected)
        for i in rejected:
            self.assertEqual("/data/due_on", results[i]["problem"]["errors"][0]["pointer"])
        positions = [r["position"] for r in results if r["status"] == "appended"]
        self.assertEqual(list(range(positions[0], positions[0] + 9_900)), positions)

        again = self.post_batch(events).body
        self.assertEqual(positions, [r["position"] for r in again if r["status"] == "duplicate"])
        self.assertEqual(rejected, [i for i, r in enumerate(again) if r["status"] == "rejected"])

    def test_must_be_a_list(self):
        for body in (b"{}", b"null", b"5", b'"x"'):
            with self.subTest(body):
                self.assert_problem(self.post_batch(body), 422, "invalid", "")
        self.assertEqual([], self.post_batch([]).body)


class AtomicBatch(ServerTest):
    def post_all(self, events, kind=BATCH, query="atomic=true"):
        return self.server.call("POST", f"/v1/events?{query}", events, kind=kind)

    def test_appends_all_in_one_step(self):
        serial = self.new_serial()
        events = [examples.registered(serial), examples.invoice(serial, "INV-1")]
        end = self.server.end()
        for kind in (BATCH, NDJSON):
            with self.subTest(kind):
                answer = self.post_all(events, kind)
                self.assert_status(200, answer)
                self.assertEqual([end, end + 1], [r["position"] for r in answer.body])

    def test_attempts_an_automatic_activation_once_at_its_end(self):
        def story(serial):
            return [examples.purchase(serial, examples.line("sales", 1), invoice_ids=("INV-1",)),
                    examples.invoice(serial, "INV-1"), examples.payment(serial, "INV-1")]

        attempts = {}
        for query in ("atomic=true", "atomic=false"):
            serial = self.new_serial()
            self.server.post(examples.registered(serial))
            self.server.call("POST", "/v1/installations", examples.binding(serial))
            self.post_all(story(serial), query=query)
            page = self.server.call("GET", f"/v1/licenses/{serial}/activations").body
            attempts[query] = [attempt["outcome"] for attempt in page["data"]]
        self.assertEqual({"atomic=true": ["activated"], "atomic=false": ["blocked", "activated"]},
                         attempts)

    def test_appends_nothing_when_one_event_cannot_be_appended(self):
        serial = self.new_serial()
        fine = examples.registered(serial)
        bad = {"invalid": examples.invoice(serial, "INV-1", -1),
               "license_not_found": examples.invoice("nobody", "INV-1"),
               "event_id_reuse": dict(examples.invoice(serial, "INV-2"), id=fine["id"])}
        end = self.server.end()
        for code, event in bad.items():
            for kind in (BATCH, NDJSON):
                with self.subTest(code, kind=kind):
                    results = self.post_all([fine, event], kind).body
                    self.assertEqual([("rejected", "batch_refused"), ("rejected", code)],
                                     [(r["status"], r["problem"]["code"]) for r in results])
                    self.assertEqual(end, self.server.end())

    def test_is_requested_with_true_or_false_and_nothing_else(self):
        for query in ("atomic=1", "atomic=yes", "atomic=TRUE", "atomic=", "atomic"):
            with self.subTest(query):
                event = examples.registered(self.new_serial())
                self.assertEqual(422, self.post_all([event], query=query).status)

