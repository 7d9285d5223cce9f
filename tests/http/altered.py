"""A data directory with altered bytes, and how a server reacts to it."""
from __future__ import annotations

import http.client
import json
import pathlib
import re
import shutil
import signal
import subprocess
from typing import NamedTuple

import harness
from logs import fetch, size_of, tile_paths


class Opening(NamedTuple):
    """The outcome of starting a server: its output and exit code, or everything it served."""

    refused: bool
    code: int | None
    output: str
    served: dict  # path -> status and body


def places_in(size: int, count: int) -> list[int]:
    """Offsets spread over a file, including its first and its last byte."""
    return sorted({0, size - 1} | {size * i // (count + 1) for i in range(1, count + 1)})


def alter(path: pathlib.Path, at: int) -> None:
    """Flips one bit, a different one at every offset."""
    content = bytearray(path.read_bytes())
    content[at] ^= 1 << (at % 8)
    path.write_bytes(content)


def copied(data: pathlib.Path, to: pathlib.Path) -> pathlib.Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(data, to)
    return to


def open_and_read(data: pathlib.Path, licenses: list[str], key: str | None = None) -> Opening:
    """Starts a server; if it starts, reads everything in the log from it, and stops it."""
    process = subprocess.Popen(
        [harness.BINARY, "serve", "--data", data, "--listen", "127.0.0.1:0", "--test-clock",
         harness.NOON], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        output = ""
        for line in process.stderr:
            output += line
            started = re.search(r"serving .* on 127\.0\.0\.1:(\d+), ", line)
            if started:
                served = _read(int(started[1]), data, licenses, key)
                process.send_signal(signal.SIGTERM)
                output += process.communicate(timeout=30)[1]
                return Opening(False, process.returncode, output, served)
        return Opening(True, process.wait(30), output, {})
    finally:
        process.kill()
        process.wait()


def _read(port: int, data: pathlib.Path, licenses: list[str], key: str | None) -> dict:
    token = (data / "operator.token").read_text(encoding="ascii").strip()
    checkpoint = fetch(port, "/checkpoint")
    paths = ["/v1/log", *tile_paths(size_of(checkpoint.body))]
    paths += [f"/v1/licenses/{serial}{of}" for serial in licenses for of in ("", "/seats")]
    served = {"/checkpoint": (checkpoint.status, checkpoint.body)}
    cursor = ""
    while cursor is not None:
        path = "/v1/events?limit=1000" + cursor
        answer = fetch(port, path, token)
        served[path] = (answer.status, answer.body)
        page = json.loads(answer.body)
        cursor = f"&cursor={page['next_cursor']}" if page.get("has_more") else None
    for path in paths:
        answer = fetch(port, path, token)
        served[path] = (answer.status, answer.body)
    if key is not None:
        served["again"] = _again(port, token, key)
    return served


def _again(port: int, token: str, key: str) -> tuple:
    """The response to the last posted request when it is sent again."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/v1/licenses/first/seats",
                       json.dumps({"user": "kept", "module": "sales", "user_type": "associate"}),
                       {"Authorization": f"Bearer {token}", "Content-Type": "application/json",
                        "Idempotency-Key": key})
    answer = connection.getresponse()
    found = answer.status, answer.read(), answer.getheader("Idempotent-Replayed")
    connection.close()
    return found
