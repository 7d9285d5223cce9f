"""Seats (§7): assign, remove, reassign, batches, remove a user."""
from __future__ import annotations

from dataclasses import dataclass, replace

import activation
from answers import Refused, plain
from figures import (LicenseSet, current_set, definition, holds, in_use, is_plan, pending_set,
                     stage, stage_of, total)
from fold import Seat, State
from reasons import holds_service_access, lost_prerequisites, open_requests_reason


@dataclass
class Draft:
    """The seats after the changes so far, the set they must fit, and the events to append."""
    state: State
    fits: LicenseSet
    stage: str
    events: list[tuple[str, dict]]

    def with_seats(self, seats: dict) -> State:
        return replace(self.state, seats=seats)


def draft_of(state: State, pending: LicenseSet | None = None) -> Draft:
    """'every change must fit the current set (totals, stage), or with `activate` the pending
    one'"""
    if pending is None:
        return Draft(state, current_set(state), stage(state), [])
    return Draft(state, pending, stage_of(state, pending), [])


def assignment_reasons(draft: Draft, state: State, user: str, module: str) -> list[dict]:
    """'Refusing a seat, all that apply', in the order of §6. `state` has the seats before this
    one; in a reassignment without the seat that is left."""
    known = definition(state, module)
    if known["type"] == "site" or known["hidden"]:
        return [{"code": "not_assignable"}]
    size = total(state, draft.fits.modules, module)
    found = []
    if not known["unrestricted"] and in_use(state, module) >= size > 0:
        found.append({"code": "no_free_seat"})
    if size == 0:
        found.append({"code": "not_entitled"})
    needed = known["prerequisite"]
    if needed and not holds(state, state.seats, user, needed):
        found.append({"code": "prerequisite_missing"})
    others = [held for held, holder in state.seats if holder == user and is_plan(state, held)]
    if is_plan(state, module) and others:
        found.append({"code": "plan_conflict"})
    if draft.stage == "read_only":
        found.append({"code": "read_only"})
    return found


def removal_reasons(state: State, after: dict, user: str) -> list[dict]:
    """'Refusing a removal': `open_requests` when the user no longer holds, by any way, a module
    with `service_access` and has n requests; `prerequisite_needed`, once, when a seat that stays
    loses its prerequisite."""
    found = []
    if holds_service_access(state, state.seats, user) \
            and not holds_service_access(state, after, user):
        found += open_requests_reason(state, user)
    if lost_prerequisites(state, state.seats, after, user):
        found.append({"code": "prerequisite_needed"})
    return found


def assign(draft: Draft, user: str, module: str, user_type: str) -> bool:
    """Whether a seat was added; 'A `system` user takes no seat', a held seat is answered as done.
    """
    state = draft.state
    if user_type == "system" or (module, user) in state.seats:
        return False
    reasons = assignment_reasons(draft, state, user, module)
    if reasons:
        raise SeatRefused("assignment", module, user, reasons)
    add(draft, user, module, user_type)
    return True


def add(draft: Draft, user: str, module: str, user_type: str) -> None:
    state = draft.state
    draft.state = draft.with_seats({**state.seats,
                                    (module, user): Seat(user_type, state.as_of, None)})
    draft.events.append(("seat.assigned.v1",
                         {"module": module, "user": user, "user_type": user_type}))


def without(seats: dict, user: str, modules) -> dict:
    return {key: seat for key, seat in seats.items() if key[1] != user or key[0] not in modules}


def take(draft: Draft, user: str, modules: list[str], after: dict) -> None:
    for module in modules:
        draft.events.append(("seat.removed.v1",
                             {"module": module, "user": user,
                              "user_type": draft.state.seats[module, user].user_type}))
    draft.state = draft.with_seats(after)


def remove(draft: Draft, user: str, module: str, cascade: bool = False) -> None:
    """With `cascade` also the seats that lose their prerequisite, and those that lose theirs
    as a result."""
    state = draft.state
    if (module, user) not in state.seats:
        return
    modules = [module]
    after = without(state.seats, user, modules)
    lost = lost_prerequisites(state, state.seats, after, user) if cascade else []
    while lost:
        modules += lost
        after = without(state.seats, user, modules)
        lost = lost_prerequisites(state, state.seats, after, user)
    reasons = removal_reasons(state, after, user)
    if reasons:
        raise SeatRefused("removal", module, user, reasons)
    take(draft, user, modules, after)


def reassign(draft: Draft, user: str, old: str, new: str) -> None:
    """'A reassignment keeps the user type and is judged by what the user holds after it, the
    removal first; from a seat that is not held it is an assignment (user type `associate`) and
    judged as one'"""
    state = draft.state
    if old == new:
        return
    if (old, user) not in state.seats:
        assign(draft, user, new, "associate")
        return
    kept = state.seats[old, user]
    left = without(state.seats, user, [old])
    after = left if (new, user) in left else {**left, (new, user): kept}
    reasons = removal_reasons(state, after, user)
    if reasons:
        raise SeatRefused("removal", old, user, reasons)
    reasons = []
    if (new, user) not in left:
        reasons = assignment_reasons(draft, draft.with_seats(left), user, new)
    if reasons:
        raise SeatRefused("assignment", new, user, reasons)
    take(draft, user, [old], left)
    if (new, user) not in left:
        add(draft, user, new, kept.user_type)


def remove_all(draft: Draft, user: str) -> None:
    """'all seats of that user, all or nothing'"""
    state = draft.state
    modules = sorted(module for module, holder in state.seats if holder == user)
    after = without(state.seats, user, modules)
    reasons = removal_reasons(state, after, user)
    if reasons:
        raise SeatRefused("removal", None, user, reasons)
    take(draft, user, modules, after)


class SeatRefused(Exception):
    """The first refused change, with its reasons."""

    def __init__(self, kind: str, module: str | None, user: str, reasons: list[dict]):
        super().__init__(kind)
        self.kind = kind
        self.module = module
        self.user = user
        self.reasons = reasons

    def record(self, model, serial: str) -> Refused:
        """'a refusal with reasons is itself appended', 'one per refused command'."""
        model.decide(f"seat.{self.kind}_refused.v1", serial,
                     {"module": self.module, "user": self.user, "reasons": plain(self.reasons)})
        code = "seat_refused" if self.kind == "assignment" else "removal_refused"
        return Refused(409, code, plain(self.reasons))


def perform(model, serial: str, draft: Draft, change) -> None:
    """All or nothing: runs `change`, then appends the drafted events or the one refusal."""
    try:
        change()
    except SeatRefused as refused:
        raise refused.record(model, serial) from None
    for event_type, data in draft.events:
        model.decide(event_type, serial, data)


def assign_command(model, serial: str, body: dict) -> tuple[int, dict]:
    state = model.state(serial)
    draft = draft_of(state)
    perform(model, serial, draft,
            lambda: assign(draft, body["user"], body["module"], body["user_type"]))
    return (201 if draft.events else 200), {}


def remove_command(model, serial: str, module: str, user: str,
                   cascade: bool) -> tuple[int, dict]:
    draft = draft_of(model.state(serial))
    perform(model, serial, draft, lambda: remove(draft, user, module, cascade))
    return 200, {}


def remove_user_command(model, serial: str, user: str) -> tuple[int, dict]:
    draft = draft_of(model.state(serial))
    perform(model, serial, draft, lambda: remove_all(draft, user))
    return 200, {}


def apply_change(draft: Draft, change: dict) -> None:
    if "assign" in change:
        wanted = change["assign"]
        assign(draft, wanted["user"], wanted["module"], wanted["user_type"])
    elif "remove" in change:
        remove(draft, change["remove"]["user"], change["remove"]["module"])
    else:
        wanted = change["reassign"]
        reassign(draft, wanted["user"], wanted["from"], wanted["to"])


def batch_command(model, serial: str, body: dict) -> tuple[int, dict]:
    """'in order, all or nothing: the first refused change refuses the batch, with its reasons';
    'nothing … pending: 409 `nothing_pending`, also in a batch with `activate`', which therefore
    comes before any change is judged: there is no set that they would have to fit."""
    state = model.state(serial)
    activates = body.get("activate", False)
    pending = pending_set(state) if activates else None
    if activates and pending is None:
        raise Refused(409, "nothing_pending")
    draft = draft_of(state, pending)

    def change_all() -> None:
        for change in body["changes"]:
            apply_change(draft, change)
        if activates:
            activation.check(model, draft.state, "manual", pending.number)

    perform(model, serial, draft, change_all)
    if activates:
        activation.activate(model, draft.state, "manual")
    return 200, {}
