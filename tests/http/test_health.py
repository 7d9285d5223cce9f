"""/healthz and /readyz: whether the process is running, and whether it accepts writes."""
import resource
import signal
import threading
import time

import examples
from harness import NDJSON, NOON, Server, ServerTest
from raw import LAST_CHUNK, chunk_of

ALL_WELL = {"writer": "ok", "server": "ok", "queue": "ok"}


def without_search(checks: dict) -> dict:
    return {name: check for name, check in checks.items() if name != "search"}


class Health(ServerTest):
    def test_and_readiness_are_public(self):
        nobody = self.server.client("no such token")
        answer = nobody.call("GET", "/healthz")
        self.assertEqual((200, {"status": "ok"}), (answer.status, answer.body))
        answer = nobody.call("GET", "/readyz")
        self.assertEqual((200, "ready"), (answer.status, answer.body["status"]))
        self.assertEqual(ALL_WELL, without_search(answer.body["checks"]))

    def test_tells_whether_a_search_is_complete(self):
        for _ in range(100):  # the index is built in the first moments
            if self.server.call("GET", "/readyz").body["checks"]["search"] == "ok":
                return
            time.sleep(0.05)
        self.fail("the search's index is never complete")


class FullQueue(ServerTest):
    options = ("--max-queue", "1")

    def test_is_not_ready_but_still_healthy(self):
        ended = threading.Event()

        def post():
            client = self.server.client()
            while not ended.is_set():
                client.post(examples.registered(self.new_serial()))
            client.close()

        posters = [threading.Thread(target=post) for _ in range(12)]
        for poster in posters:
            poster.start()
        try:
            client = self.server.client()
            deadline = time.monotonic() + 20
            while (answer := client.call("GET", "/readyz")).status == 200:
                self.assertLess(time.monotonic(), deadline, "the queue is never full")
            self.assert_status(200, client.call("GET", "/healthz"))
        finally:
            ended.set()
            for poster in posters:
                poster.join()
        self.assert_problem(answer, 503, "not_ready")
        self.assertEqual({**ALL_WELL, "queue": "full"}, without_search(answer.body["checks"]))
        self.assertEqual("1", answer.headers["retry-after"])
        self.assertEqual("The queue of the writer is full.", answer.body["detail"])
        deadline = time.monotonic() + 10
        while self.server.call("GET", "/readyz").status != 200:
            self.assertLess(time.monotonic(), deadline, "the queue stays full")


class ServerWithoutRoom(Server):
    """A server whose writes can be made to fail."""

    process_options = {"restore_signals": False}  # SIGXFSZ stays ignored, so that write() fails

    def fill_the_disk(self) -> None:
        written = max(file.stat().st_size for file in (self.data / "log").glob("*.log"))
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (written, written))


class Stopping(ServerTest):
    def test_is_not_ready_but_runs_until_all_requests_are_answered(self):
        server = Server(NOON)
        self.addCleanup(server.discard)
        idle = server.client()
        self.assert_status(200, idle.call("GET", "/readyz"))
        with server.raw() as streaming:
            streaming.request("POST", "/v1/events", server.token, headers={
                "Content-Type": NDJSON, "Transfer-Encoding": "chunked"})
            streaming.send(chunk_of(b'{"specversion": "1.0"}\n'))
            self.assertEqual(200, streaming.head()[0])
            server.process.send_signal(signal.SIGTERM)
            self.assertTrue(self.takes_no_more(server))
            answer = idle.call("GET", "/readyz")
            self.assert_problem(answer, 503, "not_ready")
            self.assertEqual({**ALL_WELL, "server": "stopping"},
                             without_search(answer.body["checks"]))
            streaming.send(LAST_CHUNK)
            streaming.chunks()
        self.assertEqual(0, server.stop())

    def test_after_a_failed_write_reports_that_the_writer_has_stopped(self):
        server = ServerWithoutRoom(NOON)
        self.addCleanup(server.discard)
        idle = server.client()
        self.assert_status(200, idle.call("GET", "/readyz"))
        with server.raw() as streaming:  # keeps the server running until it has been queried
            streaming.request("POST", "/v1/events", server.token, headers={
                "Content-Type": NDJSON, "Transfer-Encoding": "chunked"})
            streaming.send(chunk_of(b'{"specversion": "1.0"}\n'))
            self.assertEqual(200, streaming.head()[0])
            server.fill_the_disk()
            answer = server.post(examples.registered("not written", "x" * 250))
            self.assert_problem(answer, 503, "outcome_unknown")
            answer = idle.call("GET", "/readyz")
            self.assert_problem(answer, 503, "not_ready")
            self.assertEqual("stopped", answer.body["checks"]["writer"])
            self.assertEqual("The writer has stopped.", answer.body["detail"])
            streaming.send(LAST_CHUNK)
            streaming.chunks()
        self.assertEqual(1, server.process.wait(30))

    def takes_no_more(self, server: Server) -> bool:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                server.raw().close()
            except ConnectionError:
                return True
            time.sleep(0.01)
        return False
