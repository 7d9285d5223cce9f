"""Witnesses: the log has its checkpoints cosigned, and a second history is detected."""
import base64
import http.client
import itertools
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import unittest

import examples
from harness import BINARY, NOON, Server
from witness_process import Witness

SERIAL = "1801000001"


def size_of(checkpoint: str) -> int:
    return int(checkpoint.splitlines()[1])


def cosigners(checkpoint: str) -> set:
    """Names of the signatures after the log's own one."""
    lines = [line for line in checkpoint.splitlines() if line.startswith("\u2014 ")]
    return {line.split(" ")[1] for line in lines[1:]}


def eventually(question, seconds: float = 20):
    """The first truthy result; the last result if there is none in time."""
    deadline = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return answer


class Witnessed(unittest.TestCase):
    """A log with a few events, and the witnesses of a test."""

    def setUp(self):
        self.server = Server(options=("--checkpoint-every", "1"))
        self.addCleanup(self.server.discard)
        self.invoices = itertools.count(1)
        self.assertEqual(201, self.server.post(examples.registered(SERIAL)).status)
        self.grow(2)
        self.vkey = self.server.call("GET", "/v1/log").body["vkey"]

    def witness(self, name: str = "witness.example/w1") -> Witness:
        made = Witness(name, self.vkey)
        self.addCleanup(made.discard)
        return made

    def serve_with(self, server: Server, *options: str) -> None:
        self.assertEqual(0, server.stop())
        witnesses = [argument for option in options for argument in ("--witness", option)]
        server.options = ["--checkpoint-every", "1", *witnesses]
        server.start(NOON)

    def grow(self, events: int, server: Server = None) -> int:
        """Appends events; returns the number of events in the log."""
        for _ in range(events):
            event = examples.invoice(SERIAL, f"INV-{next(self.invoices)}")
            answer = (server or self.server).post(event)
            self.assertEqual(201, answer.status, answer.body)
            size = answer.body["position"] + 1
        return size

    def checkpoint(self, server: Server = None) -> str:
        return (server or self.server).call("GET", "/checkpoint").body

    def cosigned(self, server: Server = None) -> str:
        """Empty if there is none."""
        answer = (server or self.server).call("GET", "/checkpoint?cosigned=true")
        if answer.status == 404:
            return ""
        self.assertEqual(200, answer.status, answer.body)
        return answer.body

    def cosigned_at(self, size: int, *names: str, server: Server = None) -> str:
        """The cosigned checkpoint, once it is of this size and has these cosigners."""
        def question():
            text = self.cosigned(server)
            return text and size_of(text) == size and cosigners(text) == set(names) and text
        found = eventually(question)
        self.assertTrue(found, f"not cosigned at {size} by {names}: {self.cosigned(server)}")
        return found

    def proof(self, server: Server, first: int, second: int) -> list:
        answer = server.call("GET", f"/v1/proofs/consistency?first={first}&second={second}")
        self.assertEqual(200, answer.status, answer.body)
        return answer.body["hashes"]


class Cosigning(Witnessed):
    def test_serves_the_checkpoint_with_the_cosignature(self):
        witness = self.witness()
        self.assertEqual("", self.cosigned())
        self.serve_with(self.server, witness.option)
        size = self.grow(4)
        text = self.cosigned_at(size, witness.name)
        self.assertEqual(text, eventually(lambda: self.checkpoint() == text and text),
                         "the newest is the cosigned one")
        line = text.splitlines()[-1]
        key_id = int(witness.vkey.split("+")[1], 16)
        signature = base64.b64decode(line.split(" ")[2])
        self.assertEqual((key_id, 4 + 8 + 64),
                         (int.from_bytes(signature[:4], "big"), len(signature)))
        signed_at = int.from_bytes(signature[4:12], "big")
        self.assertLess(abs(signed_at - time.time()), 60, "the witness's clock, not the test clock")

    def test_keeps_the_cosigned_checkpoint_when_the_log_grows(self):
        witness = self.witness()
        self.serve_with(self.server, witness.option)
        text = self.cosigned_at(self.grow(2), witness.name)
        witness.stop()
        size = self.grow(2)
        self.assertEqual((size, set()), (size_of(self.checkpoint()), cosigners(self.checkpoint())))
        self.assertEqual(text, self.cosigned())
        self.server.kill()
        self.server.start(NOON)
        self.assertEqual(text, self.cosigned())

    def test_has_the_cosignatures_of_all_witnesses_on_one_checkpoint(self):
        witnesses = [self.witness(f"witness.example/w{i}") for i in range(3)]
        self.serve_with(self.server, *(w.option for w in witnesses))
        for _ in range(2):
            self.cosigned_at(self.grow(3), *(w.name for w in witnesses))

    def test_refuses_a_cosigned_parameter_that_is_neither_true_nor_false(self):
        answer = self.server.call("GET", "/checkpoint?cosigned=yes")
        self.assertEqual((422, "?cosigned"), (answer.status, answer.body["errors"][0]["pointer"]))
        self.assertEqual(404, self.server.call("GET", "/checkpoint?cosigned=true").status)
        self.assertEqual(200, self.server.call("GET", "/checkpoint?cosigned=false").status)

    def test_continues_without_a_witness_that_is_down_and_resumes_with_it(self):
        up, down = self.witness("witness.example/up"), self.witness("witness.example/down")
        self.serve_with(self.server, up.option, down.option)
        self.cosigned_at(self.grow(2), up.name, down.name)
        down.stop()
        self.cosigned_at(self.grow(2), up.name)
        self.cosigned_at(self.grow(2), up.name)
        log = eventually(lambda: "down does not cosign" in self.server.log.read_text())
        self.assertTrue(log, "the log does not say that a witness is down")
        down.start()
        # Without another event: it still gets the checkpoint that it missed.
        size = size_of(self.cosigned())
        self.cosigned_at(size, up.name, down.name)
        # It is served before it is logged.
        eventually(lambda: "down cosigns again" in self.server.log.read_text())
        log = self.server.log.read_text()
        logged = (log.count("down does not cosign"), log.count("down cosigns again"))
        self.assertEqual((1, 1), logged, log)

    def test_does_not_wait_for_a_witness(self):
        with socket.socket() as deaf:  # accepts connections, and never answers
            deaf.bind(("127.0.0.1", 0))
            deaf.listen()
            witness = self.witness()
            silent = self.witness("witness.example/silent").vkey
            self.serve_with(self.server, f"http://127.0.0.1:{deaf.getsockname()[1]}={silent}",
                            witness.option)
            started = time.monotonic()
            for _ in range(20):
                self.grow(1)
                self.checkpoint()
            self.assertLess(time.monotonic() - started, 4)
            self.cosigned_at(self.grow(1), witness.name)
            started = time.monotonic()
            self.assertEqual(0, self.server.stop())
            self.assertLess(time.monotonic() - started, 8)

    def test_keeps_only_what_verifies_with_the_given_key(self):
        witness, other = self.witness(), self.witness("witness.example/other")
        self.serve_with(self.server, f"http://127.0.0.1:{witness.port}={other.vkey}")
        self.grow(2)
        self.assertTrue(eventually(
            lambda: "no cosignature that verifies" in self.server.log.read_text()))
        self.assertEqual("", self.cosigned())
        self.assertEqual(set(), cosigners(self.checkpoint()))


class Forks(Witnessed):
    def fork(self) -> Server:
        """A server on a copy of the directory, made while nothing is written."""
        self.assertEqual(0, self.server.stop())
        other = Server.__new__(Server)
        other.directory = pathlib.Path(tempfile.mkdtemp(prefix="ledger-fork-"))
        self.addCleanup(shutil.rmtree, other.directory, True)
        other.data = other.directory / "data"
        shutil.copytree(self.server.data, other.data)
        other.log = other.directory / "server.log"
        other.options = ["--checkpoint-every", "1"]
        other.start(NOON)
        self.addCleanup(other.kill)
        self.server.start(NOON)
        return other

    def test_of_a_log_are_refused_with_their_status(self):
        witness = self.witness()
        fork = self.fork()
        self.serve_with(self.server, witness.option)
        size = self.grow(5)
        self.cosigned_at(size, witness.name)

        self.assertEqual(size, self.grow(5, fork))
        root, other_root = (text.splitlines()[2] for text in
                            (self.checkpoint(), self.checkpoint(fork)))
        self.assertNotEqual(root, other_root)
        status, body, headers = witness.submit(0, [], self.checkpoint(fork))
        self.assertEqual((409, f"{size}\n", "text/x.tlog.size"),
                         (status, body, headers["Content-Type"]))
        self.assertEqual(409, witness.submit(size, [], self.checkpoint(fork))[0])
        longer = self.grow(2, fork)
        proof = self.proof(fork, size, longer)
        self.assertEqual(422, witness.submit(size, proof, self.checkpoint(fork))[0])
        # The log itself continues, under the same option.
        longer = self.grow(2)
        self.cosigned_at(longer, witness.name)

    def test_are_never_cosigned(self):
        witness = self.witness()
        fork = self.fork()
        self.serve_with(self.server, witness.option)
        text = self.cosigned_at(self.grow(5), witness.name)
        for more in (3, 2, 6):  # shorter than the log, as long, and longer
            self.grow(more, fork)
            self.serve_with(fork, witness.option)
            self.assertTrue(eventually(
                lambda: fork.log.read_text().count("does not cosign") > 0), fork.log_tail())
            self.assertEqual("", self.cosigned(fork))
            self.assertEqual(set(), cosigners(self.checkpoint(fork)))
            fork.log.write_text("")
        self.assertEqual(text, self.cosigned())


class TheWitness(Witnessed):
    def test_keeps_what_it_cosigned_across_kill_9(self):
        witness = self.witness()
        first = self.checkpoint()
        size = size_of(first)
        self.assertEqual(200, witness.submit(0, [], first)[0])
        vkey = witness.vkey
        witness.kill()
        witness.start()
        self.assertEqual(vkey, witness.vkey)
        status, body, _ = witness.submit(0, [], first)
        self.assertEqual((409, f"{size}\n"), (status, body))
        longer = self.grow(2)
        proof = self.proof(self.server, size, longer)
        self.assertEqual(200, witness.submit(size, proof, self.checkpoint())[0])

    def test_killed_at_any_time_never_remembers_less_than_it_cosigned(self):
        witness = self.witness()
        cosigned_size = 0
        for _ in range(8):
            killer = threading.Timer(0.15, witness.process.kill)
            killer.start()
            try:
                while True:
                    size = self.grow(1)
                    proof = self.proof(self.server, cosigned_size, size) if cosigned_size else []
                    status, body, _ = witness.submit(cosigned_size, proof, self.checkpoint())
                    if status == 409:  # stored, but the response was lost
                        self.assertGreater(int(body), cosigned_size)
                        cosigned_size = int(body)
                        continue
                    self.assertEqual(200, status, body)
                    cosigned_size = size
            except (OSError, http.client.HTTPException):
                pass
            killer.join()
            witness.kill()
            witness.start()
            status, body, _ = witness.submit(size_of(self.checkpoint()), [], self.checkpoint())
            remembered = cosigned_size if status == 200 else int(body)
            self.assertGreaterEqual(remembered, cosigned_size)
            cosigned_size = size_of(self.checkpoint()) if status == 200 else remembered

    def test_cosigns_only_one_of_many_concurrent_steps(self):
        witness = self.witness()
        self.assertEqual(200, witness.submit(0, [], self.checkpoint())[0])
        old = size_of(self.checkpoint())
        steps = []
        for _ in range(6):
            size = self.grow(1)
            steps.append((old, self.proof(self.server, old, size), self.checkpoint()))
        answers = []
        threads = [threading.Thread(target=lambda s=step: answers.append(witness.submit(*s)[0]))
                   for step in steps]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([200] + [409] * 5, sorted(answers))

    def test_follows_http_and_protects_its_key(self):
        witness = self.witness()
        self.assertEqual((200, '{"status":"ok"}'), witness.call("GET", "/healthz")[:2])
        self.assertEqual(404, witness.call("GET", "/")[0])
        status, _, headers = witness.call("GET", "/add-checkpoint")
        self.assertEqual((405, "POST"), (status, headers["Allow"]))
        self.assertEqual(413, witness.call("POST", "/add-checkpoint", b"x" * 70_000)[0])
        self.assertEqual(400, witness.call("POST", "/add-checkpoint", b"old 00\n\n")[0])
        self.assertEqual(100, self.first_status(witness, b"Expect: 100-continue\r\n"))
        self.assertEqual(400, self.first_status(witness, b"no header\r\n"))
        key = witness.data / "witness.key"
        self.assertEqual(0o600, key.stat().st_mode & 0o777)
        self.assertEqual(witness.vkey + "\n", (witness.data / "witness.vkey").read_text())
        self.assertEqual(0, witness.stop())

    def first_status(self, witness: Witness, header: bytes) -> int:
        with socket.create_connection(("127.0.0.1", witness.port), timeout=15) as raw:
            raw.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 9\r\n"
                        + header + b"\r\n")
            return int(raw.recv(4096).split()[1])

    def test_cuts_off_slow_clients(self):
        witness = self.witness()
        self.assertEqual(408, self.first_status(witness, b""))

    def test_rejects_malformed_options(self):
        vkey = self.witness().vkey
        for command, *options in (
                ("witness", "--name", "w", "--log", "x"),
                ("witness", "--name", "w", "--log", vkey),  # the key of a witness
                ("witness", "--name", "a b", "--log", self.vkey),
                ("witness", "--name", "w", "--log", self.vkey, "--listen", "nowhere"),
                ("serve", "--witness", "http://127.0.0.1:1"),
                ("serve", "--witness", "http://127.0.0.1:1=" + self.vkey),  # the key of a log
                ("serve", "--witness", "127.0.0.1:1=" + vkey),
                ("serve", "--witness", "http://a=" + vkey, "--witness", "http://b=" + vkey)):
            with self.subTest(options):
                with tempfile.TemporaryDirectory() as directory:
                    ended = subprocess.run(
                        [BINARY, command, "--data", os.path.join(directory, "d"), *options],
                        capture_output=True, text=True, timeout=20, check=False)
                self.assertEqual(2, ended.returncode, ended.stderr)
                named = next(o for o in reversed(options) if o.startswith("--"))
                self.assertIn(named if "a b" not in options else "--name", ended.stderr)
