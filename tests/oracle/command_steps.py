"""Random commands and questions, based on the model's state so that most of them are meaningful.

Input that the rules do not cover is not generated; README.md lists it.
"""
from __future__ import annotations

import random
import urllib.parse

import pools
from binding import license_of
from figures import current_set, pending_set
from fold import State
from model import Model
from reasons import ORDER, held
from since import boundaries
from times import DAY, HOUR, date_of, text_of


def quote(text: str) -> str:
    return urllib.parse.quote(text, safe="")


def call(method: str, path: str, body=None, kind: str | None = None) -> dict:
    step = {"method": method, "path": path}
    if body is not None:
        step["body"] = body
    return step if kind is None else {**step, "kind": kind}


class CommandMaker:
    def __init__(self, rng: random.Random, model: Model):
        self.rng = rng
        self.model = model

    def path(self, serial: str, *rest: str) -> str:
        return "/".join(["/v1/licenses", quote(serial)] + [quote(part) for part in rest])

    def bound_cust_id(self) -> str:
        """Mostly for an installation that a license is bound to."""
        states = map(self.model.state_or_none, self.model.log.licenses())
        bound = [s.installation.cust_id for s in states if s and s.installation]
        if bound and self.rng.random() < 0.8:
            return self.rng.choice(bound)
        return self.rng.choice(pools.INSTALLATIONS)

    def cust_id(self, state: State | None) -> str:
        if state and state.installation and self.rng.random() < 0.88:
            return state.installation.cust_id
        return self.rng.choice(pools.INSTALLATIONS)

    # Installations.

    def bind(self, serial: str) -> dict:
        rng, model = self.rng, self.model
        state = model.state_or_none(serial)
        cust_id = rng.choice(pools.INSTALLATIONS)
        if state and state.installation and rng.random() < 0.4:
            cust_id = state.installation.cust_id
        elif state and not state.installation and rng.random() < 0.7:
            free = [c for c in pools.INSTALLATIONS if license_of(model, c) is None]
            cust_id = rng.choice(free or [cust_id])
        if state and state.installation and state.installation.cust_id == cust_id:
            # Repeated unchanged; whether another description is a new binding is unspecified.
            bound = state.installation
            body = {"kind": bound.kind, "deployment": bound.deployment, "version": bound.version,
                    "company_name": bound.company_name}
        else:
            right = state.company_name if state else pools.COMPANIES[0]
            body = {"kind": rng.choice(("production",) + pools.KINDS),
                    "deployment": rng.choice(["online", "onsite"]),
                    "version": rng.choice(pools.VERSIONS),
                    "company_name": right if rng.random() < 0.85 else rng.choice(pools.COMPANIES)}
        return call("POST", "/v1/installations",
                    {"cust_id": cust_id, "serial_number": serial, **body})

    def change_serial(self, serial: str) -> dict | None:
        rng, model = self.rng, self.model
        cust_id = self.bound_cust_id()
        new = model.state_or_none(serial)
        if new and new.installation and rng.random() < 0.7:
            others = map(model.state_or_none, model.log.licenses())
            serial = next((s.serial for s in others if s and not s.installation), serial)
            new = model.state_or_none(serial)
        company = new.company_name if new else pools.COMPANIES[0]
        if rng.random() < 0.12:
            company = rng.choice(pools.COMPANIES)
        return call("PUT", f"/v1/installations/{quote(cust_id)}/serial-number",
                    {"serial_number": serial, "company_name": company})

    # Seats.

    def seat(self, state: State | None) -> dict:
        module = self.rng.choice(tuple(pools.PLANS) * 3 + pools.SOLD + pools.HIDDEN[:1])
        bought = sorted(current_set(state).modules) if state else []
        if bought and self.rng.random() < 0.75:
            module = self.rng.choice(bought)
        users = pools.DATABASES if module == pools.SATELLITE else pools.USERS
        return {"user": self.rng.choice(users), "module": module,
                "user_type": pools.weighted(self.rng, {"associate": 12, "other": 6, "system": 1})}

    def held_seat(self, state: State | None) -> tuple[str, str]:
        seats = sorted(state.seats) if state else []
        if seats and self.rng.random() < 0.85:
            return self.rng.choice(seats)
        return self.rng.choice(pools.SOLD), self.rng.choice(pools.USERS)

    def assign(self, serial: str) -> dict:
        return call("POST", self.path(serial, "seats"),
                    self.seat(self.model.state_or_none(serial)))

    def remove(self, serial: str) -> dict:
        module, user = self.held_seat(self.model.state_or_none(serial))
        path = self.path(serial, "seats", module, user)
        return call("DELETE", path + self.rng.choice(["", "", "?cascade=true", "?cascade=false"]))

    def remove_user(self, serial: str) -> dict:
        _, user = self.held_seat(self.model.state_or_none(serial))
        return call("DELETE", self.path(serial, "users", user))

    def reassignment(self, state: State) -> dict | None:
        """Mostly from a held seat; plans as often as all other modules together."""
        if not state.seats:
            return None
        module, user = self.rng.choice(sorted(state.seats))
        modules = tuple(pools.PLANS) * 2 + pools.SOLD
        if self.rng.random() < 0.2:
            module = self.rng.choice(modules)
        target = self.rng.choice(modules)
        if target == module:
            return None
        return {"reassign": {"user": user, "from": module, "to": target}}

    def batch(self, serial: str) -> dict | None:
        rng, state = self.rng, self.model.state_or_none(serial)
        if state is None:
            return None
        changes, reassigned, touched = [], set(), set()
        for _ in range(rng.randrange(1, 5)):
            kind = pools.weighted(rng, {"assign": 3, "remove": 3, "reassign": 3})
            change = self.reassignment(state) if kind == "reassign" else (
                {"assign": self.seat(state)} if kind == "assign"
                else {"remove": dict(zip(("module", "user"), self.held_seat(state)))})
            if change is None:
                continue
            user = change[kind]["user"]
            # A reassigned user has no other changes in the batch, so that the seat exists.
            if user in reassigned or (kind == "reassign" and user in touched):
                continue
            touched.add(user)
            reassigned |= {user} if kind == "reassign" else set()
            changes.append(change)
        if not changes:
            return None
        body: dict = {"changes": changes}
        if rng.random() < (0.6 if pending_set(state) else 0.1):
            body["activate"] = True
        elif rng.random() < 0.5:
            body["activate"] = False
        return call("POST", self.path(serial, "seat-changes"), body)

    # Activation.

    def activate(self, serial: str) -> dict:
        rng, state = self.rng, self.model.state_or_none(serial)
        body: dict = {"mode": rng.choice(["manual", "manual", "automatic"]),
                      "cust_id": self.cust_id(state)}
        pending = pending_set(state) if state else None
        if pending and rng.random() < 0.4:
            body["number"] = pending.number
        elif rng.random() < 0.4:
            body["number"] = rng.randrange(1, 8)
        return call("POST", self.path(serial, "activations"), body)

    def issue_file(self, serial: str) -> dict:
        return call("POST", self.path(serial, "license-file"), {})

    def activate_file(self, serial: str) -> dict | None:
        """A file issued before, sometimes altered, sometimes for another license. Not one issued
        while nothing was bound: the meaning of its missing cust_id is unspecified."""
        files = [token for token, file in self.model.files.items() if file["cust_id"]]
        own = [token for token in files
               if self.model.files[token]["serial_number"] == serial] or files
        if not files:
            return None
        token = self.rng.choice(own if self.rng.random() < 0.85 else files)
        others = [own_token for own_token in own if self.renamed(own_token)]
        if others and self.rng.random() < 0.5:
            token = self.rng.choice(others)
        token += "!" if self.rng.random() < 0.12 else ""
        return call("POST", self.path(serial, "activations"),
                    {"mode": "file", "cust_id": self.cust_id(self.model.state_or_none(serial)),
                     "license_file": "${%s}" % token})

    def renamed(self, token: str) -> bool:
        """Whether the owner's name has changed since the file was issued."""
        file = self.model.files[token]
        state = self.model.state_or_none(file["serial_number"])
        return state is not None and state.company_name != file["company_name"]

    def hold(self, serial: str) -> dict | None:
        state = self.model.state_or_none(serial)
        if state and held(state) and self.rng.random() < 0.7:
            return self.release(serial)
        number = self.rng.randrange(1, 8)
        pending = pending_set(state) if state else None
        if pending and self.rng.random() < 0.8:
            number = pending.number
        if state and state.hold and number == state.hold.data["number"] and not held(state):
            return None
        return call("POST", self.path(serial, "hold"), {"number": number, "reason": "wrong"})

    def release(self, serial: str) -> dict | None:
        """Not if a higher number has superseded the hold: whether there is anything left to
        release is unspecified."""
        state = self.model.state_or_none(serial)
        if state and state.hold and not held(state):
            return None
        return call("DELETE", self.path(serial, "hold"))

    # The clock.

    def clock(self) -> dict:
        rng, now = self.rng, self.model.now
        ahead = [m for m in boundaries(self.model.log, now + 400 * DAY, now) if m > now]
        soon = ahead[:3] or [now + DAY]
        to = pools.weighted(rng, {now + HOUR: 3, now - now % DAY + DAY: 4, rng.choice(soon): 8,
                                  rng.choice(soon) - 1: 2, now + rng.randrange(2, 20) * DAY: 1,
                                  now + 1: 1, rng.choice(ahead or soon): 0.15})
        return call("PUT", "/v1/test-clock", {"now": text_of(max(to, now + 1))})

    # Questions.

    def moments(self) -> list[int]:
        log, now = self.model.log, self.model.now
        found = boundaries(log, now + 60 * DAY, now)
        return found + [moment - 1 for moment in found] + [now]

    def view(self, serial: str, when: bool) -> dict:
        query = {}
        if when and self.rng.random() < 0.8:
            query["as_of"] = text_of(self.rng.choice(self.moments()))
        if when and self.rng.random() < 0.6:
            recorded = sorted({e.recorded_at for e in self.model.log.events})
            moment = self.rng.choice([self.model.now] + recorded + [m - 1 for m in recorded])
            query["known_at"] = text_of(moment)
        return call("GET", self.path(serial) + ("?" + urllib.parse.urlencode(query) if query
                                                else ""))

    def seats(self, serial: str) -> dict:
        rng, query = self.rng, {}
        if rng.random() < 0.3:
            query["module"] = rng.choice(pools.SOLD)
        if rng.random() < 0.3:
            query["user"] = rng.choice(pools.USERS)
        if rng.random() < 0.3:
            query["user_type"] = rng.choice(["associate", "other"])
        if rng.random() < 0.4:
            query["as_of"] = text_of(rng.choice(self.moments()))
        return call("GET", self.path(serial, "seats") + "?" + urllib.parse.urlencode(query))

    def search(self) -> dict:
        rng, query = self.rng, {}
        if rng.random() < 0.6:
            query["blocked_by"] = rng.choice(ORDER)
        if rng.random() < 0.4:
            query["stage"] = rng.choice(["none", "valid", "warning", "grace", "read_only"])
        if rng.random() < 0.4:
            query["company_name"] = rng.choice(pools.COMPANIES)
        return call("GET", "/v1/licenses?" + urllib.parse.urlencode(query))

    def may_upgrade(self) -> dict:
        """For a future day, or for now: the first instant of today would be another question."""
        query = {"version": self.rng.choice(pools.VERSIONS)}
        if self.rng.random() < 0.5:
            query["date"] = date_of(self.model.now + self.rng.choice([1, 2, 20, 31, 40]) * DAY)
        return call("GET", f"/v1/installations/{quote(self.bound_cust_id())}/may-upgrade?"
                    + urllib.parse.urlencode(query))

    def question(self, serial: str) -> dict:
        cust_id = quote(self.bound_cust_id())
        kind = pools.weighted(self.rng, {"view": 10, "seats": 4, "activations": 3, "events": 1,
                                         "login": 2, "upgrade": 3, "search": 3, "bound": 1})
        match kind:
            case "view":
                return self.view(serial, when=True)
            case "seats":
                return self.seats(serial)
            case "activations" | "events":
                return call("GET", self.path(serial, kind) + "?limit=50")
            case "login":
                return call("GET", f"/v1/installations/{cust_id}/login-status?user=u1")
            case "upgrade":
                return self.may_upgrade()
            case "search":
                return self.search()
        return call("GET", f"/v1/installations/{cust_id}")
