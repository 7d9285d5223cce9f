"""What one client may demand of the server, and how it affects the others."""
import json
import threading
import time

import examples
from harness import BATCH, EVENT, NDJSON, ServerTest
from raw import chunk_of


class Sizes(ServerTest):
    options = ("--max-body-bytes", "20000")

    def registered_with(self, size: int) -> bytes:
        """An event whose body has exactly this size."""
        event = examples.registered(self.new_serial(), note="")
        return json.dumps(dict(event, note="x" * (size - len(json.dumps(event))))).encode()

    def test_of_a_body_may_reach_the_limit_and_no_more(self):
        answer = self.server.call("POST", "/v1/events", self.registered_with(20_000), kind=EVENT)
        self.assert_status(201, answer)
        end = self.server.end()
        answer = self.server.client().call("POST", "/v1/events", self.registered_with(20_001),
                                           kind=EVENT)
        self.assert_problem(answer, 413, "body_too_large")
        self.assertEqual(end, self.server.end())

    def test_of_a_body_are_refused_before_it_is_sent(self):
        for headers in ({"Content-Length": "20001"}, {"Content-Length": "9223372036854775807"},
                        {"Content-Length": "20001", "Expect": "100-continue"}):
            with self.subTest(headers), self.server.raw(3) as connection:
                connection.request("POST", "/v1/events", self.server.token,
                                   headers={"Content-Type": EVENT, **headers})
                self.assert_problem(connection.answer(), 413, "body_too_large")
                self.assertTrue(connection.is_closed())

    def test_of_a_chunked_body_count_as_it_arrives(self):
        with self.server.raw() as connection:
            connection.request("POST", "/v1/events", self.server.token, headers={
                "Content-Type": EVENT, "Transfer-Encoding": "chunked"})
            for _ in range(21):
                connection.send(chunk_of(b" " * 1000))
            self.assert_problem(connection.answer(), 413, "body_too_large")
            self.assertTrue(connection.is_closed())

    def test_of_a_body_that_continues_after_the_response_do_not_hide_it(self):
        with self.server.raw() as connection:
            connection.request("POST", "/v1/events", self.server.token, body=b"x" * 4_000_000)
            self.assertEqual(413, connection.answer().status)

    def test_of_headers_are_limited(self):
        for headers in ({"X-Long": "x" * 1_000_000}, {f"X-{i}": "x" for i in range(50_000)},
                        {"X" * 100_000: "x"}, {"Authorization": "Bearer " + "x" * 100_000}):
            with self.subTest(str(headers)[:20]), self.server.raw() as connection:
                connection.request("GET", "/healthz", headers=headers)
                self.assert_problem(connection.answer(), 431, "headers_too_large")
                self.assertTrue(connection.is_closed())

    def test_of_a_target_are_limited(self):
        with self.server.raw() as connection:
            connection.request("GET", "/" + "x" * 100_000)
            self.assertIn(connection.answer().status, (414, 431))

    def test_of_headers_leave_room_for_honest_clients(self):
        headers = {f"X-{i}": "x" * 80 for i in range(80)}
        self.assert_status(200, self.server.call("GET", "/v1/licenses", headers=headers))


class Timeouts(ServerTest):
    options = ("--read-timeout", "1")

    def assert_cut(self, connection):
        """408 or no response, and the connection is closed."""
        try:
            self.assert_problem(connection.answer(), 408, "request_timeout")
        except ConnectionError:
            pass
        self.assertTrue(connection.is_closed())

    def test_apply_to_headers_that_never_arrive(self):
        with self.server.raw() as connection:
            connection.send("GET /healthz HT")
            self.assert_cut(connection)

    def test_apply_to_headers_that_trickle_in(self):
        with self.server.raw() as connection:
            started = time.monotonic()
            try:
                for c in "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Drip: " + "x" * 200:
                    connection.send(c)
                    time.sleep(0.05)
                self.fail("a header that takes ten seconds was waited for")
            except ConnectionError:
                self.assertLess(time.monotonic() - started, 6)

    def test_apply_to_a_body_that_never_arrives(self):
        for headers in ({"Content-Length": "10"}, {"Transfer-Encoding": "chunked"}):
            with self.subTest(headers), self.server.raw() as connection:
                connection.request("POST", "/v1/events", self.server.token, headers=headers)
                self.assert_cut(connection)

    def test_are_reported_as_a_problem(self):
        with self.server.raw() as connection:
            connection.request("POST", "/v1/events", self.server.token,
                               headers={"Content-Length": "10"})
            self.assert_problem(connection.answer(), 408, "request_timeout")

    def test_apply_to_a_body_that_trickles_in(self):
        with self.server.raw() as connection:
            connection.request("POST", "/v1/events", self.server.token,
                               headers={"Content-Length": "1000"})
            try:
                for _ in range(100):
                    connection.send(b" ")
                    time.sleep(0.05)
                self.fail("a body that takes five seconds was waited for")
            except ConnectionError:
                pass

    def test_do_not_apply_to_the_pause_between_requests(self):
        with self.server.raw() as connection:
            for _ in range(2):
                self.assertEqual(200, connection.request("GET", "/healthz").answer().status)
                time.sleep(1.5)
            self.assertEqual(200, connection.request("GET", "/healthz").answer().status)

    def test_apply_to_a_client_that_does_not_read_its_responses(self):
        serial = self.new_serial()
        self.server.call("POST", "/v1/events", [examples.registered(serial)] + [
            examples.invoice(serial, f"INV-{i}") for i in range(1000)], kind=BATCH)
        page = len(json.dumps(self.server.call("GET", "/v1/events?limit=1000").body))
        with self.server.raw() as connection:
            for _ in range(200):
                connection.request("GET", "/v1/events?limit=1000", self.server.token)
            time.sleep(3)
            read = 0
            try:
                while (data := connection.reader.read(1_000_000)):
                    read += len(data)
            except ConnectionError:
                pass
            self.assertLess(read, 100 * page)


class FullQueue(ServerTest):
    options = ("--max-queue", "1")

    def setUp(self):
        self.serial = self.new_serial()
        registered = examples.registered(self.serial)
        while self.server.post(registered).status == 503:
            time.sleep(0.05)
        self.numbers = iter(range(10**6))

    def crowd(self) -> tuple[list, list]:
        """Twenty requests while a large one occupies the writer: their events and responses."""
        large = [examples.invoice(self.serial, f"L{next(self.numbers)}") for _ in range(5000)]
        writer = threading.Thread(target=self.server.client().call, kwargs={
            "method": "POST", "path": "/v1/events", "body": large, "kind": BATCH})
        events = [examples.invoice(self.serial, f"S{next(self.numbers)}") for _ in range(20)]
        connections = [self.server.raw() for _ in events]
        writer.start()
        answers = []
        while writer.is_alive() and 503 not in {answer.status for answer in answers}:
            answers = []
            for connection, event in zip(connections, events):
                connection.request("POST", "/v1/events", self.server.token,
                                   json.dumps(event).encode(), {"Idempotency-Key": event["id"]})
            answers = [connection.answer() for connection in connections]
            if 503 not in {answer.status for answer in answers}:
                events = [examples.invoice(self.serial, f"S{next(self.numbers)}") for _ in events]
        writer.join()
        for connection in connections:
            connection.close()
        return events, answers

    def until_some_are_turned_away(self) -> tuple[list, list]:
        for _ in range(20):
            events, answers = self.crowd()
            if 503 in {answer.status for answer in answers}:
                return events, answers
        self.fail("the queue was never full")

    def test_rejects_with_503_and_says_when_to_retry(self):
        events, answers = self.until_some_are_turned_away()
        self.assertLessEqual({answer.status for answer in answers}, {201, 503})
        for answer in answers:
            if answer.status == 503:
                self.assert_problem(answer, 503, "queue_full")
                self.assertGreaterEqual(int(answer.headers["retry-after"]), 1)

    def test_accepts_a_rejected_request_when_it_is_retried_with_the_same_key(self):
        events, answers = self.until_some_are_turned_away()
        for event, answer in zip(events, answers):
            again = self.server.post(event, headers={"Idempotency-Key": event["id"]})
            self.assert_status(201, again)
            self.assertEqual(answer.status == 201, "idempotent-replayed" in again.headers)
        ids = [event["id"] for event in self.server.feed(subject=self.serial)]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertLessEqual({event["id"] for event in events}, set(ids))

    def test_does_not_delay_queries(self):
        self.until_some_are_turned_away()
        self.assert_status(200, self.server.call("GET", f"/v1/licenses/{self.serial}"))

    def test_delays_lines_or_rejects_them_with_a_problem(self):
        line = json.dumps(examples.invoice(self.serial, "INV-lines")) + "\n"
        for _ in range(5):
            large = [examples.invoice(self.serial, f"L{next(self.numbers)}") for _ in range(5000)]
            writer = threading.Thread(target=self.server.client().call, kwargs={
                "method": "POST", "path": "/v1/events", "body": large, "kind": BATCH})
            writer.start()
            while writer.is_alive():
                connections = [self.server.raw() for _ in range(8)]
                for connection in connections:
                    connection.request("POST", "/v1/events", self.server.token, line.encode(),
                                       {"Content-Type": NDJSON})
                for connection in connections:
                    self.assertIn(connection.answer().status, (200, 503))
                    connection.close()
            writer.join()
