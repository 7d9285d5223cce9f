"""A connection to the server without an HTTP library."""
from __future__ import annotations

import collections
import json
import socket
from typing import NamedTuple

from documented import documented


class RawAnswer(NamedTuple):
    status: int
    body: object  # parsed if it is JSON
    headers: dict  # names in lower case


class RawConnection:
    """Sends any bytes, and reads responses one by one. Context manager.

    The response to a request() is checked against docs/openapi.json; a refusal of other bytes
    must at least be a problem.
    """

    def __init__(self, port: int, timeout: float = 10):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb")
        self.pending = collections.deque()  # method and target of each unanswered request()
        self.answers = None  # those of the request whose response is being read

    def __enter__(self) -> RawConnection:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self.reader.close()
        self.socket.close()

    def send(self, *parts: bytes | str) -> RawConnection:
        for part in parts:
            self.socket.sendall(part.encode() if isinstance(part, str) else part)
        return self

    def request(self, method: str, target: str, token: str | None = None, body: bytes | None = None,
                headers: dict | None = None) -> RawConnection:
        """A well-formed request, apart from the given headers."""
        self.pending.append((method, target))
        lines = [f"{method} {target} HTTP/1.1", "Host: localhost"]
        if token:
            lines.append(f"Authorization: Bearer {token}")
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        return self.send("\r\n".join(lines) + "\r\n\r\n", body or b"")

    def head(self) -> tuple[int, dict]:
        """The status line and the headers of the next response."""
        line = self.reader.readline().decode("latin-1")
        if not line:
            raise ConnectionResetError("closed without a response")
        if not line.startswith("HTTP/1.1 "):
            raise ValueError(f"no status line: {line!r}")
        headers = {}
        while (field := self.reader.readline().decode("latin-1").rstrip("\r\n")):
            name, _, value = field.partition(":")
            headers[name.lower()] = value.strip()
        status = int(line.split()[1])
        if status >= 200:
            self.answers = self.pending.popleft() if self.pending else None
        return status, headers

    def chunk(self) -> bytes:
        """The next chunk of a chunked body; empty after the last one."""
        line = self.reader.readline()
        if not line:
            raise ConnectionResetError("closed within a chunked body")
        data = self.reader.read(int(line.split(b";")[0], 16))
        self.reader.readline()
        return data

    def chunks(self) -> bytes:
        """The rest of a chunked body."""
        body = b""
        while (data := self.chunk()):
            body += data
        return body

    def answer(self, to_head: bool = False) -> RawAnswer:
        """The next complete response."""
        status, headers = self.head()
        body = b""
        if headers.get("transfer-encoding") == "chunked":
            body = self.chunks()
        elif not to_head and status >= 200 and status not in (204, 304):
            body = self.reader.read(int(headers.get("content-length", "0")))
        if self.answers and status >= 200:
            documented().check(*self.answers, status, headers, body)
        elif status >= 400:
            documented().check_problem(status, headers, body)
        if body and headers.get("content-type", "").endswith(("/json", "+json")):
            return RawAnswer(status, json.loads(body.decode()), headers)
        return RawAnswer(status, body.decode(errors="replace"), headers)

    def is_closed(self, within_s: float = 5) -> bool:
        """Whether the server closes the connection without sending more."""
        self.socket.settimeout(within_s)
        try:
            return self.reader.read(1) == b""
        except ConnectionError:
            return True
        except TimeoutError:
            return False


def chunk_of(data: bytes | str) -> bytes:
    """`data` as one chunk of a chunked body."""
    data = data.encode() if isinstance(data, str) else data
    return b"%x\r\n%s\r\n" % (len(data), data)


LAST_CHUNK = b"0\r\n\r\n"
