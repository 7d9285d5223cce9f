"""Short sequences that rarely arise by chance; only questions come between their steps.

Each piece is generated as a whole from the model's state at its start and returns a list of steps,
or nothing if it does not fit.
"""
from __future__ import annotations

import random

import pools
from binding import license_of
from command_steps import CommandMaker, call, quote
from fact_steps import FactMaker
from figures import current_set, definition, in_use, offered_set
from fold import State
from model import Model
from times import DAY, date_of, text_of


class PieceMaker:
    def __init__(self, rng: random.Random, model: Model, facts: FactMaker,
                 commands: CommandMaker):
        self.rng = rng
        self.model = model
        self.facts = facts
        self.commands = commands

    def piece(self, serial: str) -> list[dict]:
        state = self.model.state_or_none(serial)
        if state is None or state.installation is None:
            return []
        make = self.rng.choice([self.file_of_another_name, self.file_of_another_installation,
                                self.time_clears, self.reduction, self.paid_in_parts,
                                self.upgrade_then_maintenance])
        return make(state)

    def post(self, event_type: str, subject: str, data: dict, time: int | None = None) -> dict:
        return call("POST", "/v1/events", self.facts.event(event_type, subject, data, time),
                    "event")

    def bought(self, module: str, quantity: int, invoice_ids=()) -> dict:
        line = {"line_id": "l-" + module, "module": module,
                "quantity": min(quantity, pools.HUGE),
                "until": date_of(self.model.now + self.rng.choice([90, 365]) * DAY)}
        return {"order_id": "SO-P", "lines": [line], "invoice_ids": list(invoice_ids)}

    def next_file(self) -> str:
        return "${file-%d}" % (len(self.model.files) + 1)

    def file_activation(self, state: State, cust_id: str) -> dict:
        return call("POST", self.commands.path(state.serial, "activations"),
                    {"mode": "file", "cust_id": cust_id, "license_file": self.next_file()})

    def file_of_another_name(self, state: State) -> list[dict]:
        """`owner_mismatch` by the file alone."""
        if offered_set(state).number is None:
            return []
        other = "Annan AB"
        registered = [self.post("license.registered.v1", state.serial,
                                {"company_name": name, "auto_update": False})
                      for name in (other, state.company_name)]
        module = self.rng.choice(sorted(pools.PLANS))
        more = self.bought(module, in_use(state, module) + self.rng.randrange(1, 4))
        return [self.post("purchase.recorded.v1", state.serial, more), registered[0],
                self.commands.issue_file(state.serial), registered[1],
                self.file_activation(state, state.installation.cust_id)]

    def file_of_another_installation(self, state: State) -> list[dict]:
        """`wrong_installation` because of the file: it was issued for the previously bound
        installation."""
        free = [c for c in pools.INSTALLATIONS if license_of(self.model, c) is None]
        others = [s for s in map(self.model.state_or_none, self.model.log.licenses())
                  if s and s.installation is None]
        if not free or not others or offered_set(state).number is None:
            return []
        new = {"cust_id": free[0], "serial_number": state.serial, "kind": "production",
               "deployment": "online", "version": "9", "company_name": state.company_name}
        old = state.installation.cust_id
        return [self.commands.issue_file(state.serial),
                call("PUT", f"/v1/installations/{quote(old)}/serial-number",
                     {"serial_number": others[0].serial,
                      "company_name": others[0].company_name}),
                call("POST", "/v1/installations", new),
                self.file_activation(state, free[0])]

    def time_clears(self, state: State) -> list[dict]:
        """A definition, a policy or an agreement in the future clears the reason when it takes
        effect."""
        module = self.most_used(state)
        if module is None:
            return []
        then = self.model.now - self.model.now % DAY + self.rng.randrange(1, 4) * DAY
        unrestricted = {**definition(state, module), "unrestricted": True}
        if unrestricted["prerequisite"] is None:
            unrestricted.pop("prerequisite")
        clears = [self.post("module.defined.v1", module, unrestricted, then),
                  self.post("policy.changed.v1", "default", {"payment_grace_days": 10}, then),
                  self.post("maintenance.agreed.v1", state.serial,
                            {"agreement_id": "M-1", "version": "11.5"}, then)]
        self.rng.shuffle(clears)
        steps = [self.post("license.registered.v1", state.serial,
                           {"company_name": state.company_name, "auto_update": True}),
                 self.post("purchase.recorded.v1", state.serial,
                           self.bought(module, max(0, in_use(state, module) - 1)))]
        return steps + clears + [call("PUT", "/v1/test-clock",
                                      {"now": text_of(then + self.rng.choice([0, DAY]))})]

    def most_used(self, state: State) -> str | None:
        used = sorted({module for module, _ in state.seats
                       if not definition(state, module)["hidden"]})
        return max(used, key=lambda module: in_use(state, module), default=None)

    def reduction(self, state: State) -> list[dict]:
        """Fewer seats than are used; then seats are removed one by one, until it is activated
        automatically."""
        module = self.most_used(state)
        if module is None:
            return []
        users = sorted(user for held, user in state.seats if held == module)
        keep = self.rng.randrange(len(users))
        steps = [self.post("purchase.recorded.v1", state.serial, self.bought(module, keep))]
        self.rng.shuffle(users)
        for user in users[keep:]:
            path = self.commands.path(state.serial, "seats", module, user)
            steps.append(call("DELETE", path + self.rng.choice(["", "?cascade=true"])))
        return steps

    def paid_in_parts(self, state: State) -> list[dict]:
        """Attached before it is known, overdue at midnight, paid in parts, one part reversed."""
        self.facts.count += 1
        invoice_id, now = f"I-{self.facts.count}", self.model.now
        due = self.rng.choice([0, 1, 8])
        module = self.rng.choice(sorted(pools.PLANS))
        invoice = {"invoice_id": invoice_id, "amount": 100, "currency": "SEK",
                   "due_on": date_of(now + due * DAY)}
        quantity = current_set(state).modules.get(module, 0) + self.rng.choice([0, 1])

        def paid(part: str, amount: int, time: int | None = None) -> dict:
            return self.post("payment.received.v1", state.serial,
                             {"payment_id": f"{invoice_id}-{part}", "invoice_id": invoice_id,
                              "amount": amount, "currency": "SEK"}, time)

        back = self.post("payment.reversed.v1", state.serial,
                         {"reversal_id": f"{invoice_id}-R", "payment_id": f"{invoice_id}-b",
                          "amount": 40, "kind": "bounced"})
        midnight = now - now % DAY + (due + 1) * DAY
        steps = [self.post("purchase.recorded.v1", state.serial,
                           self.bought(module, quantity, [invoice_id])),
                 paid("a", 60), self.post("invoice.issued.v1", state.serial, invoice),
                 call("PUT", "/v1/test-clock", {"now": text_of(midnight)})]
        rest = [paid("b", 40, max(self.facts.earliest(state.serial), now)), back, paid("c", 40)]
        self.rng.shuffle(rest)
        return steps + rest

    def upgrade_then_maintenance(self, state: State) -> list[dict]:
        """Runs a version that no agreement covers; then a back-dated agreement is made."""
        now = self.model.now
        agreed = {"agreement_id": self.rng.choice(["M-2", "M-3"]),
                  "version": self.rng.choice(pools.VERSIONS),
                  "until": date_of(now + self.rng.choice([2, 27, 29, 40]) * DAY)}
        steps = [self.post("installation.upgraded.v1", state.serial,
                           {"cust_id": state.installation.cust_id,
                            "version": self.rng.choice(pools.VERSIONS[3:])}),
                 self.post("maintenance.agreed.v1", state.serial, agreed,
                           max(self.facts.earliest(state.serial),
                               now - self.rng.randrange(0, 20) * DAY)),
                 self.commands.may_upgrade()]
        self.rng.shuffle(steps)
        return steps
