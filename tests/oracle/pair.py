"""The server and the model side by side: performs a step on both and reports differences."""
from __future__ import annotations

import http.client
import re

from command_steps import quote
from compare import answer_form, difference, event_form
from events import Event
from model import Model
from server import Server
from times import instant, text_of

PAGES_MAX = 1000


class Difference(Exception):
    """The server differs from the model."""


class Pair:
    def __init__(self, binary: str, start: str):
        self.model = Model(start)
        self.server = Server(binary, start)
        self.places: dict[int, int] = {}  # position in the server's log → in the model's
        self.last = -1
        self.files: dict[str, str] = {}

    def perform(self, step: dict) -> tuple[int, object]:
        """Returns the model's response; raises Difference."""
        if step.get("restart"):
            self.restart()
            return 200, None
        try:
            return self.compared(step)
        except (OSError, http.client.HTTPException) as error:
            raise Difference(f"no answer: {error!r}; {self.server.log_tail()}") from error

    def compared(self, step: dict) -> tuple[int, object]:
        method, path, body = step["method"], step["path"], step.get("body")
        known = len(self.model.log.events)
        status, answer = self.model.call(method, path, self.for_model(body))
        headers = {"Idempotency-Key": step["key"]} if "key" in step else None
        sent = method, path, self.for_server(body), step.get("kind"), headers
        got_status, got, _ = self.server.call(*sent)
        got = self.all_rows(step, got_status, got)
        if method != "GET":
            self.compare_feed(self.model.log.events[known:], f"{got_status} {got}")
        everywhere = {event.position: event.position for event in self.model.log.events}
        found = difference(answer_form(method, path, status, answer, everywhere),
                           answer_form(method, path, got_status, got, self.places))
        if found:
            raise Difference(f"the answer{found}\n  model:  {status} {answer}\n"
                             f"  server: {got_status} {got}")
        if path.endswith("/license-file") and status == 201:
            self.files[answer] = got
        if "key" in step and len(self.model.log.events) > known:
            self.compare_replay(step, sent, got_status, got)
        return status, answer

    # License files are plain tokens in the model, signed ones in the server.

    def for_model(self, body):
        if not isinstance(body, dict) or "license_file" not in body:
            return body
        return {**body, "license_file": body["license_file"][2:-1]}

    def for_server(self, body):
        if not isinstance(body, dict) or "license_file" not in body:
            return body
        token = body["license_file"][2:-1]
        signed = self.files.get(token.rstrip("!"), "")
        return {**body, "license_file": spoilt(signed) if token.endswith("!") else signed}

    # Lists and the feed.

    def all_rows(self, step: dict, status: int, body):
        """Follows the cursor of a list to its end."""
        if status != 200 or not isinstance(body, dict) or not body.get("has_more"):
            return body
        rows, cursor = list(body["data"]), str(body["next_cursor"])
        for _ in range(PAGES_MAX):
            path = step["path"] + ("&" if "?" in step["path"] else "?") + f"cursor={quote(cursor)}"
            status, body, _ = self.server.call("GET", path)
            if status != 200:
                raise Difference(f"the page {path}: {status} {body}")
            rows += body["data"]
            if not body.get("has_more"):
                return {"data": rows, "has_more": False}
            cursor = str(body["next_cursor"])
        raise Difference(f"{step['path']}: the list has no end")

    def fetch_feed(self) -> list[dict]:
        rows = []
        while True:
            after = f"&after={self.last}" if self.last >= 0 else ""
            status, body, _ = self.server.call("GET", f"/v1/events?limit=100{after}")
            if status != 200:
                raise Difference(f"the feed: {status} {body}")
            page = body["data"] if isinstance(body, dict) else body
            if not page:
                return rows
            rows += page
            positions = [row.get("position") for row in page]
            if positions != sorted(set(positions)) or positions[0] <= self.last:
                raise Difference(f"the feed after {self.last} has the positions {positions}")
            self.last = positions[-1]

    def compare_feed(self, expected: list[Event], context: str) -> None:
        """The events appended by the step, in any order: each of the model's events once."""
        left = list(expected)
        for row in self.fetch_feed():
            hit = next((event for event in left if same_event(event, row)), None)
            if hit is None:
                wanted = [(e.type, e.subject, text_of(e.effective_at), e.data) for e in left]
                raise Difference(f"the server appended {row}\n  the model: {wanted}\n"
                                 f"  the answer: {context}")
            left.remove(hit)
            self.places[row["position"]] = hit.position
        if left:
            wanted = [(e.type, e.subject, text_of(e.effective_at), e.data) for e in left]
            raise Difference(f"the server did not append {wanted}\n  the answer: {context}")

    # Repeated requests, and restarts.

    def compare_replay(self, step: dict, sent: tuple, status: int, body) -> None:
        """'same key and same body: the first answer again with `Idempotent-Replayed: true`; other
        body: 422 `idempotency_key_reuse`'"""
        again, got, headers = self.server.call(*sent)
        if (again, got) != (status, body) or headers.get("idempotent-replayed") != "true":
            raise Difference(f"the same Idempotency-Key: {again} {got} {headers}, first {status} "
                             f"{body}")
        self.compare_feed([], "the same Idempotency-Key")
        if sent[1].endswith("/seats") and sent[0] == "POST":
            other = {**step["body"], "user": "somebody-else"}
            again, got, _ = self.server.call(sent[0], sent[1], other, sent[3], sent[4])
            if (again, (got or {}).get("code")) != (422, "idempotency_key_reuse"):
                raise Difference(f"the same Idempotency-Key, another body: {again} {got}")
            self.compare_feed([], "the same Idempotency-Key, another body")

    def restart(self) -> None:
        """SIGTERM, then the same data again: nothing is lost, nothing is appended."""
        self.server.stop()
        self.server.start(text_of(self.model.now))
        self.compare_feed([], "a restart")

    def close(self) -> None:
        """Stops the server cleanly, whatever was found before."""
        try:
            self.server.stop()
        finally:
            self.server.discard()


def spoilt(signed: str) -> str:
    """A signed text with one character of its signature changed, not in the last group of four,
    where some bits are unused."""
    place = signed.rfind(".") + 11
    other = "A" if signed[place] != "A" else "B"
    return signed[:place] + other + signed[place + 1:]


def same_event(event: Event, row: dict) -> bool:
    """Whether a row of the feed is this event. The server may add defaults to given data."""
    given = event.source != "/ledger"
    if given and (row.get("source"), row.get("id")) != (event.source, event.id):
        return False
    data = row.get("data") or {}
    if given:
        data = {name: data[name] for name in event.data if name in data}
    # A row that is not a decision cannot match one of the ledger's.
    if row.get("type") != event.type or not re.fullmatch(r".+Z", str(row.get("time"))):
        return False
    got = event_form(row["type"], row["subject"], instant(row["time"]),
                     instant(row["recordedtime"]), str(row.get("source")), str(row.get("id")),
                     data, given)
    want = event_form(event.type, event.subject, event.effective_at, event.recorded_at,
                      event.source, event.id, event.data, given)
    return difference(want, got) is None
