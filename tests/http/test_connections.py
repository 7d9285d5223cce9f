"""Connections that are pipelined, idle, many, half closed or cut; methods; hostile requests."""
import json
import socket
import time

import examples
from harness import NDJSON, ServerTest
from raw import LAST_CHUNK, chunk_of


class HalfOpenConnections(ServerTest):
    def test_that_close_after_the_request_still_get_the_response(self):
        with self.server.raw() as connection:
            body = json.dumps(examples.registered(self.new_serial())).encode()
            connection.request("POST", "/v1/events", self.server.token, body)
            connection.socket.shutdown(socket.SHUT_WR)
            self.assertEqual(201, connection.answer().status)

    def test_that_close_within_a_request_append_nothing(self):
        body = json.dumps(examples.registered(self.new_serial())).encode()
        end = self.server.end()
        for cut in range(0, len(body), 20):
            connection = self.server.raw()
            connection.request("POST", "/v1/events", self.server.token,
                               headers={"Content-Length": str(len(body))})
            connection.send(body[:cut])
            if cut % 40:
                connection.socket.shutdown(socket.SHUT_WR)
            connection.close()
        self.assert_status(200, self.server.call("GET", "/healthz"))
        self.assertEqual(end, self.server.end())

    def test_that_close_before_the_response_do_no_harm(self):
        serial = self.new_serial()
        self.server.post(examples.registered(serial))
        end = self.server.end()
        for i in range(100):
            body = json.dumps(examples.invoice(serial, f"INV-{i}")).encode()
            connection = self.server.raw()
            connection.request("POST", "/v1/events", self.server.token, body)
            connection.close()
        deadline = time.monotonic() + 5
        while self.server.end() < end + 100 and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(end + 100, self.server.end())


class PipelinedRequests(ServerTest):
    def test_are_answered_in_order(self):
        serial = self.new_serial()
        self.server.post(examples.registered(serial))
        with self.server.raw() as connection:
            for i in range(100):
                body = json.dumps(examples.invoice(serial, f"INV-{i}")).encode()
                connection.request("POST", "/v1/events", self.server.token, body)
                connection.request("GET", f"/v1/licenses/{serial}?n={i}", self.server.token)
            positions = []
            for i in range(100):
                positions.append(connection.answer().body["position"])
                self.assertEqual(i + 1, len(connection.answer().body["invoices"]))
        self.assertEqual(list(range(positions[0], positions[0] + 100)), positions)

    def test_after_one_that_fails_are_still_answered(self):
        with self.server.raw() as connection:
            connection.request("POST", "/v1/events", self.server.token, b"{")
            connection.request("GET", "/nothing").request("GET", "/healthz")
            self.assertEqual([400, 404, 200], [connection.answer().status for _ in range(3)])

    def test_after_streamed_lines_are_answered(self):
        event = json.dumps(examples.registered(self.new_serial())) + "\n"
        with self.server.raw() as connection:
            connection.request("POST", "/v1/events", self.server.token, headers={
                "Content-Type": NDJSON, "Transfer-Encoding": "chunked"})
            connection.send(chunk_of(event), LAST_CHUNK).request("GET", "/healthz")
            self.assertIn('"appended"', connection.answer().body)
            self.assertEqual(200, connection.answer().status)

    def test_after_one_that_closes_are_not_answered(self):
        with self.server.raw() as connection:
            connection.send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertEqual(200, connection.answer().status)
            self.assertTrue(connection.is_closed())


class ManyConnections(ServerTest):
    def test_that_are_idle_do_not_block_others(self):
        idle = [self.server.raw() for _ in range(100)]
        for _ in range(100):
            idle.append(self.server.raw().send("POST /v1/events HTTP/1.1\r\nHost: x\r\nX: "))
        started = time.monotonic()
        for _ in range(200):
            answer = self.server.client().post(examples.registered(self.new_serial()))
            self.assert_status(201, answer)
        self.assertLess(time.monotonic() - started, 10)
        for connection in idle[:100]:
            self.assertEqual(200, connection.request("GET", "/healthz").answer().status)
        for connection in idle:
            connection.close()

    def test_may_be_opened_and_closed(self):
        for _ in range(1500):
            self.server.raw().close()
        self.assert_status(200, self.server.client().call("GET", "/healthz"))

    def test_beyond_the_limit_are_accepted_when_others_close(self):
        crowd = []
        try:
            for _ in range(1100):
                crowd.append(self.server.raw())
        except OSError:
            pass
        for connection in crowd:
            connection.close()
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            try:
                answer = self.server.client().call("GET", "/healthz")
                break
            except OSError:
                time.sleep(0.05)
        self.assert_status(200, answer)


class Methods(ServerTest):
    def test_head_is_answered_like_get_without_a_body(self):
        for path in ("/healthz", "/openapi.json", "/v1/licenses", "/nothing"):
            with self.subTest(path), self.server.raw() as connection:
                get = connection.request("GET", path, self.server.token).answer()
                head = connection.request("HEAD", path, self.server.token).answer(to_head=True)
                self.assertEqual((get.status, get.headers["content-type"], ""),
                                 (head.status, head.headers["content-type"], head.body))
                self.assertEqual(200, connection.request("GET", "/healthz").answer().status)

    def test_options_lists_the_methods_of_a_path(self):
        answer = self.server.call("OPTIONS", "/v1/events")
        self.assertIn(answer.status, (200, 204, 405))
        self.assertLessEqual({"GET", "POST"}, set(answer.headers["allow"].split(", ")))

    def test_that_are_unknown_are_refused(self):
        for method in ("BREW", "get", "TRACE", "CONNECT", "X" * 40):
            with self.subTest(method), self.server.raw() as connection:
                answer = connection.request(method, "/healthz").answer()
                self.assertIn(answer.status, (400, 405, 501))


BODY = b"GET /healthz?smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


class HostileRequests(ServerTest):
    """Each is refused with 400 or a similar status and the connection is closed, so that nothing
    that follows can be interpreted as another request."""

    def assert_refused(self, request: bytes, statuses=(400,)):
        with self.server.raw(3) as connection:
            connection.send(request)
            answer = connection.answer()
            self.assertIn(answer.status, statuses, answer.body)
            self.assertEqual(answer.status, answer.body["status"])
            self.assertTrue(connection.is_closed(), "the connection stays open")

    def post(self, *lines: bytes) -> bytes:
        token = self.server.token.encode()
        return b"\r\n".join((b"POST /v1/events HTTP/1.1", b"Host: x",
                             b"Authorization: Bearer " + token, *lines)) + b"\r\n\r\n"

    def test_with_two_lengths_are_refused(self):
        for name, lines in {
                "both headers": (b"Content-Length: 5", b"Transfer-Encoding: chunked"),
                "both headers, reversed": (b"Transfer-Encoding: chunked", b"Content-Length: 5"),
                "two lengths": (b"Content-Length: 0", b"Content-Length: 46"),
                "a list of two lengths": (b"Content-Length: 0, 46",),
                "a signed length": (b"Content-Length: +46",),
                "a negative length": (b"Content-Length: -1",),
                "a length in hex": (b"Content-Length: 0x2e",),
                "a length beyond 64 bits": (b"Content-Length: 18446744073709551662",),
                "an empty length": (b"Content-Length:",)}.items():
            with self.subTest(name):
                self.assert_refused(self.post(*lines) + BODY)

    def test_with_a_transfer_coding_that_is_not_chunked_are_refused(self):
        for coding in (b"xchunked", b"gzip", b"gzip, chunked", b"chunked, chunked", b"identity",
                       b"chunked, gzip", b"chunked;a=b", b"\x0bchunked", b'"chunked"'):
            with self.subTest(coding):
                self.assert_refused(self.post(b"Transfer-Encoding: " + coding) + BODY, (400, 501))

    def test_with_invalid_white_space_are_refused(self):
        for name, request in {
                "before the colon": self.post(b"Content-Length : 46") + BODY,
                "bare LF": b"GET /healthz HTTP/1.1\nHost: x\n\n" + BODY,
                "bare LF after a field": b"GET /healthz HTTP/1.1\r\nHost: x\nA: b\r\n\r\n" + BODY,
                "bare CR in a field": b"GET /healthz HTTP/1.1\r\nHost: x\rA: b\r\n\r\n" + BODY,
                "space before a field": b"GET /healthz HTTP/1.1\r\n Host: x\r\n\r\n" + BODY,
                "two spaces": b"GET  /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + BODY,
                "a tab": b"GET\t/healthz HTTP/1.1\r\nHost: x\r\n\r\n" + BODY}.items():
            with self.subTest(name):
                self.assert_refused(request)

    def test_with_malformed_chunks_are_refused(self):
        for chunks in (b"zz\r\n{}\r\n0\r\n\r\n", b"-2\r\n{}\r\n0\r\n\r\n",
                       b"ffffffffffffffff1\r\n{}\r\n0\r\n\r\n", b"2\r\n{}0\r\n\r\n" + BODY,
                       b"2\n{}\r\n0\r\n\r\n" + BODY, b"0x2\r\n{}\r\n0\r\n\r\n"):
            with self.subTest(chunks):
                self.assert_refused(self.post(b"Transfer-Encoding: chunked") + chunks)

    def test_without_exactly_one_host_are_refused(self):
        for fields in (b"", b"Host: a\r\nHost: b\r\n"):
            with self.subTest(fields):
                self.assert_refused(b"GET /healthz HTTP/1.1\r\n" + fields + b"\r\n")

    def test_with_a_target_that_is_not_a_path_are_refused(self):
        for target in (b"healthz", b"*", b"/%", b"/%zz", b"/healthz?%", b"/healthz#x", b"?", b"x:",
                       b"/a\\b", b"/\xc3\xa5", b'/"', b"/<>", b"/healthz?a=|^", b"/\x01"):
            with self.subTest(target):
                self.assert_refused(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\n\r\n")

    def test_in_absolute_form_are_answered(self):
        with self.server.raw() as connection:
            connection.request("GET", "http://localhost/healthz")
            self.assertEqual(200, connection.answer().status)
            connection.request("GET", "ftp://localhost/healthz")
            self.assertEqual(400, connection.answer().status)

    def test_of_another_protocol_are_refused(self):
        for request in (b"GET /healthz\r\n\r\n", b"GET /healthz HTTP/2.0\r\n\r\n",
                        b"GET /healthz HTTP/3.7\r\nHost: x\r\n\r\n",
                        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
                        b"\x00" * 1000, b"\xff" * 1000, b"SSH-2.0-OpenSSH_9.2\r\n\r\n"):
            with self.subTest(request[:20]):
                self.assert_refused(request, (400, 505))

    def test_with_two_authorization_headers_are_refused(self):
        mine = f"Bearer {self.server.token}"
        for first, second in ((mine, "Bearer x"), ("Bearer x", mine)):
            with self.server.raw() as connection:
                connection.send("GET /v1/licenses HTTP/1.1\r\nHost: x\r\n"
                                f"Authorization: {first}\r\nAuthorization: {second}\r\n\r\n")
                self.assertIn(connection.answer().status, (400, 401))
