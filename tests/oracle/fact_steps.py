"""Random facts: of every type, back-dated, future-dated, repeated, contradicted."""
from __future__ import annotations

import random

import pools
from events import DECISIONS
from figures import invoices, open_amount
from fold import State
from model import Model
from times import DAY, HOUR, midnight, text_of

WEIGHTS = {"purchase": 18, "invoice": 8, "payment": 16, "reversal": 5, "credit": 4, "void": 1.5,
           "maintenance": 6, "request": 8, "upgraded": 4, "kind_changed": 2, "registered": 3,
           "defined": 8, "policy": 6}


class FactMaker:
    def __init__(self, rng: random.Random, model: Model):
        self.rng = rng
        self.model = model
        self.count = 0
        self.posted: list[dict] = []

    # Identity and time.

    def fresh_id(self, prefix: str = "") -> str:
        """Ids whose byte order differs from the order of arrival."""
        self.count += 1
        return f"{prefix}{self.rng.choice('abZ')}{self.rng.randrange(10)}-{self.count}"

    def earliest(self, serial: str) -> int:
        """When the license begins; the rules do not cover anything before that."""
        return min((e.effective_at for e in self.model.log.of_license(serial)
                    if e.type == "license.registered.v1"), default=self.model.now)

    def time(self, serial: str | None) -> int | None:
        """None (now), or back-dated or future-dated, often exactly at another event's instant."""
        rng, now = self.rng, self.model.now
        if rng.random() < 0.45:
            return None
        floor = now - 90 * DAY if serial is None else self.earliest(serial)
        known = [e.effective_at for e in self.model.log.events]
        choices = [now, now - now % DAY, now - now % DAY - rng.randrange(1, 40) * DAY,
                   now - rng.randrange(1, 40) * DAY, now - 1, rng.choice(known or [now]),
                   rng.choice(known or [now])]
        if rng.random() < 0.4:
            choices = [now - now % DAY + rng.randrange(1, 30) * DAY, now + HOUR, now + 1,
                       max(known + [now])]
        return max(floor, rng.choice(choices))

    def event(self, event_type: str, subject: str, data: dict, time: int | None,
              prefix: str = "") -> dict:
        event = {"specversion": "1.0", "source": self.rng.choice(["/billing", "/crm"]),
                 "id": self.fresh_id(prefix), "type": event_type, "subject": subject,
                 "data": data}
        return event if time is None else {**event, "time": text_of(time)}

    # One function per type.

    def fact(self, serial: str, prefix: str = "") -> dict:
        kind = pools.weighted(self.rng, WEIGHTS)
        if kind in ("defined", "policy"):
            return getattr(self, kind)(prefix)
        event_type, data = getattr(self, kind)(serial)
        return self.event(event_type, serial, data, self.time(serial), prefix)

    def defined(self, prefix: str) -> dict:
        module = self.rng.choice(pools.DEFINED)
        return self.event("module.defined.v1", module, pools.definition_of(self.rng, module),
                          self.time(None), prefix)

    def policy(self, prefix: str) -> dict:
        values = {"warning_days": [0, 5, 28], "grace_days": [0, 3, 12],
                  "payment_grace_days": [0, 1, 10], "activated_notice_days": [0, 1, 7]}
        members = self.rng.sample(list(values), self.rng.randrange(1, 4))
        return self.event("policy.changed.v1", "default",
                          {m: self.rng.choice(values[m]) for m in members}, self.time(None),
                          prefix)

    def registered(self, serial: str) -> tuple[str, dict]:
        state = self.model.state_or_none(serial)
        data = {"company_name": self.rng.choice(pools.COMPANIES)}
        if state and self.rng.random() < 0.6:
            # Back to the name in the installation's binding, if it differs.
            bound = state.installation
            data["company_name"] = bound.company_name if bound else state.company_name
        if self.rng.random() < 0.8:
            data["auto_update"] = self.rng.random() < 0.7
        return "license.registered.v1", data

    def line(self, module: str) -> dict:
        rng = self.rng
        # A line keeps its module, except for one that changes it.
        line_id = "l-any" if rng.random() < 0.12 else "l-" + module
        line = {"line_id": line_id, "module": module,
                "quantity": rng.choice([0, 1, 1, 2, 2, 3, 3, 4])}
        if rng.random() < 0.01:
            line["quantity"] = pools.HUGE
        if rng.random() < 0.75:
            line["until"] = pools.date_near(rng, self.model.now, -12, 0, 1, 28, 29, 40, 90, 90, 365,
                                            365, 365, 365, 365)
        return line

    def renewal(self, state: State) -> dict:
        """Every line for another year, some with other quantities."""
        rng, until = self.rng, pools.date_near(self.rng, self.model.now, 30, 90, 365, 365)
        lines = []
        for line_id, line in sorted(state.lines.items()):
            quantity = max(0, line.quantity + rng.choice([0, 0, 0, 0, -2, -1, 1, 1]))
            lines.append({"line_id": line_id, "module": line.module,
                          "quantity": min(quantity, pools.HUGE), "until": until})
        return {"order_id": f"SO-{self.count}", "lines": lines, "invoice_ids": []}

    def purchase(self, serial: str) -> tuple[str, dict]:
        rng = self.rng
        state = self.model.state_or_none(serial)
        if state and state.lines and rng.random() < 0.45:
            return "purchase.recorded.v1", self.renewal(state)
        modules = [rng.choice(tuple(pools.PLANS) * 2 + pools.SOLD)
                   for _ in range(rng.randrange(1, 4))]
        if rng.random() < 0.05:
            modules.append("user")
        lines = {line["line_id"]: line for line in map(self.line, modules)}
        known = sorted(state.invoices) if state and rng.random() < 0.8 else []
        count = pools.weighted(rng, {0: 7, 1: 3, 2: 0.6})
        attached = rng.sample(known if len(known) >= count else pools.INVOICES, count)
        return "purchase.recorded.v1", {"order_id": f"SO-{self.count}",
                                        "lines": list(lines.values()), "invoice_ids": attached}

    def invoice(self, serial: str) -> tuple[str, dict]:
        rng = self.rng
        amount = rng.choice([0, 1, 100, 100, 250, 1000])
        return "invoice.issued.v1", {
            "invoice_id": rng.choice(pools.INVOICES),
            "amount": pools.HUGE if rng.random() < 0.02 else amount,
            "currency": rng.choice(pools.CURRENCIES),
            "due_on": pools.date_near(rng, self.model.now, -11, -2, -1, 0, 1, 7, 8, 8, 30,
                                       30)}

    def amount_for(self, serial: str, invoice_id: str) -> int:
        state = self.model.state_or_none(serial)
        left = open_amount(state, invoice_id) if state else None
        choices = [1, 99, 100, 150, 1000]
        return self.rng.choice(choices + [left] * 8 if left else choices)

    def unpaid_invoice(self, serial: str) -> dict | None:
        state = self.model.state_or_none(serial)
        rows = [row for row in invoices(state) if row["open"]] if state else []
        return self.rng.choice(rows) if rows else None

    def payment(self, serial: str) -> tuple[str, dict]:
        unpaid = self.unpaid_invoice(serial)
        if unpaid and self.rng.random() < 0.8:
            # Often with a new payment_id, so that it does not replace an earlier one.
            self.count += 1
            ids = [f"P-{self.count}"] * 3 + list(pools.PAYMENTS[:3])
            return "payment.received.v1", {
                "payment_id": self.rng.choice(ids), "invoice_id": unpaid["invoice_id"],
                "amount": unpaid["open"] if unpaid["open"] <= pools.HUGE else 1,
                "currency": unpaid["currency"]}
        invoice_id = self.rng.choice(pools.INVOICES)
        return "payment.received.v1", {
            "payment_id": self.rng.choice(pools.PAYMENTS), "invoice_id": invoice_id,
            "amount": self.amount_for(serial, invoice_id),
            "currency": self.rng.choice(pools.CURRENCIES)}

    def reversal(self, serial: str) -> tuple[str, dict]:
        rng = self.rng
        return "payment.reversed.v1", {
            "reversal_id": rng.choice(["R-1", "R-2", "R-3"]),
            "payment_id": rng.choice(pools.PAYMENTS), "amount": rng.choice([1, 99, 100, 150, 1000]),
            "kind": rng.choice(["refund", "chargeback", "bounced", "correction"])}

    def credit(self, serial: str) -> tuple[str, dict]:
        invoice_id = self.rng.choice(pools.INVOICES)
        return "invoice.credited.v1", {"credit_id": self.rng.choice(["C-1", "C-2"]),
                                       "invoice_id": invoice_id,
                                       "amount": self.amount_for(serial, invoice_id)}

    def void(self, serial: str) -> tuple[str, dict]:
        return "invoice.voided.v1", {"invoice_id": self.rng.choice(pools.INVOICES)}

    def maintenance(self, serial: str) -> tuple[str, dict]:
        data = {"agreement_id": self.rng.choice(["M-1", "M-2", "M-3"]),
                "version": self.rng.choice(pools.VERSIONS + pools.VERSIONS[-2:])}
        if self.rng.random() < 0.6:
            data["until"] = pools.date_near(self.rng, self.model.now, 31, 35, 60, 365)
        return "maintenance.agreed.v1", data

    def request(self, serial: str) -> tuple[str, dict]:
        kind = pools.weighted(self.rng, {"opened": 4, "updated": 2, "closed": 3})
        state = self.model.state_or_none(serial)
        users = sorted({user for _, user in state.seats}) if state else []
        if not users or self.rng.random() < 0.3:
            users = pools.USERS
        data = {"request_id": self.rng.choice(["Q-1", "Q-2", "Q-3", "Q-4"]),
                "user": self.rng.choice(users)}
        if kind != "closed" and self.rng.random() < 0.7:
            data["status"] = self.rng.choice(["active", "postponed"])
        return f"service_request.{kind}.v1", data

    def bound(self, serial: str) -> str:
        state = self.model.state_or_none(serial)
        if state and state.installation and self.rng.random() < 0.85:
            return state.installation.cust_id
        return self.rng.choice(pools.INSTALLATIONS)

    def upgraded(self, serial: str) -> tuple[str, dict]:
        data = {"cust_id": self.bound(serial), "version": self.rng.choice(pools.VERSIONS)}
        if self.rng.random() < 0.4:
            data["test"] = self.rng.random() < 0.5
        return "installation.upgraded.v1", data

    def kind_changed(self, serial: str) -> tuple[str, dict]:
        return "installation.kind_changed.v1", {"cust_id": self.bound(serial),
                                                "kind": self.rng.choice(pools.KINDS)}

    # Repeated events.

    def again(self) -> dict | None:
        """An earlier event: the same, the same without its time, or with other content."""
        if not self.posted:
            return None
        event = dict(self.rng.choice(self.posted[-30:]))
        choice = self.rng.random()
        if choice < 0.5:
            return event
        if choice < 0.7:
            return {name: value for name, value in event.items() if name != "time"}
        if choice < 0.85 and "time" in event:
            moved = self.model.now - self.model.now % DAY - 100 * DAY
            return {**event, "time": text_of(moved + 1)}
        return {**event, "data": {**event["data"], **self.other_content(event)}}

    def other_content(self, event: dict) -> dict:
        data = event["data"]
        if "amount" in data:
            return {"amount": data["amount"] + 1 if data["amount"] < 2000 else 7}
        if "order_id" in data:
            return {"order_id": data["order_id"] + "-x"}
        if "mode" in data:
            return {"mode": "file"}
        if "company_name" in data and "cust_id" not in data:
            return {"company_name": data["company_name"] + " x"}
        if event["type"] == "module.defined.v1":
            return {"display_name": {"en": "other", "sv": "annan"}}
        if event["type"] == "policy.changed.v1":
            return {name: value + 1 for name, value in data.items()}
        if "user" in data:
            return {"user": data["user"] + "x"}
        if "version" in data:
            return {"version": data["version"] + ".7"}
        if event["type"] == "invoice.voided.v1":
            return {"invoice_id": "I-9"}
        return {"kind": next(kind for kind in pools.KINDS if kind != data["kind"])}

    # Imported decisions.

    def import_seat(self, serial: str) -> dict | None:
        """One past decision, as in an operator's import of trusted history. Never at the instant of
        a decision of the ledger itself: the order of its ids and given ones is not specified."""
        floor, now = self.earliest(serial), self.model.now
        moments = {midnight("2025-12-01"), now - HOUR, now - 3 * DAY, now - now % DAY, now - 1,
                   now - self.rng.randrange(1, 60) * DAY}
        taken = {e.effective_at for e in self.model.log.of_license(serial)
                 if e.type in DECISIONS and e.source == "/ledger"}
        moments = sorted(m for m in moments if floor <= m < now and m not in taken)
        if not moments:
            return None
        module = self.rng.choice(tuple(pools.PLANS) + ("pocket", "windows", "travel", "free",
                                                       pools.SATELLITE))
        user = self.rng.choice(pools.DATABASES if module == pools.SATELLITE else pools.USERS)
        state = self.model.state_or_none(serial)
        if state and state.seats and self.rng.random() < 0.5:
            # For an existing seat: an earlier start, a second one, or a gap.
            module, user = self.rng.choice(sorted(state.seats))
        data = {"module": module, "user": user,
                "user_type": self.rng.choice(["associate", "other"])}
        kind = pools.weighted(self.rng, {"seat.assigned.v1": 3, "seat.removed.v1": 1})
        return self.event(kind, serial, data, self.rng.choice(moments))

    def import_history(self, serial: str, cust_id: str, company_name: str,
                       start: int) -> list[dict]:
        """A license migrated from another system: bought, bound, activated, used. To be posted
        atomically, so that nothing is activated in between."""
        rng, now = self.rng, self.model.now
        modules = {module: rng.randrange(1, 4) for module in rng.sample(sorted(pools.PLANS), 2)}
        until = pools.date_near(rng, now, 5, 28, 40, 90)
        lines = [{"line_id": "l-" + module, "module": module, "quantity": quantity,
                  "until": until} for module, quantity in modules.items()]
        bound = {"cust_id": cust_id, "kind": rng.choice(pools.KINDS),
                 "deployment": rng.choice(["online", "onsite"]),
                 "version": rng.choice(pools.VERSIONS), "company_name": company_name,
                 "seats": [{"module": rng.choice(sorted(modules)), "user": "u1",
                            "user_type": "associate"}]}
        steps = [("purchase.recorded.v1", {"order_id": "OLD", "lines": lines, "invoice_ids": []}),
                 ("installation.bound.v1", bound),
                 ("license.activated.v1", {"number": 1, "mode": "manual", "modules": modules,
                                           "expires_on": until})]
        steps += [("seat.assigned.v1", {"module": rng.choice(sorted(modules)), "user": user,
                                        "user_type": "associate"})
                  for user in rng.sample(pools.USERS, 3)]
        return [self.event(event_type, serial, data, start + place * DAY)
                for place, (event_type, data) in enumerate(steps, 1)]
