"""The log as outsiders see it: checkpoint, tiles and records, byte by byte, and log-verifier."""
from __future__ import annotations

import hashlib
import http.client
import http.server
import os
import pathlib
import subprocess
import threading
from typing import NamedTuple

import harness
from harness import BATCH, Server, ServerFailed

VERIFIER = os.environ.get("LEDGER_VERIFIER", str(pathlib.Path(harness.BINARY).parent /
                                                 "log-verifier"))
WIDTH = 256  # hashes in a full tile
HASH = 32  # bytes


class Fetched(NamedTuple):
    status: int
    body: bytes
    headers: dict  # names in lower case


def fetch(port: int, path: str, token: str | None = None) -> Fetched:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path,
                           headers={"Authorization": f"Bearer {token}"} if token else {})
        response = connection.getresponse()
        return Fetched(response.status, response.read(),
                       {name.lower(): value for name, value in response.getheaders()})
    finally:
        connection.close()


def leaf_hash(record: bytes) -> bytes:
    return hashlib.sha256(b"\0" + record).digest()


def tile_path(level, index: int, width: int = WIDTH) -> str:
    """C2SP's name of a tile; the level of the records is `entries`."""
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"/tile/{level}/" + "/".join(groups) + partial


def tile_paths(size: int) -> list[str]:
    """Every tile of a log: full ones, and the partial ones at its edge, level by level."""
    paths = []
    count, level = size, 0
    while count:
        for index in range((count + WIDTH - 1) // WIDTH):
            width = min(WIDTH, count - index * WIDTH)
            paths.append(tile_path(level, index, width))
            if level == 0:
                paths.append(tile_path("entries", index, width))
        count, level = count // WIDTH, level + 1
    return paths


def size_of(checkpoint: bytes) -> int:
    return int(checkpoint.split(b"\n")[1])


def records_in(bundle: bytes) -> list[bytes]:
    records = []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        records.append(bundle[2:2 + length])
        bundle = bundle[2 + length:]
    return records


def whole_log(server: Server, size: int) -> dict[str, Fetched]:
    """All tiles and records of a log of this size, by path."""
    return {path: fetch(server.port, path, server.token) for path in tile_paths(size)}


def verify(server: Server, *arguments, port: int | None = None,
           token: bool = True) -> subprocess.CompletedProcess:
    """Runs log-verifier on the log, with the key from the server's data directory."""
    given = ["--token", server.data / "operator.token"] if token else []
    return _run("--url", f"http://127.0.0.1:{port or server.port}", "--vkey", vkey_of(server),
                *given, *arguments)


def verify_receipt(server: Server, record, proof) -> subprocess.CompletedProcess:
    return _run("receipt", "--vkey", vkey_of(server), "--record", record, proof)


def vkey_of(server: Server) -> str:
    return (server.data / "log.vkey").read_text(encoding="ascii").strip()


def _run(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run([VERIFIER, *arguments], capture_output=True, text=True, timeout=60,
                          check=False)


def post_many(server: Server, events: list[dict]) -> None:
    """Posts a batch, all events of which must be appended."""
    answer = server.call("POST", "/v1/events", events, kind=BATCH)
    if answer.status != 200 or any(r["status"] != "appended" for r in answer.body):
        raise ServerFailed(f"not appended: {answer}")


class Altering:
    """A proxy that forwards everything, but alters one byte of one body; or truncates it: if `at`
    is None, the body lacks its last byte."""

    def __init__(self, server: Server, path: str, at: int | None):
        self.path, self.at, self.altered = path, at, False
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
                answer = fetch(server.port, self.path, token or None)
                body = outer.alter(answer.body) if self.path == outer.path else answer.body
                self.send_response(answer.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def alter(self, body: bytes) -> bytes:
        self.altered = True
        if self.at is None:
            return body[:-1]
        return flipped(body, self.at)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def flipped(content: bytes, at: int) -> bytes:
    """A copy with one bit of the byte at `at` flipped."""
    altered = bytearray(content)
    altered[at] ^= 1
    return bytes(altered)
