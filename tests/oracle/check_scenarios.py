#!/usr/bin/env python3
"""Runs acceptance scenarios against the model itself, without a server, to check the model.

usage: check_scenarios.py [-v] FILE_OR_DIRECTORY ...
Steps and matching are as in the scenarios' own runner. Exit code 0 if all pass.
"""
from __future__ import annotations

import argparse
import json
import pathlib
import sys
import urllib.parse

from model import Model


def differs(want, got, path: str = "") -> list[str]:
    """The parts of `want` that are not in `got`. Dicts: a subset. Lists of dicts: the same length,
    each wanted one matched once. Other lists: equal, in any order."""
    if isinstance(want, dict):
        if not isinstance(got, dict):
            return [f"{path}: wanted an object, got {got}"]
        return [d for key, value in want.items()
                for d in differs(value, got.get(key), f"{path}.{key}")]
    if isinstance(want, list):
        if not isinstance(got, list):
            return [f"{path}: wanted a list, got {got}"]
        if want and isinstance(want[0], dict):
            return differing_rows(want, got, path)
        same = sorted(map(str, want)) == sorted(map(str, got))
        return [] if same else [f"{path}: wanted {want}, got {got}"]
    return [] if want == got else [f"{path}: wanted {want!r}, got {got!r}"]


def differing_rows(want: list, got: list, path: str) -> list[str]:
    left, out = list(got), []
    for row in want:
        hit = next((candidate for candidate in left if not differs(row, candidate)), None)
        if hit is None:
            out.append(f"{path}: nothing like {row} in {got}")
        else:
            left.remove(hit)
    return out or ([f"{path}: not expected: {left}"] if left else [])


def quote(text) -> str:
    return urllib.parse.quote(str(text), safe="")


def fill(value, saved: dict):
    """`value` with every "${name}" replaced by what an earlier step saved under that name."""
    if isinstance(value, dict):
        return {key: fill(inner, saved) for key, inner in value.items()}
    if isinstance(value, list):
        return [fill(inner, saved) for inner in value]
    if isinstance(value, str):
        for name, text in saved.items():
            value = value.replace("${%s}" % name, text)
    return value


def complete(event: dict, serial: str) -> dict:
    return {"specversion": "1.0", "source": "/scenario", "subject": serial, **event}


def act(model: Model, step: dict, default_serial: str) -> tuple[int, object]:
    """Performs one step; returns (HTTP status, body)."""
    serial = step.get("serial", default_serial)
    path = f"/v1/licenses/{quote(serial)}"
    match next(name for name in step if name in STEPS):
        case "event":
            return model.call("POST", "/v1/events", complete(step["event"], serial))
        case "events":
            return model.call("POST", "/v1/events",
                              [complete(event, default_serial) for event in step["events"]])
        case "bind":
            return model.call("POST", "/v1/installations", step["bind"])
        case "change_serial":
            body = dict(step["change_serial"])
            cust_id = quote(body.pop("cust_id"))
            return model.call("PUT", f"/v1/installations/{cust_id}/serial-number", body)
        case "assign":
            return model.call("POST", path + "/seats", step["assign"])
        case "remove":
            asked = step["remove"]
            return model.call("DELETE", f"{path}/seats/{quote(asked['module'])}"
                              f"/{quote(asked['user'])}"
                              + ("?cascade=true" if asked.get("cascade") else ""))
        case "remove_user":
            return model.call("DELETE", f"{path}/users/{quote(step['remove_user'])}")
        case "seat_changes":
            return model.call("POST", path + "/seat-changes", step["seat_changes"])
        case "activate":
            return model.call("POST", path + "/activations", step["activate"])
        case "hold":
            return model.call("POST", path + "/hold", step["hold"])
        case "release":
            return model.call("DELETE", path + "/hold")
        case "license_file":
            return model.call("POST", path + "/license-file", {})
        case "simulate":
            body = dict(step["simulate"])
            body["events"] = [complete(event, serial) for event in body["events"]]
            return model.call("POST", path + "/simulations", body)
        case "get":
            return model.call("GET", step["get"])
        case "ask":
            query = {k: step["ask"][k] for k in ("as_of", "known_at") if k in step["ask"]}
            return model.call("GET", path + ("?" + urllib.parse.urlencode(query) if query else ""))
    raise ValueError(f"no such step: {step}")


STEPS = ("event", "events", "bind", "change_serial", "assign", "remove", "remove_user",
         "seat_changes", "activate", "hold", "release", "license_file", "simulate", "get", "ask")


def judge(step: dict, status: int, body) -> list[str]:
    """The expectations of the step that were not met."""
    expect = step.get("expect", {})
    want = expect.get("http", [200, 201, 204])
    wrong = []
    if status not in (want if isinstance(want, list) else [want]):
        wrong.append(f"HTTP {status}, wanted {want}: {json.dumps(body)[:400]}")
    if "body" in expect:
        wrong += differs(expect["body"], body or {})
    body = body if isinstance(body, dict) else {}
    if "codes" in expect:
        found = [r["code"] for r in body.get("reasons") or body.get("blocking_reasons") or []]
        if sorted(found) != sorted(expect["codes"]):
            wrong.append(f"reasons {found}, wanted {expect['codes']}")
    if "warnings" in expect:
        found = [w["code"] for w in body.get("warnings") or []]
        if sorted(found) != sorted(expect["warnings"]):
            wrong.append(f"warnings {found}, wanted {expect['warnings']}")
    rows = {row["module"]: row for row in (body.get("current") or {}).get("modules") or []}
    for module, (in_use, total) in expect.get("seats", {}).items():
        row = rows.get(module, {})
        got = row.get("in_use", 0), row.get("total", 0)
        if got != (in_use, total):
            wrong.append(f"{module} {got[0]}/{got[1]}, wanted {in_use}/{total}")
    return wrong


def run(path: pathlib.Path, verbose: bool) -> tuple[str, list[str]]:
    scenario = json.loads(path.read_text())
    serial, now, saved, wrong = scenario.get("serial"), scenario["start"], {}, []
    model = Model(now)
    for number, step in enumerate(scenario["steps"], 1):
        if step.get("at") and step["at"] > now:
            now = step["at"]
            model.call("PUT", "/v1/test-clock", {"now": now})
        step = fill(step, saved)
        status, body = act(model, step, serial)
        if "save" in step:
            saved[step["save"]] = body if isinstance(body, str) else json.dumps(body)
        asked = json.dumps({k: v for k, v in step.items() if k != "expect"})[:200]
        wrong += [f"step {number} {asked}: {d}" for d in judge(step, status, body)]
        if verbose:
            print(f"   {status} step {number} {asked}")
    return scenario["name"], wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("paths", nargs="+", type=pathlib.Path)
    given = parser.parse_args()
    files = [file for path in given.paths
             for file in (sorted(path.glob("*.json")) if path.is_dir() else [path])]
    passed = failed = 0
    for path in files:
        name, wrong = run(path, given.verbose)
        print(("ok    " if not wrong else "FAIL  ") + f"{path.name}: {name}")
        for line in wrong:
            print("      " + line)
        passed, failed = passed + (not wrong), failed + bool(wrong)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
