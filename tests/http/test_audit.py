"""An independent verifier finds the log intact, and detects every alteration."""
import base64
import json
import random
import shutil
import subprocess
import time
import unittest

import examples
import harness
from harness import Server
from load import TOTALS, Load
from logs import (Altering, fetch, post_many, records_in, size_of, tile_path, tile_paths, verify,
                  verify_receipt)

SERIALS = ["first", "second", "third"]


class AuditTest(unittest.TestCase):
    maxDiff = 4000

    def assert_verified(self, *arguments, **more) -> str:
        result = verify(self.server, *arguments, **more)
        self.assertEqual((0, ""), (result.returncode, result.stderr), result.stdout)
        return result.stdout

    def assert_found(self, wanted: str, *arguments, **more) -> None:
        """It fails with one line that names the error."""
        result = verify(self.server, *arguments, **more)
        self.assertEqual(1, result.returncode, (wanted, result.stdout))
        self.assertEqual(1, len(result.stderr.splitlines()), result.stderr)
        self.assertRegex(result.stderr, wanted)

    def checkpoint_file(self, name: str):
        path = self.server.directory / name
        path.write_bytes(fetch(self.server.port, "/checkpoint").body)
        return path


def small_log(server: Server, size: int) -> None:
    post_many(server, [examples.registered("first")])
    post_many(server, [examples.invoice("first", f"INV-{i}") for i in range(size - 1)])


class Growth(AuditTest):
    def setUp(self):
        self.server = Server(now=None)
        self.addCleanup(self.server.discard)

    def test_from_an_empty_log_is_verified(self):
        empty = self.server.directory / "empty"
        self.assertIn(": 0 records", self.assert_verified("--save", empty))
        for size in (1, 2, 3):
            if size == 1:
                self.server.post(examples.registered("first"))
            else:
                self.server.post(examples.invoice("first", f"INV-{size}"))
            self.assertIn(f": {size} records", self.assert_verified("--before", empty))

    def test_under_load_across_kills_is_verified(self):
        for serial in SERIALS:
            examples.active_license(self.server, serial, **TOTALS)
        while self.server.end() < 3000:
            post_many(self.server, [examples.invoice(SERIALS[i % 3], f"INV-{time.time_ns()}-{i}")
                                    for i in range(57)])
        seed = random.randrange(2**32)
        load = Load(SERIALS, seed)
        oldest = self.server.directory / "oldest"
        self.assert_verified("--save", oldest)
        before = oldest
        for round_number in range(3):
            with self.subTest(round_number, seed=seed):
                load.start(self.server)
                time.sleep(0.7)
                # The log is verified while it is being written to, ...
                under_load = self.server.directory / f"under-load-{round_number}"
                self.assert_verified("--before", before, "--save", under_load)
                time.sleep(0.3)
                self.server.kill()
                load.join()
                self.server.start()
                # ... and what was signed before the kill is there after it.
                self.assert_verified("--before", oldest)
                before = self.server.directory / f"after-{round_number}"
                self.assert_verified("--before", under_load, "--save", before)
                self.assertGreater(size_of(under_load.read_bytes()), size_of(oldest.read_bytes()))

    def test_is_verified_without_a_token_as_far_as_the_log_is_public(self):
        small_log(self.server, 300)
        output = self.assert_verified("--before", self.checkpoint_file("before"), token=False)
        self.assertIn("not read without a token", output)


class AlteredResponses(AuditTest):
    """A log that alters one byte of any response is detected."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.discard)
        small_log(cls.server, 600)
        cls.before = cls.server.directory / "before"
        cls.before.write_bytes(fetch(cls.server.port, "/checkpoint").body)
        cls.server.post(examples.invoice("first", "INV-last"))

    def assert_each_found(self, path: str, places, wanted: str) -> None:
        for at in (*places, None):
            with self.subTest(path=path, at=at), Altering(self.server, path, at) as altering:
                self.assert_found(wanted, "--before", self.before, port=altering.port)
                self.assertTrue(altering.altered)

    def test_in_tiles_are_detected(self):
        for path in tile_paths(601):
            if "/entries/" in path:
                continue
            size = len(fetch(self.server.port, path).body)
            self.assert_each_found(path, {0, size // 2, size - 1}, path)

    def test_in_records_are_detected_and_located(self):
        for path in (tile_path("entries", 0), tile_path("entries", 2, 89)):
            bundle = fetch(self.server.port, path, self.server.token).body
            size = len(bundle)
            self.assert_each_found(path, {0, 1, 2, size // 2, size - 1}, r"position \d+: |has \d+")
            third = sum(2 + len(record) for record in records_in(bundle)[:2]) + 2 + 5
            first = 0 if "000" in path else 512
            with Altering(self.server, path, third) as altering:
                self.assert_found(f"position {first + 2}: the record", port=altering.port)

    def test_in_the_checkpoint_are_detected(self):
        text = fetch(self.server.port, "/checkpoint").body
        size_line = text.index(b"\n") + 1
        root_line = text.index(b"\n", size_line) + 1
        signature = text.rindex(b" ") + 1
        self.assert_each_found("/checkpoint", {0, size_line - 1, size_line, root_line,
                                               root_line + 20, signature, signature + 10,
                                               signature + 50}, "/checkpoint: ")

    def test_in_proofs_are_detected(self):
        for path in ("/v1/proofs/inclusion?position=255&tree_size=601",
                     "/v1/proofs/consistency?first=600&second=601"):
            body = fetch(self.server.port, path, self.server.token).body
            proof = body.index(b'"hashes":["') + len('"hashes":["')
            self.assert_each_found(path, {proof + 3, proof + 40}, "inclusion: |consistency: ")

    def test_that_lack_records_signed_before_are_detected(self):
        ahead = self.server.directory / "ahead"
        another = Server(options=("--log-key", str(self.server.data / "log.key")))
        self.addCleanup(another.discard)
        small_log(another, 700)
        ahead.write_bytes(fetch(another.port, "/checkpoint").body)
        self.assert_found("those from position 601 on are missing", "--before", ahead)

    def test_of_another_log_are_detected(self):
        another = Server()
        self.addCleanup(another.discard)
        self.assert_found("does not open with the log's key", port=another.port, token=False)


class RewrittenHistory(AuditTest):
    """Anyone with the key and the disk can write another history and sign it. It is consistent in
    itself; only what was signed before, and kept elsewhere, reveals it."""

    def test_is_detected_by_an_older_checkpoint_and_by_nothing_else(self):
        self.server = Server(now=None)
        self.addCleanup(self.server.discard)
        small_log(self.server, 1000)
        before = self.checkpoint_file("before")
        self.server.post(examples.invoice("first", "INV-after"))
        self.assert_verified("--before", before)
        self.assertEqual(0, self.server.stop())
        self.rewrite(position=300)
        self.server.start()
        self.assertEqual(1, self.server.feed(after=299)[0]["data"]["amount"])
        self.assertEqual(1001, self.server.end())
        self.assert_verified()
        self.assert_verified(token=False)
        wanted = "the first 1000 of 1001 records are not those signed before"
        self.assert_found(wanted, "--before", before)
        self.assert_found(wanted, "--before", before, token=False)

    def rewrite(self, position: int) -> None:
        """The most an operator can do: the history is exported, an amount is changed, all of it is
        imported under the same key, with every tile and the checkpoint recomputed."""
        data = self.server.data
        kept = self.server.directory / "as-it-was"
        history = self.server.directory / "history.ndjson"
        data.rename(kept)
        self.run_program("export", "--data", kept, "--out", history)
        lines = history.read_text(encoding="utf-8").splitlines()
        event = json.loads(lines[position])
        self.assertEqual(position, event["position"])
        event["data"]["amount"] = 1
        lines[position] = json.dumps(event)
        history.write_text("\n".join(lines) + "\n", encoding="utf-8")
        data.mkdir()
        for name in ("log.key", "operator.token", "tokens.json"):
            shutil.copy(kept / name, data / name)
        self.run_program("import", "--trusted", "--data", data, history)
        self.assertEqual((kept / "log.vkey").read_text(), (data / "log.vkey").read_text())

    def run_program(self, *arguments) -> None:
        ran = subprocess.run([harness.BINARY, *arguments], capture_output=True, text=True,
                             timeout=60, check=False)
        self.assertEqual(0, ran.returncode, ran.stderr)


class Receipts(AuditTest):
    """A record and its proof are enough to verify that it is in the log."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.discard)
        small_log(cls.server, 300)
        cls.checkpoint = fetch(cls.server.port, "/checkpoint").body.decode()
        bundle = fetch(cls.server.port, tile_path("entries", 0), cls.server.token).body
        cls.records = records_in(bundle)

    def proof(self, position: int, extra: bytes | None = None) -> str:
        hashes = self.server.call(
            "GET", f"/v1/proofs/inclusion?position={position}&tree_size=300").body["hashes"]
        lines = ["c2sp.org/tlog-proof@v1"]
        if extra is not None:
            lines.append("extra " + base64.b64encode(extra).decode())
        return "\n".join([*lines, f"index {position}", *hashes, "", self.checkpoint])

    def check(self, record: bytes, proof: str) -> subprocess.CompletedProcess:
        record_file = self.server.directory / "record"
        proof_file = self.server.directory / "record.tlog-proof"
        record_file.write_bytes(record)
        proof_file.write_text(proof, encoding="utf-8")
        return verify_receipt(self.server, record_file, proof_file)

    def test_are_valid_only_for_their_record(self):
        for position in (0, 1, 128, 255):
            proof = self.proof(position)
            good = self.check(self.records[position], proof)
            self.assertEqual(0, good.returncode, good.stderr)
            self.assertIn(f"the record is at position {position} of the 300", good.stdout)
            self.assertEqual(1, self.check(self.records[position ^ 1], proof).returncode)

    def test_may_carry_extra_data(self):
        for extra in (b"", b"an invoice"):
            good = self.check(self.records[7], self.proof(7, extra))
            self.assertEqual(0, good.returncode, good.stderr)

    def test_that_are_altered_are_detected(self):
        proof = self.proof(7)
        for good, bad in (("@v1", "@v2"), ("index 7", "index 8"), ("index 7", "index 07"),
                          ("index 7", "index -7"), ("index 7", "index 300"), ("index 7\n", ""),
                          ("\n300\n", "\n301\n"), ("\n\n", "\n"),
                          (proof.split("\n")[2] + "\n", ""), (proof.split("\n")[2], "AAAA")):
            with self.subTest(good=good, bad=bad):
                self.assertIn(good, proof)
                self.assertEqual(1, self.check(self.records[7], proof.replace(good, bad, 1))
                                 .returncode)
