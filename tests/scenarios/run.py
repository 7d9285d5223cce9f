#!/usr/bin/env python3
"""Runs acceptance scenarios (tests/data/scenarios/*.json) over HTTP, on a test clock.

usage: run.py --binary PATH [FILE.json ...]

Each scenario gets its own data directory and server, on a free port. A step specifies what is done
(an event, a command, a question) and the expected result. Exit code 0 if every expectation holds.
"""
import argparse
import http.client
import json
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

TESTS = pathlib.Path(__file__).resolve().parent.parent
SCENARIOS = TESTS / "data" / "scenarios"

sys.path.insert(0, str(TESTS / "openapi"))
sys.dont_write_bytecode = True
from documented import documented


def quoted(text):
    return urllib.parse.quote(str(text), safe="")


class Server:
    """One server on a test clock, stopped with SIGTERM."""

    def __init__(self, binary, directory, now):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        data = pathlib.Path(directory) / "data"
        self.process = subprocess.Popen(
            [binary, "serve", "--data", data, "--listen", f"127.0.0.1:{self.port}",
             "--test-clock", now], stderr=subprocess.DEVNULL)
        self.token = ""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                if self.call("GET", "/readyz")[0] == 200:
                    break
            except OSError:
                time.sleep(0.05)
        else:
            raise RuntimeError("the server was not ready within 20 s")
        self.token = (data / "operator.token").read_text().strip()

    def call(self, method, path, body=None, content_type="application/json"):
        headers = {"Authorization": f"Bearer {self.token}"}
        if body is not None:
            headers["Content-Type"] = content_type
            body = json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        raw = answer.read()
        connection.close()
        documented().check(method, path, answer.status,
                        {name.lower(): value for name, value in answer.getheaders()}, raw)
        text = raw.decode()
        try:
            return answer.status, json.loads(text)
        except ValueError:
            return answer.status, text

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


def request_of(step, serial):
    """The HTTP call of a step: method, path, body, content type."""
    license_path = "/v1/licenses/" + quoted(step.get("serial", serial))
    json_type = "application/json"

    def event(given):
        return {"specversion": "1.0", "source": "/scenario",
                "subject": step.get("serial", serial), **given}

    if "event" in step:
        return "POST", "/v1/events", event(step["event"]), "application/cloudevents+json"
    if "events" in step:
        batch = [event(given) for given in step["events"]]
        return "POST", "/v1/events", batch, "application/cloudevents-batch+json"
    if "bind" in step:
        return "POST", "/v1/installations", step["bind"], json_type
    if "change_serial" in step:
        body = dict(step["change_serial"])
        path = f"/v1/installations/{quoted(body.pop('cust_id'))}/serial-number"
        return "PUT", path, body, json_type
    if "remove" in step:
        seat = step["remove"]
        path = f"{license_path}/seats/{quoted(seat['module'])}/{quoted(seat['user'])}"
        return "DELETE", path + ("?cascade=true" if seat.get("cascade") else ""), None, json_type
    if "remove_user" in step:
        return "DELETE", f"{license_path}/users/{quoted(step['remove_user'])}", None, json_type
    if "release" in step:
        return "DELETE", license_path + "/hold", None, json_type
    if "simulate" in step:
        body = {**step["simulate"], "events": [event(e) for e in step["simulate"]["events"]]}
        return "POST", license_path + "/simulations", body, json_type
    if "get" in step:
        return "GET", step["get"], None, json_type
    if "ask" in step:
        query = urllib.parse.urlencode(step["ask"])
        return "GET", license_path + (f"?{query}" if query else ""), None, json_type
    posts = {"assign": "seats", "seat_changes": "seat-changes", "activate": "activations",
             "hold": "hold", "license_file": "license-file"}
    for word, path in posts.items():
        if word in step:
            body = step[word] if isinstance(step[word], dict) else {}
            return "POST", f"{license_path}/{path}", body, json_type
    raise ValueError(f"no such step: {step}")


def missing(want, got, where=""):
    """What `got` lacks of `want`: objects may have more members; lists of objects must have the
    same length, in any order; other lists must be equal, in any order."""
    if isinstance(want, dict):
        if not isinstance(got, dict):
            return [f"{where}: wanted an object, got {got!r}"]
        return [m for key in want for m in missing(want[key], got.get(key), f"{where}.{key}")]
    if isinstance(want, list):
        if not isinstance(got, list) or len(want) != len(got):
            return [f"{where}: wanted {want}, got {got}"]
        left = list(got)
        for item in want:
            match = next((g for g in left if not missing(item, g)), None)
            if match is None:
                return [f"{where}: nothing like {item} in {got}"]
            left.remove(match)
        return []
    return [] if want == got else [f"{where}: wanted {want!r}, got {got!r}"]


def codes(body, *names):
    for name in names:
        if isinstance(body, dict) and body.get(name):
            return sorted(reason["code"] for reason in body[name])
    return []


def unmet(expect, status, body):
    """The expectations of a step that its response does not meet."""
    allowed = expect.get("http", [200, 201, 204])
    found = []
    if status not in (allowed if isinstance(allowed, list) else [allowed]):
        found.append(f"HTTP {status}, wanted {allowed}: {json.dumps(body)[:300]}")
    if "body" in expect:
        found += missing(expect["body"], body)
    if "codes" in expect and codes(body, "reasons", "blocking_reasons") != sorted(expect["codes"]):
        found.append(f"reasons {codes(body, 'reasons', 'blocking_reasons')}, "
                     f"wanted {expect['codes']}")
    if "warnings" in expect and codes(body, "warnings") != sorted(expect["warnings"]):
        found.append(f"warnings {codes(body, 'warnings')}, wanted {expect['warnings']}")
    rows = (body.get("current") or {}).get("modules") or [] if isinstance(body, dict) else []
    by_module = {row["module"]: [row["in_use"], row["total"]] for row in rows}
    for module, want in expect.get("seats", {}).items():
        if by_module.get(module, [0, 0]) != want:
            found.append(f"{module} {by_module.get(module)}, wanted {want}")
    return found


def run(binary, path):
    """The errors of one scenario; empty if it passes."""
    scenario = json.loads(path.read_text())
    serial, now, saved, wrong = scenario.get("serial"), scenario["start"], {}, []
    with tempfile.TemporaryDirectory(prefix="scenario-") as directory:
        server = Server(binary, directory, now)
        for number, step in enumerate(scenario["steps"], 1):
            if step.get("at", now) > now:
                now = step["at"]
                server.call("PUT", "/v1/test-clock", {"now": now})
            text = json.dumps(step)
            for name, value in saved.items():
                text = text.replace("${%s}" % name, json.dumps(value)[1:-1])
            step = json.loads(text)
            status, body = server.call(*request_of(step, serial))
            if "save" in step:
                saved[step["save"]] = body if isinstance(body, str) else json.dumps(body)
            wrong += [f"step {number}: {u}" for u in unmet(step.get("expect", {}), status, body)]
        code = server.stop()
    return wrong + ([f"the server ended with {code} on SIGTERM"] if code else [])


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    given = parser.parse_args()
    failed = 0
    for path in given.files or sorted(SCENARIOS.glob("*.json")):
        wrong = run(given.binary, path)
        failed += bool(wrong)
        print(("FAIL  " if wrong else "ok    ") + path.name, *wrong, sep="\n      ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
