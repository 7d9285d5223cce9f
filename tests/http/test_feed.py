"""GET /v1/events, page by page and live; the history of one license."""
import json
import signal
import urllib.parse

import examples
from harness import BATCH, ServerTest

BEYOND = 2**64 - 1


class Feed(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = "first", "second"
        for serial in (cls.first, cls.second):
            cls.server.post(examples.registered(serial))
        cls.server.call("POST", "/v1/events", [
            examples.invoice(cls.first if i % 3 else cls.second, f"INV-{i}") for i in range(25)],
            kind=BATCH)
        cls.end = cls.server.end()

    def page(self, **query):
        return self.server.call("GET", "/v1/events?" + urllib.parse.urlencode(query))

    def positions(self, **query):
        answer = self.page(**query)
        self.assert_status(200, answer)
        return [event["position"] for event in answer.body["data"]]

    def test_has_every_event_once_in_order_whatever_the_limit(self):
        for limit in (1, 2, 7, 26, 27, 28, 1000):
            with self.subTest(limit=limit):
                seen, cursor = [], {}
                while True:
                    page = self.page(limit=limit, **cursor).body
                    self.assertLessEqual(len(page["data"]), limit)
                    seen += [event["position"] for event in page["data"]]
                    self.assertEqual(page["has_more"], page["next_cursor"] is not None)
                    if not page["has_more"]:
                        break
                    cursor = {"cursor": page["next_cursor"]}
                self.assertEqual(list(range(self.end)), seen)

    def test_starts_after_the_requested_position(self):
        self.assertEqual([5, 6, 7], self.positions(after=4, limit=3))
        self.assertEqual(list(range(1, self.end)), self.positions(after=0))
        self.assertEqual([], self.positions(after=self.end - 1))

    def test_is_empty_after_a_future_position(self):
        for after in (self.end, self.end + 1000, 2**63, BEYOND - 1, BEYOND):
            with self.subTest(after=after):
                page = self.page(after=after).body
                self.assertEqual(([], False), (page["data"], page["has_more"]))

    def test_is_filtered_by_license_or_type_on_request(self):
        second = self.page(subject=self.second).body["data"]
        self.assertEqual({self.second}, {event["subject"] for event in second})
        self.assertEqual(1 + 9, len(second))
        self.assertEqual([0, 1], self.positions(type="license.registered.v1"))
        self.assertEqual([1], self.positions(type="license.registered.v1", subject=self.second))
        self.assertEqual([], self.positions(subject="nobody"))

    def test_pages_filtered_events_without_a_gap(self):
        whole = self.positions(subject=self.second)
        seen = [event["position"] for event in self.server.feed(subject=self.second, limit=3)]
        self.assertEqual(whole, seen)

    def test_shows_events_as_cloud_events_with_position_and_recording_time(self):
        event = self.page(limit=1).body["data"][0]
        wanted = {"specversion": "1.0", "type": "license.registered.v1", "subject": self.first,
                  "time": self.now, "recordedtime": self.now, "position": 0,
                  "data": {"company_name": "Nordvik AB", "auto_update": True}}
        self.assertEqual(wanted, {name: event.get(name) for name in wanted})
        self.assertTrue(event["id"] and event["source"])

    def test_refuses_an_invalid_position_limit_or_type(self):
        for query in ({"after": "x"}, {"after": -1}, {"after": 2**64}, {"after": "1.5"},
                      {"after": ""}, {"cursor": "x"}, {"limit": 0}, {"limit": 1001},
                      {"limit": "x"}, {"limit": -1}, {"type": "no.such.v1"}, {"type": ""}):
            with self.subTest(query):
                self.assert_problem(self.page(**query), 422, "invalid", f"?{next(iter(query))}")


class LongFeed(ServerTest):
    def test_finds_a_rare_event_among_many_by_its_cursors(self):
        serial = self.new_serial()
        self.server.post(examples.registered(serial))
        for start in (0, 12_000):
            self.server.call("POST", "/v1/events", [
                examples.event("service_request.closed.v1", serial, {"request_id": f"R{start + i}"})
                for i in range(12_000)], kind=BATCH)
        self.server.post(examples.invoice(serial, "INV-1"))
        found = self.server.feed(type="invoice.issued.v1")
        self.assertEqual([24_001], [event["position"] for event in found])


class HistoryOfALicense(ServerTest):
    def test_has_its_events_in_order_page_by_page(self):
        serial = self.new_serial()
        examples.active_license(self.server, serial)
        self.server.post(examples.registered(self.new_serial()))
        self.server.post(examples.invoice(serial, "INV-1", time="2026-01-01T00:00:00Z"))
        seen, cursor = [], ""
        while True:
            page = self.server.call("GET", f"/v1/licenses/{serial}/events?limit=2{cursor}").body
            seen += page["data"]
            if not page["has_more"]:
                break
            cursor = "&cursor=" + page["next_cursor"]
        self.assertEqual(["license.registered.v1", "installation.bound.v1", "purchase.recorded.v1",
                          "license.activated.v1", "invoice.issued.v1"], [e["type"] for e in seen])
        self.assertEqual(sorted({e["position"] for e in seen}), [e["position"] for e in seen])
        self.assertEqual(("2026-01-01T00:00:00Z", self.now),
                         (seen[-1]["effective_at"], seen[-1]["recorded_at"]))

    def test_does_not_exist_for_an_unknown_license(self):
        answer = self.server.call("GET", "/v1/licenses/nobody/events")
        self.assert_problem(answer, 404, "license_not_found")


class Listener:
    """A client of the live feed."""

    def __init__(self, server, query="", **headers):
        self.connection = server.raw()
        self.connection.request("GET", "/v1/events" + query, server.token,
                                headers={"Accept": "text/event-stream", **headers})
        self.buffer = ""
        self.ids = []  # the last one is what a browser would send as Last-Event-ID

    def __enter__(self):
        self.status, self.headers = self.connection.head()
        return self

    def __exit__(self, *_):
        self.connection.close()

    def next(self) -> dict:
        """The next message: its `id`, `event` and `data`."""
        while True:
            message, end, rest = self.buffer.partition("\n\n")
            if not end:
                self.buffer += self.connection.chunk().decode()
                continue
            self.buffer = rest
            fields = dict(field.split(": ", 1) for field in message.splitlines())
            if "id" in fields:
                self.ids.append(int(fields["id"]))
            if "data" in fields:
                return dict(fields, data=json.loads(fields["data"]))


class LiveFeed(ServerTest):
    def test_sends_existing_events_and_then_new_ones(self):
        serial = self.new_serial()
        event = examples.registered(serial)
        position = self.server.post(event).body["position"]
        with Listener(self.server, f"?subject={serial}") as listener:
            self.assertEqual("text/event-stream", listener.headers["content-type"].split(";")[0])
            first = listener.next()
            self.assertEqual((str(position), "license.registered.v1", event["id"]),
                             (first["id"], first["event"], first["data"]["id"]))
            position = self.server.post(examples.invoice(serial, "INV-1")).body["position"]
            self.assertEqual(str(position), listener.next()["id"])

    def test_continues_after_the_last_event_that_was_seen(self):
        serial = self.new_serial()
        positions = [self.server.post(event).body["position"] for event in (
            examples.registered(serial), examples.invoice(serial, "INV-1"),
            examples.invoice(serial, "INV-2"))]
        for given in ({"query": f"?after={positions[0]}"},
                      {"Last-Event-ID": str(positions[0])},
                      {"query": "?after=0", "Last-Event-ID": str(positions[0])}):
            with self.subTest(given), Listener(self.server, **given) as listener:
                self.assertEqual(positions[1:], [int(listener.next()["id"]) for _ in range(2)])

    def test_misses_nothing_across_reconnects_while_events_arrive(self):
        serial = self.new_serial()
        last = self.server.post(examples.registered(serial)).body["position"]
        for i in range(20):
            position = self.server.post(examples.invoice(serial, f"INV-{i}")).body["position"]
            with Listener(self.server, **{"Last-Event-ID": str(last)}) as listener:
                last = int(listener.next()["id"])
            self.assertEqual(position, last)

    def test_sends_only_the_requested_type_and_license(self):
        serial = self.new_serial()
        for event in (examples.registered(serial), examples.invoice(serial, "INV-1"),
                      examples.payment(serial, "INV-1")):
            self.server.post(event)
        with Listener(self.server, f"?subject={serial}&type=payment.received.v1") as listener:
            self.assertEqual("payment.received.v1", listener.next()["data"]["type"])

    def test_waits_silently_after_a_future_position(self):
        with Listener(self.server, **{"Last-Event-ID": str(BEYOND)}) as listener:
            listener.connection.socket.settimeout(0.5)
            with self.assertRaises(TimeoutError):
                listener.next()

    def test_refuses_an_id_that_is_not_a_position(self):
        answer = self.server.client().call("GET", "/v1/events", headers={
            "Accept": "text/event-stream", "Last-Event-ID": "x"})
        self.assert_problem(answer, 422, "invalid", "Last-Event-ID")

    def test_reports_its_progress_to_a_client_with_a_narrow_filter(self):
        serial = self.new_serial()
        first = self.server.post(examples.registered(serial)).body["position"]
        crowd = [examples.registered(self.new_serial()) for _ in range(40_000)]
        for part in (crowd[:20_000], crowd[20_000:]):
            self.server.call("POST", "/v1/events", part, kind=BATCH)
        with Listener(self.server, f"?subject={serial}&after={first}") as listener:
            position = self.server.post(examples.invoice(serial, "INV-1")).body["position"]
            listener.connection.socket.settimeout(30)
            self.assertEqual(str(position), listener.next()["id"])
        reached = listener.ids[0]
        self.assertTrue(first + 16_000 < reached < position, reached)
        with Listener(self.server, f"?subject={serial}",
                      **{"Last-Event-ID": str(reached)}) as again:
            self.assertEqual(str(position), again.next()["id"])

    def test_reaches_many_listeners_at_the_same_time(self):
        serial = self.new_serial()
        after = self.server.post(examples.registered(serial)).body["position"]
        listeners = [Listener(self.server, f"?after={after}").__enter__() for _ in range(50)]
        position = self.server.post(examples.invoice(serial, "INV-1")).body["position"]
        for listener in listeners:
            self.assertEqual(str(position), listener.next()["id"])
            listener.connection.close()

    def test_ends_when_the_server_is_stopped(self):
        with Listener(self.server) as listener:
            self.server.process.send_signal(signal.SIGTERM)
            self.assertEqual(0, self.server.process.wait(5))
            with self.assertRaises(ConnectionError):
                while True:
                    listener.next()
        self.server.start(self.now)
