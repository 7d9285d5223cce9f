"""Everything acknowledged is stored exactly once, however the server ended."""
import random
import subprocess
import time
import unittest

import examples
import harness
from harness import Server
from load import ASSIGNED, BATCHES, REFUSED, REMOVED, TOTALS, Load, LogReader


class UnderLoad(unittest.TestCase):
    """A server on the machine's clock, licenses, and the writes to them so far."""

    def setUp(self):
        self.server = Server(now=None)
        self.addCleanup(self.server.discard)
        seed = random.randrange(2**32)
        self.random = random.Random(seed)
        self.serials = ["first", "second", "third"]
        for serial in self.serials:
            examples.active_license(self.server, serial, **TOTALS)
        self.load = Load(self.serials, seed)
        self.log = LogReader()
        self.log.read_on(self.server)
        self.hopeless: set[str] = set()

    def run_for(self, seconds: float, end) -> list:
        self.load.start(self.server)
        time.sleep(seconds)
        result = end()
        return self.load.join(), result

    def assert_position(self, position: int, event: dict) -> None:
        """The event is in the log once, at the position that was returned."""
        found = self.log.by_id.get(event["id"], [])
        self.assertEqual([position], [e["position"] for e in found], event)
        self.assertEqual({name: event[name] for name in ("type", "subject", "source")},
                         {name: found[0][name] for name in ("type", "subject", "source")})
        self.assertEqual(event["data"]["invoice_id"], found[0]["data"]["invoice_id"])

    def assert_kept(self, write) -> None:
        """The log matches the response."""
        answer = write.answer
        self.hopeless |= {event["id"] for event in write.hopeless}
        if write.what == "event":
            self.assertIn(answer.status, (200, 201), answer)
            self.assert_position(answer.body["position"], write.events[0])
        elif write.what in BATCHES:
            self.assertEqual(200, answer.status, answer)
            self.assertEqual([event["id"] for event in write.body],
                             [result["id"] for result in answer.body])
            fine = {event["id"] for event in write.events}
            for event, result in zip(write.body, answer.body):
                self.assertEqual(event["id"] in fine, result["status"] != "rejected", result)
                if event["id"] in fine:
                    self.assert_position(result["position"], event)
        else:
            self.assertIn(answer.status, (200, 201, 409), answer)
            there = self.log.of_users(write.users)
            self.assertEqual([REFUSED] if answer.status == 409 else write.types,
                             [event["type"] for event in there])
            if answer.status != 409:
                positions = sorted(event["position"] for event in there)
                self.assertEqual(answer.body["position"], positions[-1])
                self.assertEqual(len(there) - 1, positions[-1] - positions[0])

    def assert_nothing_hopeless(self) -> None:
        self.assertEqual(set(), self.hopeless & self.log.by_id.keys())

    def assert_views_agree(self) -> None:
        for serial in self.serials:
            view = self.server.call("GET", f"/v1/licenses/{serial}").body
            in_use = dict.fromkeys(TOTALS, 0)
            for event in self.log.events:
                if event["subject"] == serial and event["type"] in (ASSIGNED, REMOVED):
                    in_use[event["data"]["module"]] += 1 if event["type"] == ASSIGNED else -1
            self.assertEqual({name: (total, in_use[name]) for name, total in TOTALS.items()},
                             {row["module"]: (row["total"], row["in_use"])
                              for row in view["current"]["modules"]})
            self.assertLessEqual(in_use["scarce"], TOTALS["scarce"])
            self.assertEqual(self.log.revisions[serial], view["revision"])

    def is_in_log(self, write) -> bool:
        """Whether the whole request took effect; an atomic one must never take effect in part."""
        if write.events:
            there = [event["id"] in self.log.by_id for event in write.events]
            if write.what == "atomic":
                self.assertEqual(1, len(set(there)), "an atomic batch was applied in part")
            return all(there)
        types = [event["type"] for event in self.log.of_users(write.users)]
        self.assertIn(types, ([], [REFUSED], write.types))
        return bool(types)

    def retry(self, write) -> None:
        """Sends a request without a response again."""
        happened = self.is_in_log(write)
        write.answer = write.send(self.server.client())
        replayed = "idempotent-replayed" in write.answer.headers
        if write.key and write.what not in BATCHES:
            self.assertEqual(happened, replayed, write)
        if write.what == "event":
            status = "duplicate" if happened and not write.key else "appended"
            self.assertEqual(status, write.answer.body["status"])
        if write.what in ("assign", "changes") and happened and not write.key:
            # A write takes effect once; a refusal is repeated.
            self.assertIn(write.answer.status, (200, 409))
            write.users = []

    def assert_still_answered(self, write) -> None:
        """A completed request, sent again, gets the same response and changes nothing."""
        again = write.send(self.server.client())
        if write.key:
            self.assertEqual((write.answer.status, write.answer.body), (again.status, again.body))
            self.assertEqual("true", again.headers["idempotent-replayed"])
        elif write.what == "event":
            self.assertEqual({"status": "duplicate", "position": write.answer.body["position"]},
                             again.body)


class KillUnderLoad(UnderLoad):
    def test_loses_nothing_acknowledged_in_twenty_rounds(self):
        answered = []
        for round_number in range(20):
            with self.subTest(round_number):
                writes, _ = self.run_for(self.random.uniform(0.05, 0.6), self.server.kill)
                self.server.start()
                self.log.read_on(self.server)
                done = [write for write in writes if write.answer]
                cut = [write for write in writes if not write.answer]
                self.assertLessEqual(len(cut), 6)
                for write in done:
                    self.assert_kept(write)
                for write in cut:
                    self.retry(write)
                self.log.read_on(self.server)
                for write in cut:
                    if write.events or write.hopeless or write.users:
                        self.assert_kept(write)
                self.assert_nothing_hopeless()
                self.assert_views_agree()
                answered += done
                end = self.server.end()
                asked = self.random.sample(answered, min(30, len(answered)))
                for write in asked:
                    if write.key or write.what == "event":
                        self.assert_still_answered(write)
                self.assertEqual(end, self.server.end())
        self.assertGreater(len(self.log.events), 1000)
        self.assertEqual(self.log.events, self.server.feed(), "what was read before has changed")


class StopUnderLoad(UnderLoad):
    def test_completes_accepted_requests_and_exits_with_0(self):
        for round_number in range(6):
            with self.subTest(round_number):
                writes, code = self.run_for(self.random.uniform(0.05, 0.5), self.server.stop)
                self.assertEqual(0, code, self.server.log_tail())
                self.server.start()
                self.log.read_on(self.server)
                for write in writes:
                    if write.answer and write.answer.status != 503:
                        self.assert_kept(write)
                    elif write.events or write.users:
                        self.assertFalse(self.is_in_log(write), "applied without a response")
                self.assert_nothing_hopeless()
                self.assert_views_agree()


class Stopping(unittest.TestCase):
    def setUp(self):
        self.server = Server(now=None)
        self.addCleanup(self.server.discard)

    def test_waits_for_the_rest_of_a_request_that_has_begun(self):
        with self.server.raw() as connection:
            connection.request("POST", "/v1/events", self.server.token,
                               headers={"Content-Length": "200"}).send("{")
            time.sleep(0.2)
            self.server.process.terminate()
            time.sleep(0.5)
            connection.send(" " * 198 + "}")
            self.assertEqual(422, connection.answer().status)
        self.assertEqual(0, self.server.process.wait(5))

    def test_accepts_no_new_connections_and_does_not_wait_for_idle_ones(self):
        idle = [self.server.raw() for _ in range(50)]
        for connection in idle[:25]:
            connection.request("GET", "/healthz").answer()
        started = time.monotonic()
        self.assertEqual(0, self.server.stop())
        self.assertLess(time.monotonic() - started, 3)
        with self.assertRaises(ConnectionError):
            self.server.raw()
        for connection in idle:
            connection.close()

    def test_does_not_wait_forever_for_a_client_that_never_finishes(self):
        with self.server.raw() as connection:
            connection.request("POST", "/v1/events", self.server.token, headers={
                "Content-Type": harness.NDJSON, "Transfer-Encoding": "chunked"})
            time.sleep(0.2)
            self.assertEqual(0, self.server.stop(15))

    def test_may_be_requested_twice(self):
        self.server.process.terminate()
        try:
            self.server.process.terminate()
        except ProcessLookupError:
            pass
        self.assertEqual(0, self.server.process.wait(10))


class DataDirectory(unittest.TestCase):
    def test_belongs_to_one_server(self):
        server = Server()
        self.addCleanup(server.discard)
        second = subprocess.run(
            [harness.BINARY, "serve", "--data", server.data, "--listen",
             f"127.0.0.1:{harness.free_port()}"], capture_output=True, timeout=20, check=False)
        self.assertNotEqual(0, second.returncode)
        self.assertTrue(second.stderr.strip())
        self.assertEqual(201, server.post(examples.registered("still there")).status)

    def test_is_counted_completely_by_the_metrics_after_a_restart(self):
        server = Server()
        self.addCleanup(server.discard)
        server.post(examples.registered("counted"))
        self.assertEqual(0, server.stop())
        server.start(harness.NOON)
        self.assertIn("\nlicense_ledger_log_events 1\n", server.call("GET", "/metrics").body)
