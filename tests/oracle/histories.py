#!/usr/bin/env python3
"""Runs random histories on the server and on the model, and compares after every step.

usage: histories.py --binary PATH [--seed N] [--histories N] [--steps N] [-v] [--shrink]
       histories.py --binary PATH --replay FILE.json

History number i of seed N is the history of seed N+i, so a failing one can be run alone with
--seed and --histories 1. Prints the first difference with the steps that led to it, as JSON for
--replay; --shrink leaves out unnecessary steps. Exit code 1 if anything differs.
"""
from __future__ import annotations

import argparse
import collections
import json
import random
import re
import sys
import urllib.parse

import pools
from command_steps import CommandMaker, call
from compare import codes_of
from fact_steps import FactMaker
from pair import Difference, Pair
from server import ServerFailed
from set_pieces import PieceMaker
from times import DAY, HOUR, instant, text_of

START = instant("2026-01-10T00:00:00Z")
WEIGHTS = {"fact": 22, "again": 3, "several": 5, "atomic": 3, "bind": 4, "change_serial": 1.3,
           "assign": 16, "remove": 8, "remove_user": 1, "batch": 8, "activate": 7,
           "issue_file": 2.5, "activate_file": 3, "hold": 2, "release": 2, "clock": 10,
           "piece": 2, "import_seat": 3, "simulate": 3, "restart": 0.6, "register": 1}
LICENSE_PATH = re.compile(r"^/v1/licenses/([^/?]+)")


class History:
    """Generates the steps of one history, each from the model's state after the previous ones."""

    def __init__(self, seed: int, model):
        self.rng = random.Random(seed)
        self.model = model
        self.facts = FactMaker(self.rng, model)
        self.commands = CommandMaker(self.rng, model)
        self.pieces = PieceMaker(self.rng, model, self.facts, self.commands)
        self.keys = 0

    def opening(self) -> list[dict]:
        """Some of the definitions, in any order, and some licenses."""
        rng, facts = self.rng, self.facts
        modules = list(pools.DEFINED)
        rng.shuffle(modules)
        # A module must be hidden before it can be included.
        modules.sort(key=lambda module: module in pools.PLANS)
        events = [facts.event("module.defined.v1", module, pools.first_definition(module),
                              rng.choice([None, START - 100 * DAY]))
                  for module in modules if module not in pools.PLANS or rng.random() < 0.95]
        for event in events:
            if event["subject"] in pools.HIDDEN:
                event["time"] = text_of(START - 200 * DAY)
        serials = pools.SERIALS[:rng.randrange(2, 4)]
        registrations = [self.registration(serial) for serial in serials]
        steps = [call("POST", "/v1/events", events + registrations, "batch")]
        for place, event in enumerate(registrations):
            serial, company_name = event["subject"], event["data"]["company_name"]
            start = instant(event["time"]) if "time" in event else START
            if rng.random() < (0.5 if place else 0.9):
                steps += self.first_use(serial, company_name, place)
            elif start < START and rng.random() < 0.6:
                events = self.facts.import_history(serial, pools.INSTALLATIONS[place],
                                                   company_name, start)
                steps.append(call("POST", "/v1/events?atomic=true", events, "batch"))
        return steps

    def first_use(self, serial: str, company_name: str, place: int) -> list[dict]:
        """A license that is bound, bought and used, like most."""
        rng = self.rng
        until = pools.date_near(rng, START, 28, 40, 90, 365)
        lines = [{"line_id": "l-" + module, "module": module, "quantity": rng.randrange(1, 5),
                  "until": until}
                 for module in ["ten-service", "windows", "travel"] + rng.sample(
                     ["ten-sales", "ssm", "pocket", "free"], 2)]
        bought = self.facts.event("purchase.recorded.v1", serial,
                                  {"order_id": "SO-0", "lines": lines, "invoice_ids": []}, None)
        bound = {"cust_id": pools.INSTALLATIONS[place], "serial_number": serial,
                 "kind": rng.choice(["production", "production", "trial", "demo"]),
                 "deployment": rng.choice(["online", "onsite"]),
                 "version": rng.choice(pools.VERSIONS[:5]), "company_name": company_name}
        agreed = self.facts.event("maintenance.agreed.v1", serial,
                                  {"agreement_id": "M-1", "version": "9"}, None)
        seats = [{"user": user, "module": module, "user_type": "associate"}
                 for user in rng.sample(pools.USERS, 3)
                 for module in rng.choice([["ten-service", "windows", "travel"],
                                           [lines[3]["module"]]])]
        return [call("POST", "/v1/events", agreed, "event"),
                call("POST", "/v1/installations", bound),
                call("POST", "/v1/events", bought, "event")] + [
                    call("POST", self.commands.path(serial, "seats"), seat) for seat in seats]

    def registration(self, serial: str) -> dict:
        """A first registration is never in the future: the state before it is unspecified."""
        rng = self.rng
        data = {"company_name": pools.weighted(rng, {"Nordvik AB": 5, "Fjällservice AB": 2,
                                                     "nordvik AB": 1}),
                "auto_update": rng.random() < 0.55}
        now = self.model.now
        time = rng.choice([None, now, now - now % DAY - 60 * DAY, now - 31 * DAY])
        return self.facts.event("license.registered.v1", serial, data, time)

    def serial(self) -> str:
        known = self.model.log.licenses()
        if not known or self.rng.random() < 0.015:
            return pools.UNKNOWN_SERIAL
        # The first license gets the most steps, so that it has a long history.
        return self.rng.choice(known + known[:1] * 2)

    def next_steps(self) -> list[dict]:
        serial, kind = self.serial(), pools.weighted(self.rng, WEIGHTS)
        if kind == "piece":
            return self.pieces.piece(serial)
        made = getattr(self, kind)(serial) if hasattr(self, kind) \
            else self.command(kind, serial)
        if made and "path" in made and made["method"] != "GET" and self.rng.random() < 0.05 \
                and "test-clock" not in made["path"]:
            self.keys += 1
            made["key"] = f"key-{self.keys}"
        return [made] if made else []

    def command(self, kind: str, serial: str) -> dict | None:
        maker = getattr(self.commands, kind)
        return maker() if kind == "clock" else maker(serial)

    def fact(self, serial: str) -> dict:
        return call("POST", "/v1/events", self.facts.fact(serial), "event")

    def again(self, serial: str) -> dict | None:
        event = self.facts.again()
        return event and call("POST", "/v1/events", event, "event")

    def some_facts(self, serial: str, count: int, again: float) -> list[dict]:
        events = []
        for _ in range(count):
            event = self.facts.again() if self.rng.random() < again else None
            events.append(event or self.facts.fact(self.rng.choice([serial, serial,
                                                                    self.serial()])))
            if self.rng.random() < 0.06:
                events.append(events[0])
        self.rng.shuffle(events)
        return events

    def facts_of(self, serial: str, path: str, kind: str, again: float) -> dict:
        return call("POST", path, self.some_facts(serial, self.rng.randrange(2, 6), again), kind)

    def atomic(self, serial: str) -> dict:
        return self.facts_of(serial, "/v1/events?atomic=true", "batch", 0.04)

    def several(self, serial: str) -> dict:
        return self.facts_of(serial, "/v1/events", self.rng.choice(["batch", "ndjson"]), 0.2)

    def import_seat(self, serial: str) -> dict | None:
        event = self.facts.import_seat(serial) if serial in self.model.log.licenses() else None
        return event and call("POST", "/v1/events", event, "event")

    def register(self, serial: str) -> dict | None:
        unknown = [s for s in pools.SERIALS if s not in self.model.log.licenses()]
        if not unknown:
            return None
        return call("POST", "/v1/events", self.registration(unknown[0]), "event")

    def simulate(self, serial: str) -> dict | None:
        events = [self.facts.fact(serial, prefix="if-")
                  for _ in range(self.rng.randrange(1, 4))]
        body: dict = {"events": events}
        if self.rng.random() < 0.4:
            body["as_of"] = text_of(self.model.now
                                    + self.rng.choice([-DAY, HOUR, DAY, 20 * DAY]))
        return call("POST", self.commands.path(serial, "simulations"), body)

    def restart(self, serial: str) -> dict:
        return {"restart": True}

    def questions(self, step: dict) -> list[dict]:
        """The questions after a step: the view of every license it may have affected, and more."""
        known = self.model.log.licenses() or [pools.UNKNOWN_SERIAL]
        if step.get("restart"):
            asked = known
        else:
            named = LICENSE_PATH.match(step["path"])
            asked = [urllib.parse.unquote(named[1])] if named else \
                [serial for serial in known if serial in json.dumps(step.get("body"))] or known
        steps = [self.commands.view(serial, when=False) for serial in asked]
        if self.rng.random() < 0.6:
            steps.append(self.commands.question(self.rng.choice(asked)))
        return steps

    def learn(self, step: dict, answer) -> None:
        """Remembers the posted events, to repeat them."""
        if "/events" not in step.get("path", "") or step["method"] != "POST":
            return
        events = step["body"] if isinstance(step["body"], list) else [step["body"]]
        results = answer if isinstance(answer, list) else [answer]
        self.facts.posted += [event for event, result in zip(events, results)
                              if result.get("status") == "appended"]


def count(coverage: collections.Counter, step: dict, status: int, answer, new) -> None:
    """Counts what the histories covered, for -v."""
    if step.get("restart"):
        coverage["restart"] += 1
        return
    path = re.sub(r"/v1/licenses/[^/?]+", "/v1/licenses/S", step["path"].split("?")[0])
    path = re.sub(r"/(installations|seats|users)/[^/?]+(/[^/?]+)?", r"/\1/…", path)
    coverage[f"{step['method']} {path} {status}"] += 1
    for event in new:
        coverage[f"event {event.type} {event.data.get('mode', '')}"] += 1
    if isinstance(answer, dict):
        for name in ("reasons", "blocking_reasons", "warnings"):
            for code in codes_of(answer.get(name)):
                coverage[f"{name} {code}"] += 1
        if answer.get("stage"):
            coverage[f"stage {answer['stage']}"] += 1
            coverage[f"status {answer.get('status')}"] += 1
        if step["method"] == "POST" and answer.get("code"):
            coverage[f"problem {answer['code']}"] += 1


def run(binary: str, steps, coverage: collections.Counter) -> tuple[list[dict], str | None]:
    """Performs the steps that `steps(pair)` yields; returns them and the difference, if any."""
    pair, done, found = Pair(binary, text_of(START)), [], None
    try:
        for step in steps(pair, done):
            done.append(step)
            known = len(pair.model.log.events)
            status, answer = pair.perform(step)
            count(coverage, step, status, answer, pair.model.log.events[known:])
            pair.answer = answer
    except (Difference, ServerFailed) as error:
        found = str(error)
    try:
        pair.close()
    except ServerFailed as error:
        found = found or str(error)
    return done, found


def random_steps(seed: int, length: int):
    def steps(pair: Pair, done: list[dict]):
        history = History(seed, pair.model)
        queue = history.opening()
        while len(done) < length:
            while not queue:
                queue = history.next_steps()
            step = queue.pop(0)
            yield step
            history.learn(step, pair.answer)
            if step.get("method") != "GET":
                queue = history.questions(step) + queue
    return steps


def given_steps(given: list[dict]):
    def steps(pair: Pair, done: list[dict]):
        yield from given
    return steps


def kind_of(found: str | None) -> str | None:
    """The part of a difference that stays the same while steps are left out."""
    return found and re.sub(r"[0-9]+", "#", found.split(":")[0])


def relevant(steps: list[dict]) -> list[dict]:
    """The steps for the licenses and installations that the last one names, without questions
    before it; all steps if it names none."""
    names = [name for name in pools.SERIALS if name in json.dumps(steps[-1])]
    if not names:
        return steps
    common = ("module.defined", "policy.changed", "test-clock", "/v1/installations")
    return [step for step in steps[:-1]
            if step.get("method") != "GET"
            and any(name in json.dumps(step) for name in (*names, *common))] + steps[-1:]


def shrink(binary: str, steps: list[dict], found: str) -> list[dict]:
    """Leaves out smaller and smaller pieces, as long as the same kind of difference remains."""
    def still(fewer: list[dict]) -> list[dict] | None:
        done, other = run(binary, given_steps(fewer), collections.Counter())
        return done if kind_of(other) == kind_of(found) else None

    steps = still(relevant(steps)) or steps
    size = max(1, len(steps) // 2)
    while True:
        place, smaller = 0, False
        while place < len(steps):
            fewer = still(steps[:place] + steps[place + size:])
            if fewer:
                steps, smaller = fewer, True
            else:
                place += size
        if size == 1 and not smaller:
            return steps
        size = max(1, size // 2)


def report(binary: str, seed: int | None, done: list[dict], found: str, shrinks: bool) -> None:
    print(f"FAIL  seed {seed}, step {len(done)}: {json.dumps(done[-1], ensure_ascii=False)}")
    print("      " + found.replace("\n", "\n      "))
    steps = shrink(binary, done, found) if shrinks else relevant(done)
    print(f"      the steps ({len(steps)} of {len(done)}):")
    print("[" + ",\n ".join(json.dumps(step, ensure_ascii=False) for step in steps) + "]")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--histories", type=int, default=20)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--shrink", action="store_true")
    parser.add_argument("--replay")
    parser.add_argument("-v", "--verbose", action="store_true")
    given = parser.parse_args()
    coverage: collections.Counter = collections.Counter()
    if given.replay:
        with open(given.replay, encoding="utf-8") as file:
            jobs = [(None, given_steps(json.load(file)))]
    else:
        jobs = [(seed, random_steps(seed, given.steps))
                for seed in range(given.seed, given.seed + given.histories)]
    passed = 0
    for seed, steps in jobs:
        done, found = run(given.binary, steps, coverage)
        if found:
            report(given.binary, seed, done, found, given.shrink)
            print(f"{passed} passed, 1 failed")
            return 1
        passed += 1
        if given.verbose:
            print(f"ok    seed {seed}: {len(done)} steps")
    if given.verbose:
        for name, times in sorted(coverage.items()):
            print(f"      {times:6} {name}")
    print(f"{passed} passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
