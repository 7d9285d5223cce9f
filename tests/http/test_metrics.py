"""The content of /metrics, in the format of Prometheus."""
import itertools
import re
import threading
import time

import examples
import exposition
from harness import BATCH, ROOT, ServerTest
from stripe import StripeTest, event, unix

STAGES = ("none", "valid", "warning", "grace", "read_only")


class Metrics(ServerTest):
    def scrape(self) -> dict:
        answer = self.server.call("GET", "/metrics")
        self.assert_status(200, answer)
        self.assertEqual("text/plain; version=0.0.4; charset=utf-8",
                         answer.headers["content-type"])
        return exposition.read(answer.body)

    def value(self, name: str, families: dict | None = None, **labels) -> float:
        """Value of one series; 0 if it does not exist yet."""
        family = re.sub("_(bucket|sum|count)$", "", name)
        families = self.scrape() if families is None else families
        found = families.get(name) or families.get(family)
        return found.samples.get((name, tuple(sorted(labels.items()))), 0) if found else 0

    def counted(self) -> dict:
        """The metrics, with the licenses as they are now."""
        name = "license_ledger_licenses_counted_timestamp_seconds"
        now = self.epoch + next(self._seconds)
        self.server.move_clock(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now)))
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            families = self.scrape()
            if self.value(name, families) >= now:
                return families
            time.sleep(0.01)
        self.fail("the licenses are not counted")

    epoch = 1772323200  # the instant at which the test clock starts
    _seconds = itertools.count(1)


class Exposition(Metrics):
    def test_passes_a_strict_parser(self):
        serial = self.new_serial()
        self.server.post(examples.registered(serial, company_name='A "B" \\ C'))
        for path in ("/nothing", f"/v1/licenses/{serial}", "/v1/licenses?x=\""):
            self.server.call("GET", path)
        families = self.scrape()
        self.assertGreater(len(families), 20)
        for family in families.values():
            self.assertRegex(family.name, "^(license_ledger|process)_[a-z_]+$")
            self.assertTrue(family.help.endswith("."), family)

    def test_contains_nothing_from_outside(self):
        secret = "geheim"
        self.server.post(examples.registered(self.new_serial(), company_name=secret))
        self.server.call("GET", f"/{secret}")
        self.server.call("GET", f"/v1/licenses/{secret}?{secret}={secret}")
        self.server.call(secret.upper(), "/v1/licenses")
        self.assertNotIn(secret, self.server.call("GET", "/metrics").body.lower())

    def test_is_of_bounded_size_whatever_is_requested(self):
        self.server.call("GET", "/nothing")
        self.server.call("ODD", "/nothing")
        before = self.scrape()["license_ledger_requests_total"].samples
        for i in range(20):
            self.server.call("GET", f"/nothing{i}")
            self.server.call(f"ODD{i}", "/nothing")
        after = self.scrape()["license_ledger_requests_total"].samples
        self.assertEqual(set(), set(after) - set(before) - {
            ("license_ledger_requests_total",
             (("method", "GET"), ("route", "/metrics"), ("status", "200")))})


class Documentation(StripeTest, Metrics):
    now = "2026-03-01T00:00:00Z"

    def test_lists_every_metric_with_its_kind_and_its_labels(self):
        self.server.call("GET", "/nothing")
        served = {}
        self.posted("ignored", event("customer.created", {"id": "cus_1"}), at=unix(self.now))
        for family in self.counted().values():
            labels = {name for _, pairs in family.samples for name, _ in pairs} - {"le"}
            served[family.name] = (family.kind, labels)
        documented = {}
        text = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
        for name, labels, kind in re.findall(
                r"^\| `((?:license_ledger|process)_[a-z_]+)(?:\{([a-z,]+)\})?` "
                r"\| (\w+) \| .{9,} \|$", text, re.MULTILINE):
            documented[name] = (kind, set(labels.split(",")) if labels else set())
        self.assertEqual(served, documented)


class Requests(Metrics):
    def test_are_counted_by_method_route_and_status(self):
        for method, path, labels in (
                ("GET", "/v1/licenses/x1", ("GET", "/v1/licenses/{serial}", "404")),
                ("HEAD", "/v1/licenses/x2", ("HEAD", "/v1/licenses/{serial}", "404")),
                ("PUT", "/v1/licenses/x3", ("PUT", "/v1/licenses/{serial}", "405")),
                ("SELL", "/v1/licenses/x4", ("other", "/v1/licenses/{serial}", "405")),
                ("GET", "/v1/nothing", ("GET", "unknown", "404"))):
            with self.subTest(method=method, path=path):
                series = dict(zip(("method", "route", "status"), labels))
                timed = dict(zip(("method", "route"), labels))
                before = self.scrape()
                self.server.client().call(method, path)
                for name, of in (("license_ledger_requests_total", series),
                                 ("license_ledger_request_seconds_count", timed)):
                    self.assert_becomes(1 + self.value(name, before, **of), name, **of)

    def assert_becomes(self, wanted: float, name: str, **labels) -> None:
        """A request is counted when its response has been written."""
        deadline = time.monotonic() + 10
        while (value := self.value(name, **labels)) < wanted and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(wanted, value, name)

    def test_in_flight_include_the_scrape_itself(self):
        families = self.scrape()
        self.assertGreaterEqual(self.value("license_ledger_requests_in_flight", families), 1)
        before = self.value("license_ledger_connections", families)
        with self.server.raw() as one, self.server.raw() as other:
            for connection in (one, other):
                self.assertEqual(200, connection.request("GET", "/healthz").answer().status)
            self.assertEqual(before + 2, self.value("license_ledger_connections"))


class Writer(Metrics):
    def test_counts_events_and_synced_writes(self):
        before = self.scrape()
        serial = self.new_serial()
        batch = [examples.registered(serial)] + [
            examples.invoice(serial, f"INV-{i}") for i in range(9)]
        self.assert_status(200, self.server.call("POST", "/v1/events?atomic=true", batch,
                                                 kind=BATCH))
        after = self.scrape()
        gained = {name: self.value(name, after) - self.value(name, before) for name in (
            "license_ledger_batch_events_sum", "license_ledger_batch_events_count",
            "license_ledger_sync_seconds_count", "license_ledger_log_events",
            "license_ledger_applied_position", "license_ledger_unsaved_events")}
        self.assertEqual([10, 1, 1, 10, 10, 10], list(gained.values()), gained)
        bucket = "license_ledger_batch_events_bucket"
        for bound, more in (("8", 0), ("16", 1), ("4096", 1)):
            self.assertEqual(more, self.value(bucket, after, le=bound) -
                             self.value(bucket, before, le=bound))
        self.assertGreater(self.value("license_ledger_sync_seconds_sum", after), 0)

    def test_writes_nothing_for_what_is_already_in_effect(self):
        event = examples.registered(self.new_serial())
        self.server.post(event)
        before = self.value("license_ledger_sync_seconds_count")
        self.assert_status(200, self.server.post(event))
        self.assertEqual(before, self.value("license_ledger_sync_seconds_count"))

    def test_has_its_applied_position_at_the_end_of_the_log(self):
        self.server.post(examples.registered(self.new_serial()))
        families = self.scrape()
        end = self.server.end()
        self.assertEqual(end, self.value("license_ledger_log_events", families))
        self.assertEqual(end - 1, self.value("license_ledger_applied_position", families))

    def test_reports_the_last_checkpoint(self):
        self.server.post(examples.registered(self.new_serial()))
        size = int(self.server.call("GET", "/checkpoint").body.splitlines()[1])
        families = self.scrape()
        self.assertEqual(size, self.value("license_ledger_checkpoint_events", families))
        signed = self.value("license_ledger_checkpoint_timestamp_seconds", families)
        self.assertLess(abs(time.time() - signed), 10)
        self.assertEqual(0, self.value("license_ledger_cosigned_checkpoint_events", families))


class FullQueue(Metrics):
    options = ("--max-queue", "1")

    def test_counts_rejected_requests(self):
        statuses = []

        def post():
            client = self.server.client()
            for _ in range(100):
                statuses.append(client.post(examples.registered(self.new_serial())).status)
            client.close()

        posters = [threading.Thread(target=post) for _ in range(12)]
        for poster in posters:
            poster.start()
        for poster in posters:
            poster.join()
        self.assertEqual({201, 503}, set(statuses))
        families = self.scrape()
        self.assertEqual(statuses.count(503), self.value("license_ledger_turned_away_total",
                                                         families))
        self.assertEqual(1, self.value("license_ledger_queue_limit", families))
        self.assertLessEqual(self.value("license_ledger_queue_length", families), 1)


class Licenses(Metrics):
    now = "2026-03-01T00:00:00Z"

    def as_searched(self, **filters) -> int:
        query = "&".join(f"{name}={value}" for name, value in filters.items())
        return len(self.server.call("GET", f"/v1/licenses?limit=1000&{query}").body["data"])

    def assert_counted_as_searched(self) -> dict:
        families = self.counted()
        stages = {stage: self.as_searched(stage=stage) for stage in STAGES}
        self.assertEqual(stages, {stage: self.value("license_ledger_licenses", families,
                                                    stage=stage) for stage in STAGES})
        reasons = {dict(labels)["reason"]: count for (_, labels), count in
                   families["license_ledger_blocked_licenses"].samples.items()}
        self.assertEqual(9, len(reasons))
        self.assertEqual({reason: self.as_searched(blocked_by=reason) for reason in reasons},
                         reasons)
        return {**stages, **reasons}

    def test_are_counted_as_a_search_finds_them(self):
        events = []
        for i in range(100):  # more than are processed between two batches
            serial = self.new_serial()
            events.append(examples.registered(serial))
            if i % 2:
                events.append(examples.invoice(serial, f"INV-{serial}", due_on="2026-03-20"))
            events.append(examples.purchase(
                serial, examples.line("ten-sales", 5, "2026-06-01"),
                invoice_ids=(f"INV-{serial}",) if i % 2 else ()))
        self.assert_status(200, self.server.call("POST", "/v1/events", events, kind=BATCH))
        counts = self.assert_counted_as_searched()
        self.assertEqual((100, 100, 50), (counts["none"], counts["not_bound"], counts["unpaid"]))

        for event in events:
            if event["type"] == "license.registered.v1":
                self.server.call("POST", "/v1/installations", examples.binding(event["subject"]))
        counts = self.assert_counted_as_searched()
        self.assertEqual((50, 50, 0), (counts["none"], counts["valid"], counts["not_bound"]))

        # A policy changes all of them in one step, and so does time alone.
        policy = examples.event("policy.changed.v1", "default", {"warning_days": 200})
        self.assert_status(201, self.server.post(policy))
        self.assertEqual(50, self.assert_counted_as_searched()["warning"])
        self.epoch = 1780272000  # the day on which they expire
        self.assertEqual(50, self.assert_counted_as_searched()["grace"])


class Process(Metrics):
    def test_is_described_by_the_usual_metrics(self):
        families = self.scrape()
        started = self.value("process_start_time_seconds", families)
        self.assertLess(abs(time.time() - started), 60)
        self.assertGreater(self.value("process_resident_memory_bytes", families), 1 << 20)
        self.assertGreater(self.value("process_cpu_seconds_total", families), 0)
        self.assertGreater(self.value("process_open_fds", families), 5)
        self.assertGreater(self.value("process_max_fds", families),
                           self.value("process_open_fds", families))
        ((_, labels), one), = families["license_ledger_build_info"].samples.items()
        self.assertEqual(1, one)
        self.assertRegex(dict(labels)["version"], r"^\d+\.\d+\.\d+$")
