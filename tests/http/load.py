"""Clients that write as fast as they can, and remember the responses."""
from __future__ import annotations

import http.client
import itertools
import random
import threading
from dataclasses import dataclass, field

import examples
from harness import BATCH, EVENT, JSON, NDJSON, Answer, Server

TOTALS = {"sales": 100_000, "scarce": 5}  # of each license: `scarce` is mostly refused
ASSIGNED, REMOVED, REFUSED = "seat.assigned.v1", "seat.removed.v1", "seat.assignment_refused.v1"
BATCHES = ("batch", "lines", "atomic")


@dataclass
class Write:
    """One request, and its response if there was one."""

    what: str  # event, assign, changes, or one of BATCHES
    method: str
    path: str
    body: object
    kind: str
    key: str | None
    events: list = field(default_factory=list)  # what may be appended
    hopeless: list = field(default_factory=list)  # events that must never be appended
    users: list = field(default_factory=list)
    types: list = field(default_factory=list)  # of the appended events, user by user
    answer: Answer | None = None

    def send(self, client) -> Answer:
        headers = {"Idempotency-Key": self.key} if self.key else {}
        return client.call(self.method, self.path, self.body, kind=self.kind, headers=headers)


class Load:
    """Several threads, each with its own connection, until join() or until the server is gone."""

    def __init__(self, serials: list[str], seed: int):
        self.serials = serials
        self.random = random.Random(seed)
        self.numbers = itertools.count(1)
        self.writes: list[Write] = []
        self.enough = threading.Event()
        self.threads: list[threading.Thread] = []

    def start(self, server: Server, count: int = 6) -> None:
        self.enough.clear()
        seeds = [self.random.random() for _ in range(count)]
        self.threads = [threading.Thread(target=self._write, args=(server.client(timeout=20), seed))
                        for seed in seeds]
        for thread in self.threads:
            thread.start()

    def join(self) -> list[Write]:
        """Stops, and returns what was written since the last call."""
        self.enough.set()
        for thread in self.threads:
            thread.join()
        writes, self.writes = self.writes, []
        return writes

    def _write(self, client, seed) -> None:
        chance = random.Random(seed)
        while not self.enough.is_set():
            write = self._next(chance)
            self.writes.append(write)
            try:
                write.answer = write.send(client)
            except (OSError, http.client.HTTPException):
                break
        client.close()

    def _next(self, chance: random.Random) -> Write:
        serial = chance.choice(self.serials)
        key = f"key-{next(self.numbers)}" if chance.random() < 0.5 else None
        kind = chance.choice(("event", "event", "batch", "lines", "atomic", "assign", "assign",
                              "changes"))
        if kind == "event":
            event = self._invoice(serial)
            return Write(kind, "POST", "/v1/events", event, EVENT, key, [event])
        if kind in BATCHES:
            good = [self._invoice(serial) for _ in range(chance.randrange(1, 30))]
            bad = []
            if chance.random() < 0.4:
                bad = [examples.invoice("nobody", "INV"), examples.invoice(serial, "INV", -1)]
            posted = good + bad + good[:1]
            chance.shuffle(posted)
            if kind != "atomic":
                media_type = NDJSON if kind == "lines" else BATCH
                return Write(kind, "POST", "/v1/events", posted, media_type, key, good, bad)
            path = "/v1/events?atomic=true"
            if bad:
                return Write(kind, "POST", path, posted, BATCH, key, [], good + bad)
            return Write(kind, "POST", path, posted, BATCH, key, good)
        module = "sales" if chance.random() < 0.8 else "scarce"
        anna, bo = (f"user-{next(self.numbers)}" for _ in range(2))
        path = f"/v1/licenses/{serial}"
        if kind == "assign":
            return Write(kind, "POST", f"{path}/seats", examples.seat(anna, module), JSON, key,
                         users=[anna], types=[ASSIGNED])
        body = {"changes": [{"assign": examples.seat(anna, module)},
                            {"assign": examples.seat(bo, module)},
                            {"remove": {"user": anna, "module": module}}]}
        return Write(kind, "POST", f"{path}/seat-changes", body, JSON, key, users=[anna, bo],
                     types=[ASSIGNED, REMOVED, ASSIGNED])

    def _invoice(self, serial: str) -> dict:
        return examples.invoice(serial, f"INV-{next(self.numbers)}", due_on="2999-01-01")


class LogReader:
    """The log as read from the feed, continued from where the last read ended."""

    def __init__(self):
        self.events: list[dict] = []
        self.by_id: dict[str, list[dict]] = {}
        self.of_user: dict[str, list[dict]] = {}
        self.revisions: dict[str, int] = {}

    def read_on(self, server: Server) -> None:
        """Also checks that positions and the revisions of each license have no gaps."""
        for event in server.feed(after=len(self.events) - 1 if self.events else None):
            if event["position"] != len(self.events):
                raise AssertionError(f"position {event['position']} after {len(self.events) - 1}")
            revision = self.revisions.get(event["subject"], -1) + 1
            if event["revision"] != revision:
                raise AssertionError(f"revision {event['revision']}, wanted {revision}: {event}")
            self.revisions[event["subject"]] = revision
            self.events.append(event)
            self.by_id.setdefault(event["id"], []).append(event)
            if "user" in event["data"]:
                self.of_user.setdefault(event["data"]["user"], []).append(event)

    def of_users(self, users: list[str]) -> list[dict]:
        """User by user."""
        return [event for user in users for event in self.of_user.get(user, [])]
