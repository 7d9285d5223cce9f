"""The server under test: its process, one keep-alive connection, its responses."""
from __future__ import annotations

import http.client
import json
import os
import shutil
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "openapi"))
from documented import documented

KINDS = {"event": "application/cloudevents+json", "batch": "application/cloudevents-batch+json",
         "ndjson": "application/x-ndjson", None: "application/json"}


class ServerFailed(Exception):
    """The server did not start, did not answer or did not stop as promised."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, binary: str, now: str):
        self.binary = binary
        self.is_the_program = not binary.endswith(".py")  # model_server.py sends no headers
        self.directory = tempfile.mkdtemp(prefix="history-")
        self.start(now)

    def start(self, now: str) -> None:
        self.port = free_port()
        self.connection = None
        data = os.path.join(self.directory, "data")
        self.log = open(os.path.join(self.directory, "server.log"), "ab")
        self.process = subprocess.Popen(
            [self.binary, "serve", "--data", data, "--listen", f"127.0.0.1:{self.port}",
             "--test-clock", now], stdout=self.log, stderr=subprocess.STDOUT)
        self.token = None
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise ServerFailed("the server stopped: " + self.log_tail())
            try:
                if self.call("GET", "/readyz")[0] == 200:
                    break
            except (OSError, http.client.HTTPException):
                self.connection = None
            time.sleep(0.02)
        else:
            raise ServerFailed("the server was not ready within 15 s")
        with open(os.path.join(data, "operator.token"), encoding="ascii") as file:
            self.token = file.read().strip()

    def log_tail(self) -> str:
        with open(os.path.join(self.directory, "server.log"), encoding="utf-8",
                  errors="replace") as file:
            return file.read()[-2000:]

    def call(self, method: str, path: str, body=None, kind: str | None = None,
             headers: dict | None = None) -> tuple[int, object, dict]:
        """(HTTP status, body parsed if it is JSON, headers by lower-case name)"""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = dict(headers or {})
        if self.token:
            sent["Authorization"] = "Bearer " + self.token
        raw = None
        if body is not None:
            sent["Content-Type"] = KINDS[kind]
            raw = encode(body, kind)
        self.connection.request(method, path, raw, sent)
        answer = self.connection.getresponse()
        raw = answer.read()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        if self.is_the_program:
            documented().check(method, path, answer.status, headers, raw)
        return answer.status, decode(raw, headers.get("content-type", "")), headers

    def stop(self) -> None:
        """'SIGTERM: finishes what it took on, then exits 0'"""
        if self.connection is not None:
            self.connection.close()
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            code = "killed after 30 s"
        self.log.close()
        if code != 0:
            raise ServerFailed(f"the server ended with {code} on SIGTERM: {self.log_tail()}")

    def discard(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


def encode(body, kind: str | None) -> bytes:
    if kind == "ndjson":
        return "".join(json.dumps(event) + "\n" for event in body).encode()
    return json.dumps(body).encode()


def decode(raw: bytes, content_type: str):
    text = raw.decode(errors="replace")
    if content_type.startswith(KINDS["ndjson"]):
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
