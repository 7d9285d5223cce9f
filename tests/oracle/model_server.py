#!/usr/bin/env python3
"""The model behind HTTP, started like the real program: to try the driver and the scenarios'
own runner without a server under test.

usage: model_server.py serve --data DIR --listen HOST:PORT --test-clock INSTANT
"""
from __future__ import annotations

import argparse
import http.server
import json
import pathlib
import pickle
import signal
import sys
import urllib.parse

from model import Model
from server import KINDS
from times import instant, text_of

JWS = "eyJhbGciOiJFZERTQSJ9.{}.c2lnbmF0dXJlLW9mLXRoZS1tb2RlbA"
PAGE = 100


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536
    disable_nagle_algorithm = True
    model: Model
    replays: dict

    def answer(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        key = self.headers.get("Idempotency-Key")
        known = self.replays.get(key) if key else None
        headers = {}
        if known and known[0] != (self.command, self.path, raw):
            status, body = 422, {"code": "idempotency_key_reuse"}
        elif known:
            status, body = known[1]
            headers["Idempotent-Replayed"] = "true"
        else:
            status, body = self.perform(raw)
            if key:
                self.replays[key] = ((self.command, self.path, raw), (status, body))
        text = body if isinstance(body, str) else json.dumps(body)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/plain" if isinstance(body, str)
                         else "application/json")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    do_GET = do_POST = do_PUT = do_DELETE = answer

    def perform(self, raw: bytes) -> tuple[int, object]:
        if self.path == "/readyz":
            return 200, {}
        if self.command == "GET" and self.path.startswith("/v1/events"):
            return self.feed()
        body = None
        if self.headers.get("Content-Type") == KINDS["ndjson"]:
            body = [json.loads(line) for line in raw.splitlines()]
        elif raw:
            body = json.loads(raw)
        if isinstance(body, dict) and "license_file" in body:
            token = body["license_file"].split(".")[1]
            body["license_file"] = token if body["license_file"] == JWS.format(token) else "bad"
        status, got = self.model.call(self.command, self.path, body)
        return status, JWS.format(got) if isinstance(got, str) else got

    def feed(self) -> tuple[int, object]:
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        after = int(query.get("after", -1))
        rows = [{"position": e.position, "type": e.type, "source": e.source, "id": e.id,
                 "subject": e.subject, "time": text_of(e.effective_at),
                 "recordedtime": text_of(e.recorded_at), "data": e.data}
                for e in self.model.log.events[after + 1:after + 1 + PAGE]]
        return 200, {"data": rows, "has_more": len(rows) == PAGE}

    def log_message(self, format: str, *args) -> None:  # noqa: A002, the name is the base class's
        pass


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["serve"])
    parser.add_argument("--data", required=True, type=pathlib.Path)
    parser.add_argument("--listen", required=True)
    parser.add_argument("--test-clock", required=True)
    given = parser.parse_args()
    given.data.mkdir(parents=True, exist_ok=True)
    (given.data / "operator.token").write_text("token\n", encoding="ascii")
    saved = given.data / "model.pickle"
    Handler.model, Handler.replays = Model(given.test_clock), {}
    if saved.exists():
        Handler.model, Handler.replays = pickle.loads(saved.read_bytes())
        Handler.model.move_clock(instant(given.test_clock))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    host, port = given.listen.rsplit(":", 1)
    server = http.server.HTTPServer((host, int(port)), Handler)
    try:
        server.serve_forever(0.01)
    finally:
        saved.write_bytes(pickle.dumps((Handler.model, Handler.replays)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
