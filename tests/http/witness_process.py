"""A witness under test: its process and its directory."""
from __future__ import annotations

import http.client
import pathlib
import shutil
import signal
import subprocess
import tempfile

from harness import BINARY, ServerFailed, free_port


class Witness:
    """Cosigns for logs; can be stopped and restarted on the same port."""

    def __init__(self, name: str, *vkeys: str):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="ledger-witness-"))
        self.data = self.directory / "data"
        self.log = self.directory / "witness.log"
        self.name = name
        self.vkeys = vkeys
        self.port = free_port()
        self.process = None
        self.start()

    def start(self) -> None:
        logs = [argument for vkey in self.vkeys for argument in ("--log", vkey)]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [BINARY, "witness", "--data", self.data, "--listen", f"127.0.0.1:{self.port}",
                 "--name", self.name, *logs], stdout=subprocess.PIPE, stderr=log, text=True)
        self.vkey = self.process.stdout.readline().strip()
        if not self.vkey:
            raise ServerFailed("the witness did not start: " + self.log.read_text())

    @property
    def option(self) -> str:
        return f"http://127.0.0.1:{self.port}={self.vkey}"

    def call(self, method: str, path: str, body=None, **headers) -> tuple:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        answer = (response.status, response.read().decode(), response.headers)
        connection.close()
        return answer

    def submit(self, old: int, proof: list, checkpoint: str) -> tuple:
        lines = [f"old {old}", *proof, "", checkpoint]
        return self.call("POST", "/add-checkpoint", "\n".join(lines).encode())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(10)
        self.process.stdout.close()
        return code

    def discard(self) -> None:
        if self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.directory, ignore_errors=True)
