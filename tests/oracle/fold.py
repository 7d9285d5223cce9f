"""The fold: from the events recorded <= K and effective <= T to the state at T as known at K.

There are no rules here; the rules that read a state are in figures.py, reasons.py and
warning_rules.py.
"""
from __future__ import annotations

from dataclasses import dataclass, field

from events import ATTEMPTS, Event, Log, fold_order, license_numbers

DEFAULT_POLICY = {"warning_days": 28, "grace_days": 12, "payment_grace_days": 0,
                  "activated_notice_days": 7}
DEFAULT_DEFINITION = {"type": "user", "unrestricted": False, "hidden": False, "user_plan": False,
                      "includes": [], "prerequisite": None, "service_access": False}


@dataclass(frozen=True)
class Line:
    """The line as in the last purchase with this `line_id`."""
    module: str
    quantity: int
    until: str | None
    number: int
    purchase: Event


@dataclass(frozen=True)
class Installation:
    cust_id: str
    kind: str
    deployment: str
    version: str
    company_name: str
    bound_by: Event
    version_by: Event


@dataclass(frozen=True)
class Seat:
    user_type: str
    since: int
    event: Event | None


@dataclass
class State:
    serial: str
    as_of: int
    known_at: int
    numbers: dict[int, int]
    registration: Event | None = None
    definitions: dict[str, dict] = field(default_factory=dict)
    policy: dict[str, int] = field(default_factory=lambda: dict(DEFAULT_POLICY))
    purchases: list[tuple[int, Event]] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)
    invoices: dict[str, Event] = field(default_factory=dict)
    credits: dict[str, Event] = field(default_factory=dict)
    voids: set[str] = field(default_factory=set)
    payments: dict[str, Event] = field(default_factory=dict)
    reversals: dict[str, Event] = field(default_factory=dict)
    agreements: dict[str, Event] = field(default_factory=dict)
    requests: dict[str, Event] = field(default_factory=dict)
    installation: Installation | None = None
    last_release: Event | None = None
    activation: Event | None = None
    hold: Event | None = None
    seats: dict[tuple[str, str], Seat] = field(default_factory=dict)
    attempts: list[Event] = field(default_factory=list)

    @property
    def company_name(self) -> str:
        return self.registration.data["company_name"]

    @property
    def auto_update(self) -> bool:
        return self.registration.data.get("auto_update", True)


def registered(state: State, event: Event) -> None:
    """'the last in the order of §3 counts, whole'"""
    state.registration = event


def module_defined(state: State, event: Event) -> None:
    """'of definitions of one module, the last … counts, whole'"""
    state.definitions[event.subject] = {**DEFAULT_DEFINITION, **event.data}


def policy_changed(state: State, event: Event) -> None:
    """'policies merge member by member'"""
    state.policy.update(event.data)


def purchase_recorded(state: State, event: Event) -> None:
    """A line is 'in force until a later purchase with the same `line_id` replaces it from its
    effective time'."""
    number = state.numbers[event.position]
    state.purchases.append((number, event))
    for line in event.data["lines"]:
        state.lines[line["line_id"]] = Line(line["module"], line["quantity"], line.get("until"),
                                            number, event)


def invoice_voided(state: State, event: Event) -> None:
    """'a void is final'"""
    state.voids.add(event.data["invoice_id"])


def installation_bound(state: State, event: Event) -> None:
    """Carries `seats` in; for a seat already held 'the first stands'."""
    data = event.data
    state.installation = Installation(data["cust_id"], data["kind"], data["deployment"],
                                      data["version"], data["company_name"], event, event)
    for seat in data.get("seats") or []:
        add_seat(state, event, seat)


def installation_released(state: State, event: Event) -> None:
    """Carries `seats` out."""
    state.last_release = event
    if state.installation and state.installation.cust_id == event.data["cust_id"]:
        state.installation = None
    for seat in event.data.get("seats") or []:
        state.seats.pop((seat["module"], seat["user"]), None)


def attempted(state: State, event: Event) -> None:
    """The current set is what 'the last activation put in force'."""
    state.attempts.append(event)
    if event.type == "license.activated.v1":
        state.activation = event


def pending_held(state: State, event: Event) -> None:
    state.hold = event


def pending_released(state: State, event: Event) -> None:
    state.hold = None


def seat_assigned(state: State, event: Event) -> None:
    add_seat(state, event, event.data)


def add_seat(state: State, event: Event, seat: dict) -> None:
    """'unique per (module, assignee), so assigning twice counts once (the first stands)'"""
    key = (seat["module"], seat["user"])
    if key not in state.seats:
        state.seats[key] = Seat(seat.get("user_type", "associate"), event.effective_at, event)


def seat_removed(state: State, event: Event) -> None:
    state.seats.pop((event.data["module"], event.data["user"]), None)


def installation_upgraded(state: State, event: Event) -> None:
    """'test upgrades ignored'; an upgrade of another installation does not apply to this one."""
    bound, data = state.installation, event.data
    if bound and bound.cust_id == data["cust_id"] and not data.get("test", False):
        state.installation = Installation(bound.cust_id, bound.kind, bound.deployment,
                                          data["version"], bound.company_name, bound.bound_by,
                                          event)


def installation_kind_changed(state: State, event: Event) -> None:
    bound, data = state.installation, event.data
    if bound and bound.cust_id == data["cust_id"]:
        state.installation = Installation(bound.cust_id, data["kind"], bound.deployment,
                                          bound.version, bound.company_name, bound.bound_by,
                                          bound.version_by)


def keyed(collection: str, key: str):
    """'Of facts of one license with the same key … the last in the order of §3 counts, whole'"""
    def evolve(state: State, event: Event) -> None:
        getattr(state, collection)[event.data[key]] = event
    return evolve


def nothing(state: State, event: Event) -> None:
    """A refusal and an issued file change nothing that a fold reads."""


EVOLVE = {
    "license.registered.v1": registered,
    "module.defined.v1": module_defined,
    "policy.changed.v1": policy_changed,
    "purchase.recorded.v1": purchase_recorded,
    "invoice.issued.v1": keyed("invoices", "invoice_id"),
    "invoice.credited.v1": keyed("credits", "credit_id"),
    "invoice.voided.v1": invoice_voided,
    "payment.received.v1": keyed("payments", "payment_id"),
    "payment.reversed.v1": keyed("reversals", "reversal_id"),
    "maintenance.agreed.v1": keyed("agreements", "agreement_id"),
    "service_request.opened.v1": keyed("requests", "request_id"),
    "service_request.updated.v1": keyed("requests", "request_id"),
    "service_request.closed.v1": keyed("requests", "request_id"),
    "installation.bound.v1": installation_bound,
    "installation.binding_refused.v1": nothing,
    "installation.released.v1": installation_released,
    "license.activated.v1": attempted,
    "activation.blocked.v1": attempted,
    "pending.held.v1": pending_held,
    "pending.released.v1": pending_released,
    "seat.assigned.v1": seat_assigned,
    "seat.assignment_refused.v1": nothing,
    "seat.removed.v1": seat_removed,
    "seat.removal_refused.v1": nothing,
    "license_file.issued.v1": nothing,
    "log.restored.v1": nothing,
    "installation.upgraded.v1": installation_upgraded,
    "installation.kind_changed.v1": installation_kind_changed,
}


def fold(log: Log, serial: str, as_of: int, known_at: int) -> State | None:
    """'Answer(T, K) = fold of the events recorded ≤ K and effective ≤ T'; None if the license is
    'not registered at `as_of` as known at `known_at`'."""
    state = State(serial, as_of, known_at, license_numbers(log, serial, known_at))
    chosen = [e for e in log.events
              if e.recorded_at <= known_at and e.effective_at <= as_of
              and (e.is_global or e.subject == serial)]
    for event in sorted(chosen, key=fold_order):
        EVOLVE[event.type](state, event)
    return state if state.registration else None


def last_automatic_attempt(log: Log, serial: str) -> Event | None:
    """'the last automatic attempt appended', by position"""
    found = None
    for event in log.of_license(serial):
        if event.type in ATTEMPTS and event.data["mode"] == "automatic":
            found = event
    return found
