"""One altered byte anywhere in the data directory: either the server refuses to start and reports
why, or everything it serves is unchanged."""
import shutil
import unittest

import examples
from altered import alter, copied, open_and_read, places_in
from harness import NOON, Server
from logs import fetch, post_many

LICENSES = ["first", "second"]
KEY = "posted-once"
NAMES_WHAT = r"position \d+|checkpoint|log\.vkey|log\.key|the log is known as|/log|\d\.sst"
DIAGNOSTIC = ("LOG", "LOCK")  # RocksDB writes these for people and does not read them


class AlteredBytes(unittest.TestCase):
    """Copies of one data directory, each with one bit flipped, and how a server reacts to them."""

    maxDiff = 1000

    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.discard)
        self.data = self.server.data
        self.copy = self.server.directory / "copy"
        for serial in LICENSES:
            examples.active_license(self.server, serial)

    def write(self, batches: int, name: str) -> None:
        for batch in range(batches):
            post_many(self.server, [examples.invoice(LICENSES[i % 2], f"INV-{name}-{batch}-{i}")
                                    for i in range(100)])

    def seat_under_a_key(self) -> None:
        answer = self.server.call("POST", "/v1/licenses/first/seats", examples.seat("kept"),
                                  headers={"Idempotency-Key": KEY})
        self.assertEqual(201, answer.status, answer)

    def remember(self) -> None:
        copied(self.data, self.copy)
        good = open_and_read(self.copy, LICENSES, KEY)
        self.assertEqual((False, 0), (good.refused, good.code), good.output)
        self.assertEqual("true", good.served["again"][2])
        self.good = good.served

    def files(self) -> list:
        there = [path for path in (self.data / "log").iterdir()
                 if not path.name.startswith(DIAGNOSTIC)]
        there += [self.data / name for name in ("checkpoint", "log.vkey", "log.key")]
        return [path for path in sorted(there) if path.stat().st_size]

    def try_each(self, path, places) -> int:
        """Number of times the server refused to start."""
        refused = 0
        for at in places:
            with self.subTest(file=path.name, at=at, size=path.stat().st_size):
                copied(self.data, self.copy)
                altered = self.copy / path.relative_to(self.data)
                alter(altered, at)
                refused += self.is_found_or_harmless(self.copy)
        return refused

    def is_found_or_harmless(self, data) -> bool:
        before = {path.name for path in (data / "log").iterdir() if path.suffix == ".sst"}
        opened = open_and_read(data, LICENSES, KEY)
        if opened.refused:
            self.assertEqual(1, opened.code, opened.output)
            self.assertRegex(opened.output, NAMES_WHAT)
            # A directory that it refused is left as it was, for the investigation.
            after = {path.name for path in (data / "log").iterdir() if path.suffix == ".sst"}
            self.assertEqual(set(), before - after, opened.output)
            return True
        again = opened.served.pop("again")
        good = dict(self.good)
        first = good.pop("again")
        self.assertEqual(good.keys(), opened.served.keys())
        self.assertEqual([], [path for path in good if good[path] != opened.served[path]])
        # It is unknown whether the request took effect before, so it must not take effect again.
        if again[0] != 503:
            self.assertEqual(first, again)
        return False

    def test_of_a_stopped_server_are_detected_or_harmless(self):
        self.write(27, "one")
        self.seat_under_a_key()
        self.assertEqual(0, self.server.stop())
        self.remember()
        tables = 0
        for path in self.files():
            refused = self.try_each(path, places_in(path.stat().st_size, 7))
            tables += path.suffix == ".sst" and refused > 0
            if path.name in ("checkpoint", "log.vkey"):
                self.assertEqual(9, refused)
        self.assertGreaterEqual(tables, 3)  # of events, of the tree, and of derived data

    def test_of_a_killed_server_are_detected(self):
        self.write(3, "one")
        self.assertEqual(0, self.server.stop())
        self.server.start(NOON)
        self.write(5, "two")
        self.seat_under_a_key()
        fetch(self.server.port, "/checkpoint")
        self.server.kill()
        self.remember()
        newest = max(path for path in self.files() if path.suffix == ".log")
        records = records_of(newest.read_bytes())
        # Checksum, length and kind of the first and the last record: one whose altered length
        # goes beyond the end of the file looks like an interrupted write.
        places = set(places_in(newest.stat().st_size, 14))
        for record in (records[0], records[-1]):
            places |= {record + i for i in range(8)}
        self.assertEqual(len(places), self.try_each(newest, sorted(places)))

    def test_of_the_manifest_destroy_nothing(self):
        """An altered manifest may name no files at all, but no file is deleted because of it."""
        self.write(3, "one")
        self.seat_under_a_key()
        self.assertEqual(0, self.server.stop())
        self.remember()
        manifest = next((self.data / "log").glob("MANIFEST-*"))
        lengths = [record + 5 for record in records_of(manifest.read_bytes())]
        self.try_each(manifest, lengths)

    def test_of_a_missing_or_truncated_file_are_detected(self):
        self.write(3, "one")
        self.assertEqual(0, self.server.stop())
        self.server.start(NOON)
        self.write(2, "two")
        self.seat_under_a_key()
        fetch(self.server.port, "/checkpoint")
        self.server.kill()
        self.remember()
        for path in self.files():
            needed = path.suffix in (".sst", ".log") or path.name in (
                "CURRENT", "checkpoint", "log.vkey", "log.key")
            if not needed:
                continue
            for cut in (0, path.stat().st_size // 2, path.stat().st_size - 1, None):
                with self.subTest(file=path.name, cut=cut):
                    copied(self.data, self.copy)
                    there = self.copy / path.relative_to(self.data)
                    if cut is None:
                        there.unlink()
                    else:
                        there.write_bytes(there.read_bytes()[:cut])
                    opened = open_and_read(self.copy, LICENSES, KEY)
                    if not opened.refused:
                        self.assertEqual(self.good, opened.served)
                    else:
                        self.assertEqual(1, opened.code, opened.output)
                        self.assertTrue(opened.output.strip())
        shutil.rmtree(self.copy)


def records_of(log: bytes) -> list[int]:
    """Offsets of the records in a file in RocksDB's log format: checksum (4 bytes), length (2,
    little-endian), kind (1), and that many bytes."""
    starts, at = [], 0
    while at + 7 <= len(log):
        starts.append(at)
        at += 7 + int.from_bytes(log[at + 4:at + 6], "little")
    return starts
