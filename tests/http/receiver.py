"""A webhook receiver, on its own port, that behaves as a test specifies."""
from __future__ import annotations

import base64
import hashlib
import hmac
import http.server
import json
import ssl
import threading
import time
from typing import Callable, NamedTuple

from documented import documented


class Received(NamedTuple):
    path: str
    headers: dict  # names in lower case
    raw: bytes
    at: float  # of time.monotonic()

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def body(self) -> dict:
        return json.loads(self.raw)


class Reply(NamedTuple):
    status: int = 200
    headers: dict = {}
    body: bytes = b"{}"
    wait: float = 0  # seconds before it answers


def signed_by(secret: str, received: Received) -> bool:
    """Whether the message has a Standard Webhooks signature by the secret."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{received.id}.{received.headers['webhook-timestamp']}.".encode() + received.raw
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return expected in received.headers["webhook-signature"].split(" ")


def wrong_in(received: Received) -> list[str]:
    """How the message differs from docs/openapi.json."""
    operation = documented().document["webhooks"].get(received.body["type"])
    if operation is None:
        return [f"no webhook {received.body['type']}"]
    schema = operation["post"]["requestBody"]["content"]["application/json"]["schema"]
    return documented().schemas.errors(schema, received.body)


class Receiver:
    """`answer` returns the reply to a message, given the number of earlier ones."""

    def __init__(self, answer: Callable[[Received, int], Reply] = lambda *_: Reply(),
                 certificate: str | None = None):
        self.answer = answer
        self.received: list[Received] = []
        self._changed = threading.Condition()
        self._released = threading.Event()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                receiver._take(self)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hooks"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def _take(self, handler) -> None:
        raw = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        received = Received(handler.path, headers, raw, time.monotonic())
        with self._changed:
            before = len(self.received)
            self.received.append(received)
            self._changed.notify_all()
        reply = self.answer(received, before)
        if reply.wait and self._released.wait(reply.wait):
            return
        try:
            handler.send_response(reply.status)
            for name, value in {"Content-Length": len(reply.body), **reply.headers}.items():
                handler.send_header(name, str(value))
            handler.end_headers()
            handler.wfile.write(reply.body)
        except OSError:
            pass  # the sender has disconnected

    def wait_for(self, count: int, timeout: float = 15) -> list[Received]:
        """The messages so far, once there are at least `count`."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.received) >= count, timeout):
                raise AssertionError(f"{len(self.received)} of {count} messages arrived: "
                                     f"{[m.body['type'] for m in self.received]}")
            return list(self.received)

    def wait_until(self, condition: Callable[[list], bool], timeout: float = 15) -> list[Received]:
        with self._changed:
            if not self._changed.wait_for(lambda: condition(self.received), timeout):
                raise AssertionError(f"condition not met: {[m.body for m in self.received]}")
            return list(self.received)

    def types(self) -> list[str]:
        return [message.body["type"] for message in self.received]

    def close(self) -> None:
        """Every message received must have matched the document."""
        self._released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        wrong = [error for message in self.received for error in wrong_in(message)]
        if wrong:
            raise AssertionError("\n".join(wrong[:5]))
