"""POST /v1/events with application/x-ndjson: lines that are answered while more arrive."""
import json
import os
import threading
import unittest

import examples
from harness import NDJSON, ServerTest
from raw import LAST_CHUNK, chunk_of


def as_line(event) -> bytes:
    return json.dumps(event, ensure_ascii=False).encode() + b"\n"


class Upload:
    """A chunked upload over its own connection; results can be read at any time."""

    def __init__(self, server, token=None, headers=None):
        self.connection = server.raw()
        self.connection.request("POST", "/v1/events", token or server.token, headers={
            "Content-Type": NDJSON, "Transfer-Encoding": "chunked", **(headers or {})})
        self.buffer = b""
        self.started = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def send(self, data: bytes) -> None:
        self.connection.send(chunk_of(data))

    def end(self) -> None:
        self.connection.send(LAST_CHUNK)

    def head(self) -> int:
        self.started = True
        return self.connection.head()[0]

    def results(self, count: int) -> list:
        """The next `count` results; they must arrive while the upload is still open."""
        if not self.started and self.head() != 200:
            raise AssertionError("the upload was refused")
        while self.buffer.count(b"\n") < count:
            data = self.connection.chunk()
            if not data:
                raise AssertionError(f"only {self.buffer.count(10)} of {count} answers came")
            self.buffer += data
        lines = self.buffer.split(b"\n", count)
        self.buffer = lines.pop()
        return [json.loads(line) for line in lines]


class StreamedLines(ServerTest):
    def invoices(self, count: int) -> list[dict]:
        """Events of a registered license."""
        serial = self.new_serial()
        self.server.post(examples.registered(serial))
        return [examples.invoice(serial, f"INV-{i}") for i in range(count)]

    def test_are_answered_before_the_upload_ends(self):
        with Upload(self.server) as upload:
            for event in self.invoices(5):
                upload.send(as_line(event))
                result = upload.results(1)[0]
                self.assertEqual((event["id"], "appended"), (result["id"], result["status"]))
                self.assertEqual(self.server.end() - 1, result["position"])
            upload.end()
            self.assertEqual(b"", upload.connection.chunks())

    def test_may_arrive_in_pieces_of_any_size(self):
        serial = self.new_serial()
        events = [examples.registered(serial, "Åkesson & Söner 株式会社"),
                  examples.invoice(serial, "Fräsch-1")]
        text = b"".join(as_line(event) for event in events)
        for size in (1, 2, 7, 300, len(text)):
            with self.subTest(size=size), Upload(self.server) as upload:
                for i in range(0, len(text), size):
                    upload.send(text[i:i + size])
                upload.end()
                self.assertEqual([event["id"] for event in events],
                                 [result["id"] for result in upload.results(2)])
        self.assertEqual("Åkesson & Söner 株式会社",
                         self.server.feed(subject=serial)[0]["data"]["company_name"])
        self.assertEqual(2, len(self.server.feed(subject=serial)))

    def test_may_number_fifty_thousand(self):
        events = self.invoices(50_000)
        text = b"".join(as_line(event) for event in events)
        end = self.server.end()
        with Upload(self.server) as upload:
            def send():
                for i in range(0, len(text), 30_000):
                    upload.send(text[i:i + 30_000])
                upload.end()
            sender = threading.Thread(target=send)
            sender.start()
            results = upload.results(50_000)
            sender.join()
        self.assertEqual([event["id"] for event in events], [r["id"] for r in results])
        self.assertEqual({"appended"}, {r["status"] for r in results})
        self.assertEqual(list(range(end, end + 50_000)), [r["position"] for r in results])

    @unittest.skipIf(os.environ.get("LEDGER_SANITIZER"), "a sanitizer keeps what was freed")
    def test_of_any_number_are_not_held_in_memory(self):
        """Sends the same event repeatedly, so that nothing but the stream itself could grow."""
        line = as_line(examples.registered(self.new_serial()))
        piece, pieces = line * 2000, 150
        before = self.server.memory_kib()
        with Upload(self.server) as upload:
            def send():
                for _ in range(pieces):
                    upload.send(piece)
                upload.end()
            sender = threading.Thread(target=send)
            sender.start()
            positions = set()
            for _ in range(pieces):
                positions |= {result["position"] for result in upload.results(2000)}
            sender.join()
        self.assertEqual(1, len(positions))
        sent_kib = len(piece) * pieces // 1024
        self.assertGreater(sent_kib, 50_000)
        self.assertLess(self.server.memory_kib() - before, sent_kib // 4)

    def test_that_are_malformed_are_answered_in_their_place(self):
        first, second, third, last = self.invoices(4)
        lines = [as_line(first), b'{"id": "broken",\n', as_line(second), b"\xff\xfe\n", b"[]\n",
                 b"\x00\n", as_line(dict(third, data={})), as_line(dict(third, subject="nobody")),
                 b'{"a":' * 1000 + b"\n", as_line(last)]
        answer = self.server.call("POST", "/v1/events", b"".join(lines), kind=NDJSON)
        self.assert_status(200, answer)
        outcomes = [r["problem"]["code"] if "problem" in r else r["status"] for r in answer.body]
        self.assertEqual(["appended", "malformed", "appended", "malformed", "invalid", "malformed",
                          "invalid", "license_not_found", "malformed", "appended"], outcomes)
        self.assertEqual([first["id"], None, second["id"], None, None, None, third["id"],
                          third["id"], None, last["id"]], [r["id"] for r in answer.body])

    def test_may_be_empty_end_in_crlf_and_lack_the_final_newline(self):
        first, second = self.invoices(2)
        body = b"\n\r\n" + as_line(first).replace(b"\n", b"\r\n") + b"\n" + as_line(second)[:-1]
        answer = self.server.call("POST", "/v1/events", body, kind=NDJSON)
        self.assertEqual([first["id"], second["id"]], [r["id"] for r in answer.body])
        self.assertEqual([], self.server.call("POST", "/v1/events", b"", kind=NDJSON).body)

    def test_sent_again_are_duplicates_at_the_same_positions(self):
        events = self.invoices(1500)
        first = self.server.call("POST", "/v1/events", events, kind=NDJSON).body
        again = self.server.call("POST", "/v1/events", events, kind=NDJSON).body
        self.assertEqual([dict(result, status="duplicate") for result in first], again)

    def test_with_an_idempotency_key_get_the_first_response_again(self):
        events = self.invoices(10)
        first, again = (self.server.call("POST", "/v1/events", events, kind=NDJSON,
                                         headers={"Idempotency-Key": "lines"}) for _ in range(2))
        self.assertEqual("appended", first.body[0]["status"])
        self.assertEqual(first.body, again.body)
        self.assertEqual("true", again.headers.get("idempotent-replayed"))

    def test_leave_the_connection_open_for_the_next_request(self):
        event = self.invoices(1)[0]
        with Upload(self.server) as upload:
            upload.send(as_line(event))
            upload.end()
            upload.results(1)
            upload.connection.chunks()
            upload.connection.request("GET", "/healthz")
            self.assertEqual(200, upload.connection.answer().status)

    def test_are_refused_as_a_whole_without_permission_to_post(self):
        event = self.invoices(1)[0]
        auditor = self.server.tokens.create("auditor")
        end = self.server.end()
        for token, status in (("nobody", 401), (auditor, 403)):
            with self.subTest(status), Upload(self.server, token) as upload:
                upload.send(as_line(event))
                upload.end()
                answer = upload.connection.answer()
                self.assertEqual(status, answer.status)
                self.assertEqual(status, answer.body["status"])
        self.assertEqual(end, self.server.end())

    def test_that_wait_for_100_continue_receive_it(self):
        event = self.invoices(1)[0]
        with Upload(self.server, headers={"Expect": "100-continue"}) as upload:
            self.assertEqual(100, upload.connection.head()[0])
            upload.send(as_line(event))
            upload.end()
            self.assertEqual("appended", upload.results(1)[0]["status"])

    def test_to_a_route_that_takes_none_are_refused_with_a_problem(self):
        for method, path, status in (("POST", "/v1/licenses/1/seats", 415),
                                     ("POST", "/v1/nothing", 404), ("GET", "/v1/licenses", 200),
                                     ("GET", "/healthz", 200), ("DELETE", "/v1/events", 405)):
            with self.subTest(f"{method} {path}"):
                answer = self.server.client().call(method, path, b"{}\n", kind=NDJSON)
                self.assertEqual(status, answer.status)

    def test_to_an_http_1_0_client_are_answered_without_chunks(self):
        event = as_line(self.invoices(1)[0])
        with self.server.raw() as connection:
            connection.send(f"POST /v1/events HTTP/1.0\r\nAuthorization: Bearer "
                            f"{self.server.token}\r\nContent-Type: {NDJSON}\r\n"
                            f"Content-Length: {len(event)}\r\n\r\n", event)
            self.assertNotIn("transfer-encoding", connection.head()[1])


class StreamedLinesThatFail(ServerTest):
    options = ("--read-timeout", "1")

    def setUp(self):
        serial = self.new_serial()
        self.server.post(examples.registered(serial))
        self.event = as_line(examples.invoice(serial, "INV-1"))

    def test_keep_what_was_acknowledged_when_the_client_falls_silent(self):
        with Upload(self.server) as upload:
            upload.send(self.event + b'{"half":')
            position = upload.results(1)[0]["position"]
            self.assertTrue(upload.connection.is_closed(4))
        self.assertEqual(position, self.server.end() - 1)

    def test_keep_what_was_acknowledged_when_the_client_disconnects(self):
        upload = Upload(self.server)
        upload.send(self.event)
        position = upload.results(1)[0]["position"]
        upload.connection.close()
        self.assertEqual(position, self.server.end() - 1)

    def test_are_refused_when_the_first_never_arrives(self):
        with Upload(self.server) as upload:
            upload.send(b'{"half":')
            try:
                self.assertEqual(408, upload.connection.answer().status)
            except ConnectionError:
                pass
            self.assertTrue(upload.connection.is_closed())

    def test_are_refused_with_400_when_the_chunks_are_malformed_from_the_start(self):
        with Upload(self.server) as upload:
            upload.connection.send("so many\r\n", self.event)
            self.assertEqual(400, upload.connection.answer().status)

    def test_end_without_a_last_chunk_when_later_chunks_are_malformed(self):
        with Upload(self.server) as upload:
            upload.send(self.event)
            upload.results(1)
            upload.connection.send("so many\r\n")
            with self.assertRaises(ConnectionError):
                upload.connection.chunks()

    def test_get_a_problem_when_one_is_too_long(self):
        with Upload(self.server) as upload:
            upload.send(b"x" * 300_000)
            self.assertEqual(413, upload.connection.answer().status)
        with Upload(self.server) as upload:
            upload.send(self.event)
            self.assertEqual("appended", upload.results(1)[0]["status"])
            upload.send(b"x" * 300_000 + b"\n")
            self.assertEqual("rejected", upload.results(1)[0]["status"])
