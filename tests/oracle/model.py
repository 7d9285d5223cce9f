"""The whole ledger in memory, behind the same calls as the HTTP contract.

Every question folds all events again. `Model.call` takes the same calls as the server and returns
`(HTTP status, body)` with the fields that domain.md and the contract fix.
"""
from __future__ import annotations

import urllib.parse

import activation
import binding
import intake
import seat_commands
import view
from answers import Refused
from events import Event, Log
from fold import State, fold
from times import instant, midnight, text_of


class Model:
    def __init__(self, now: str):
        self.now = instant(now)
        self.log = Log()
        self.files: dict[str, dict] = {}
        self.touched: set[str] = set()

    # For the commands.

    def state_or_none(self, serial: str) -> State | None:
        return fold(self.log, serial, self.now, self.now)

    def state(self, serial: str) -> State:
        """'404 `license_not_found` (also: not registered at `as_of` as known at `known_at`)'"""
        state = self.state_or_none(serial)
        if state is None:
            raise Refused(404, "license_not_found")
        return state

    def decide(self, event_type: str, serial: str, data: dict) -> Event:
        event = self.log.decide(self.now, event_type, serial, data)
        self.touched.add(serial)
        return event

    def touch(self, event: Event) -> None:
        """'whenever an event of the license, a definition or a policy is appended'"""
        self.touched |= set(self.log.licenses()) if event.is_global else {event.subject}

    def finish_step(self) -> None:
        """The automatic attempts caused by this step: 'once per atomic step'."""
        touched, self.touched = sorted(self.touched), set()
        for serial in touched:
            activation.attempt_automatically(self, serial)
        self.touched = set()

    def move_clock(self, to: int) -> None:
        """'due automatic attempts are made before it answers, each at its own instant': 'or a
        future-dated one takes effect'."""
        while True:
            due = min((e.effective_at for e in self.log.events
                       if self.now < e.effective_at <= to), default=None)
            if due is None:
                break
            self.now = due
            for event in self.log.events:
                if event.effective_at == due and event.recorded_at < due:
                    self.touch(event)
            self.finish_step()
        self.now = to

    # The calls of the contract.

    def call(self, method: str, path: str, body=None) -> tuple[int, object]:
        parts = urllib.parse.urlsplit(path)
        query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
        segments = [urllib.parse.unquote(segment) for segment in parts.path.split("/")[2:]]
        try:
            answer = self.route(method, segments, query, body)
        except Refused as refused:
            answer = refused.status, refused.body()
        self.finish_step()
        return answer

    def route(self, method: str, segments: list[str], query: dict, body) -> tuple[int, object]:
        match (method, segments):
            case ("POST", ["events"]):
                return self.post_events(body, query.get("atomic") == "true")
            case ("PUT", ["test-clock"]):
                self.move_clock(instant(body["now"]))
                return 200, {"now": text_of(self.now)}
            case ("GET", ["licenses"]):
                rows = view.search(self.log, self.now, query.get("blocked_by"),
                                   query.get("stage"), query.get("company_name"))
                return 200, {"data": rows, "has_more": False}
            case ("POST", ["installations"]):
                return binding.bind_command(self, body)
            case (_, ["installations", cust_id, *rest]):
                return self.installation_route(method, cust_id, rest, query, body)
            case (_, ["licenses", serial, *rest]):
                return self.license_route(method, serial, rest, query, body)
        raise ValueError(f"no such call: {method} {segments}")

    def post_events(self, body, atomic: bool) -> tuple[int, object]:
        if isinstance(body, dict):
            return intake.post_event(self, body)
        return intake.post_atomic(self, body) if atomic else intake.post_batch(self, body)

    def installation_route(self, method: str, cust_id: str, rest: list[str], query: dict,
                           body) -> tuple[int, object]:
        match (method, rest):
            case ("PUT", ["serial-number"]):
                return binding.change_serial_command(self, cust_id, body)
            case ("GET", []):
                state = binding.bound_license(self, cust_id)
                return 200, {"serial_number": state.serial, **view.installation_view(state)}
            case ("GET", ["login-status"]):
                return 200, view.login_status(self.log, binding.bound_license(self, cust_id))
            case ("GET", ["may-upgrade"]):
                state = binding.bound_license(self, cust_id)
                at = midnight(query["date"]) if "date" in query else self.now
                return 200, view.may_upgrade(fold(self.log, state.serial, at, self.now),
                                             query["version"])
        raise ValueError(f"no such call: {method} installations/…/{rest}")

    def license_route(self, method: str, serial: str, rest: list[str], query: dict,
                      body) -> tuple[int, object]:
        match (method, rest):
            case ("GET", []):
                return 200, view.license_view(self.log, self.asked_state(serial, query))
            case ("GET", ["seats"]):
                rows = view.seats_view(self.asked_state(serial, query), query.get("module"),
                                       query.get("user"), query.get("user_type"))
                return 200, {"data": rows, "has_more": False}
            case ("GET", ["activations"]):
                return 200, {"data": view.activations_view(self.state(serial)),
                             "has_more": False}
            case ("GET", ["events"]):
                self.state(serial)
                return 200, {"data": [{"position": e.position, "type": e.type}
                                      for e in self.log.of_license(serial)], "has_more": False}
            case ("POST", ["seats"]):
                return seat_commands.assign_command(self, serial, body)
            case ("DELETE", ["seats", module, user]):
                return seat_commands.remove_command(self, serial, module, user,
                                                    query.get("cascade") == "true")
            case ("POST", ["seat-changes"]):
                return seat_commands.batch_command(self, serial, body)
            case ("DELETE", ["users", user]):
                return seat_commands.remove_user_command(self, serial, user)
            case ("POST", ["activations"]):
                return activation.activate_command(self, serial, body)
            case ("POST", ["hold"]):
                return activation.hold_command(self, serial, body)
            case ("DELETE", ["hold"]):
                return activation.release_command(self, serial)
            case ("POST", ["license-file"]):
                return activation.license_file_command(self, serial)
            case ("POST", ["simulations"]):
                return intake.simulate(self, serial, body)
        raise ValueError(f"no such call: {method} licenses/…/{rest}")

    def asked_state(self, serial: str, query: dict) -> State:
        """'two instants: `as_of` T and `known_at` K (both default to now)'"""
        as_of = instant(query["as_of"]) if "as_of" in query else self.now
        known_at = instant(query["known_at"]) if "known_at" in query else self.now
        state = fold(self.log, serial, as_of, known_at)
        if state is None:
            raise Refused(404, "license_not_found")
        return state
