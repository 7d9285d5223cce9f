"""The server under test: its process, its clients, and tests that share one server per class."""
from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse
from typing import NamedTuple

from documented import documented
from raw import RawConnection
from tokens import TokenStore

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("LEDGER_BINARY", str(ROOT / "build/release/bin/license-ledger"))
NOON = "2026-03-01T12:00:00Z"

JSON = "application/json"
EVENT = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
NDJSON = "application/x-ndjson"

# A record of the server's log that reports an error, in either format.
COMPLAINT = re.compile(r'\[(error|critical)\]|"level":"(error|critical)"|impossible:')


class ServerFailed(Exception):
    """The server did not start, or did not stop as promised."""


class Answer(NamedTuple):
    status: int
    body: object  # parsed if it is JSON, a list of lines if it is NDJSON
    headers: dict  # names in lower case


def quoted(text) -> str:
    """A text as one segment of a path."""
    return urllib.parse.quote(str(text), safe="")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def encoded(body, kind: str) -> bytes:
    if isinstance(body, bytes):
        return body
    if kind == NDJSON:
        return "".join(json.dumps(line) + "\n" for line in body).encode()
    return json.dumps(body).encode()


def decoded(raw: bytes, content_type: str):
    if content_type.startswith(NDJSON):
        return [json.loads(line) for line in raw.decode().splitlines() if line]
    if "json" in content_type:
        return json.loads(raw.decode()) if raw else None
    return raw.decode(errors="replace")


class Client:
    """One keep-alive connection with one token. For one thread. Every response is checked
    against docs/openapi.json."""

    def __init__(self, port: int, token: str | None, timeout: float = 30):
        self.token = token
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def call(self, method: str, path: str, body=None, *, kind: str = JSON,
             headers: dict | None = None) -> Answer:
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            sent["Content-Type"] = kind
            body = encoded(body, kind)
        sent.update(headers or {})
        try:
            self.connection.request(method, path, body, sent)
            response = self.connection.getresponse()
            raw = response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        answered = {name.lower(): value for name, value in response.getheaders()}
        documented().check(method, path, response.status, answered, raw)
        return Answer(response.status, decoded(raw, answered.get("content-type", "")), answered)

    def post(self, event: dict, **more) -> Answer:
        return self.call("POST", "/v1/events", event, kind=EVENT, **more)

    def close(self) -> None:
        self.connection.close()


class Server:
    """One data directory, and a server on it that can be stopped and restarted."""

    process_options: dict = {}  # of subprocess.Popen

    def __init__(self, now: str | None = NOON, options: tuple = ()):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="ledger-http-"))
        self.data = self.directory / "data"
        self.log = self.directory / "server.log"
        self.options = list(options)
        self.tokens = TokenStore(BINARY, self.data)
        self.token: str | None = None
        self.process: subprocess.Popen | None = None
        self._seen = 0  # how much of the log end() has read
        self.start(now)

    def start(self, now: str | None = None) -> None:
        """Starts on a test clock set to `now`, or on the machine's clock."""
        clock = ["--test-clock", now] if now else []
        for _ in range(3):
            self.port = free_port()
            with open(self.log, "ab") as log:
                self.process = subprocess.Popen(
                    [BINARY, "serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}",
                     *clock, *self.options], stdout=log, stderr=log, **self.process_options)
            if self._is_ready():
                break
        else:
            raise ServerFailed("the server did not start: " + self.log_tail())
        self._clients = threading.local()

    def _is_ready(self) -> bool:
        """Whether this server answers: another one on the port does not know its token."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.token = (self.data / "operator.token").read_text(encoding="ascii").strip()
                if self._knows_its_token():
                    return True
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.01)
        self.kill()
        return False

    def _knows_its_token(self) -> bool:
        return Client(self.port, self.token).call("GET", "/metrics").status == 200

    def client(self, token: str | None = None, timeout: float = 30) -> Client:
        """A new connection; as the operator unless a token is given."""
        return Client(self.port, self.token if token is None else token, timeout)

    def call(self, method: str, path: str, body=None, **more) -> Answer:
        """As the operator, over this thread's connection."""
        if not hasattr(self._clients, "operator"):
            self._clients.operator = self.client()
        return self._clients.operator.call(method, path, body, **more)

    def post(self, event: dict, **more) -> Answer:
        return self.call("POST", "/v1/events", event, kind=EVENT, **more)

    def raw(self, timeout: float = 10) -> RawConnection:
        return RawConnection(self.port, timeout)

    def move_clock(self, now: str) -> None:
        answer = self.call("PUT", "/v1/test-clock", {"now": now})
        if answer.status != 200:
            raise ServerFailed(f"the clock did not move to {now}: {answer}")

    def feed(self, after: int | None = None, **filters) -> list[dict]:
        """Every event after a position, page by page."""
        query = {"limit": 1000, **filters}
        if after is not None:
            query["after"] = after
        events = []
        while True:
            answer = self.call("GET", "/v1/events?" + urllib.parse.urlencode(query))
            if answer.status != 200:
                raise ServerFailed(f"no feed: {answer}")
            page = answer.body
            events += page["data"]
            if not page["has_more"]:
                return events
            query["cursor"] = page["next_cursor"]

    def end(self) -> int:
        """Number of events in the log."""
        unseen = self.feed(after=self._seen - 1 if self._seen else None)
        self._seen += len(unseen)
        return self._seen

    def memory_kib(self) -> int:
        """The server's resident memory."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0])

    def log_tail(self) -> str:
        return self.log.read_text(errors="replace")[-2000:]

    def kill(self) -> None:
        """kill -9: anything not on disk is lost."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def stop(self, timeout: float = 30) -> int:
        """Sends SIGTERM; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout)

    def discard(self) -> None:
        self.kill()
        shutil.rmtree(self.directory, ignore_errors=True)


class ServerTest(unittest.TestCase):
    """Tests that share one server, each with its own serial numbers."""

    now: str | None = NOON
    options: tuple = ()
    complaint_wanted = ""  # part of the errors that the tests cause in the log
    maxDiff = 4000
    _serials = itertools.count(1801000001)

    @classmethod
    def setUpClass(cls):
        cls.server = Server(cls.now, cls.options)
        cls.addClassCleanup(cls.server.discard)

    @classmethod
    def tearDownClass(cls):
        code = cls.server.stop()
        if code != 0:
            raise ServerFailed(f"the server ended with {code}: {cls.server.log_tail()}")
        complaints = [line for line in cls.server.log.read_text(errors="replace").splitlines()
                      if COMPLAINT.search(line)
                      and not (cls.complaint_wanted and cls.complaint_wanted in line)]
        if complaints:
            raise ServerFailed("the server logged: " + "\n".join(complaints[:5]))

    def tearDown(self):
        self.assert_server_lives()

    @contextlib.contextmanager
    def subTest(self, *args, **kwargs):
        with super().subTest(*args, **kwargs):
            try:
                yield
            finally:
                self.assert_server_lives()

    def assert_server_lives(self) -> None:
        """The server must survive every test; if not, the next test gets a new server."""
        ended = self.server.process.poll()
        if ended is not None:
            tail = self.server.log_tail()[-200:]
            self.server.start(self.now)
            self.fail(f"the server ended with {ended}: {tail}")

    def new_serial(self) -> str:
        return str(next(ServerTest._serials))

    def assert_status(self, wanted: int, answer: Answer) -> None:
        self.assertEqual(wanted, answer.status, answer.body)

    def assert_problem(self, answer: Answer, status: int, code: str, *pointers: str) -> dict:
        """The response is an RFC 9457 problem with status, code, and errors at `pointers`."""
        self.assertEqual((status, code), (answer.status, _code_of(answer)), answer.body)
        self.assertEqual("application/problem+json", answer.headers["content-type"])
        problem = answer.body
        self.assertEqual(status, problem["status"])
        for member in ("type", "title", "detail", "request_id"):
            self.assertTrue(problem.get(member), f"{member} of {problem}")
        self.assertEqual(problem["request_id"], answer.headers["x-request-id"])
        for error in problem.get("errors", []):
            self.assertEqual({"pointer", "code", "detail"}, set(error))
        self.assertEqual(sorted(pointers), sorted(e["pointer"] for e in problem.get("errors", [])),
                         problem)
        return problem


def _code_of(answer: Answer):
    return answer.body.get("code") if isinstance(answer.body, dict) else None
