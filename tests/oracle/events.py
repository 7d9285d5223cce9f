"""The log: every event in order of arrival, and the order in which events are folded."""
from __future__ import annotations

import json
from dataclasses import dataclass, field

FACTS = (
    "license.registered.v1", "module.defined.v1", "policy.changed.v1", "purchase.recorded.v1",
    "invoice.issued.v1", "invoice.credited.v1", "invoice.voided.v1", "payment.received.v1",
    "payment.reversed.v1", "maintenance.agreed.v1", "service_request.opened.v1",
    "service_request.updated.v1", "service_request.closed.v1")
DECISIONS = (
    "installation.bound.v1", "installation.binding_refused.v1", "installation.released.v1",
    "license.activated.v1", "activation.blocked.v1", "pending.held.v1", "pending.released.v1",
    "seat.assigned.v1", "seat.assignment_refused.v1", "seat.removed.v1",
    "seat.removal_refused.v1", "license_file.issued.v1", "log.restored.v1")
LATE_FACTS = ("installation.upgraded.v1", "installation.kind_changed.v1")
GLOBAL = ("module.defined.v1", "policy.changed.v1", "log.restored.v1")
ATTEMPTS = ("license.activated.v1", "activation.blocked.v1")


def rank(event_type: str) -> int:
    """'Rank: facts in the order of the table in §4; then all decisions, one rank; then
    `installation.upgraded` and `installation.kind_changed`.'"""
    if event_type in FACTS:
        return FACTS.index(event_type)
    if event_type in DECISIONS:
        return len(FACTS)
    return len(FACTS) + 1 + LATE_FACTS.index(event_type)


@dataclass(frozen=True)
class Event:
    position: int
    recorded_at: int
    effective_at: int
    type: str
    source: str
    id: str
    subject: str
    data: dict = field(hash=False)

    @property
    def is_global(self) -> bool:
        return self.type in GLOBAL


def fold_order(event: Event) -> tuple:
    """'in the order (effective_at, rank of type, event id): never by arrival. … Only license
    numbers follow arrival, and with them purchases of one instant: the lower number first';
    'Ids compare bytewise'. Of two purchases with the same instant the earlier position always has
    the lower number."""
    by_arrival = event.type == "purchase.recorded.v1"
    return (event.effective_at, rank(event.type), b"" if by_arrival else event.id.encode(),
            event.position)


class Log:
    """Append-only; a position is an index into the list."""

    def __init__(self, events: list[Event] | None = None):
        self.events: list[Event] = list(events or [])

    def copy(self) -> Log:
        return Log(self.events)

    def append(self, now: int, effective_at: int, event_type: str, source: str, event_id: str,
               subject: str, data: dict) -> Event:
        event = Event(len(self.events), now, effective_at, event_type, source, event_id, subject,
                      data)
        self.events.append(event)
        return event

    def decide(self, now: int, event_type: str, serial: str, data: dict) -> Event:
        """'Decisions take effect at the instant they are processed'; the ids 'that the ledger gives
        rise in the order of the decisions'."""
        return self.append(now, now, event_type, "/ledger", f"d{len(self.events):012d}", serial,
                           data)

    def find(self, source: str, event_id: str) -> Event | None:
        """'`source`+`id` = identity'"""
        return next((e for e in self.events if (e.source, e.id) == (source, event_id)), None)

    def licenses(self) -> list[str]:
        """'`license.registered` creates it'"""
        return sorted({e.subject for e in self.events if e.type == "license.registered.v1"})

    def of_license(self, serial: str) -> list[Event]:
        return [e for e in self.events if not e.is_global and e.subject == serial]


def same_content(event: Event, event_type: str, subject: str, data: dict,
                 time: int | None) -> bool:
    """'same content (type, subject, data and, where given, time)'"""
    same_data = json.dumps(event.data, sort_keys=True) == json.dumps(data, sort_keys=True)
    return (event.type == event_type and event.subject == subject and same_data
            and (time is None or time == event.effective_at))


def license_numbers(log: Log, serial: str, known_at: int) -> dict[int, int]:
    """Position of each purchase → its license number: '1, 2, 3 … of the purchases of a license in
    the order in which they come into force in the ledger: the later of effective_at and
    recorded_at, then position', among those recorded by `known_at`."""
    purchases = [e for e in log.of_license(serial)
                 if e.type == "purchase.recorded.v1" and e.recorded_at <= known_at]
    purchases.sort(key=lambda e: (max(e.effective_at, e.recorded_at), e.position))
    return {e.position: number for number, e in enumerate(purchases, 1)}
